import Domain
import HTMLKit

/// The mail with a sign-in link: its words, in text and HTML.
struct SignInLetter {
    let network: String
    let language: Language
    let link: LinkTarget

    var subject: String {
        language("\(network) : votre lien de connexion", "\(network): your sign-in link")
    }

    var text: String {
        """
        \(request)

        \(press)\(language(" :", ":"))
        \(link.text)

        \(terms)

        \(ignore)

        """
    }

    var html: String {
        // Styles stand on the elements: several mail readers drop a style sheet.
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(subject)</title></head>
            <body style="margin:0 auto;max-width:38em;padding:1em;font-family:sans-serif;line-height:1.5">
            <p>\(request)</p>
            <p><a href="\(link)">\(press)</a></p>
            <p>\(terms)</p>
            <p>\(ignore)</p>
            </body></html>

            """
        return page.text
    }

    private var request: String {
        language(
            "Quelqu’un, sans doute vous, a demandé à se connecter à \(network) avec cette adresse.",
            "Somebody, most likely you, asked to sign in to \(network) with this address.")
    }

    private var press: String {
        language("Ouvrez ce lien pour vous connecter", "Open this link to sign in")
    }

    private var terms: String {
        language(
            "Il est valable quinze minutes et ne sert qu’une fois.", "It is valid for fifteen minutes and works once.")
    }

    private var ignore: String {
        language(
            "Si vous n’avez rien demandé, ne faites rien : sans ce lien, personne ne peut entrer.",
            "If you did not ask for it, do nothing: without this link nobody can come in.")
    }
}

extension Language {
    fileprivate func callAsFunction(_ french: String, _ english: String) -> String {
        self == .french ? french : english
    }
}
