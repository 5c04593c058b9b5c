import Domain
import HTMLKit

/// A mail's words, the same for all its readers but for one link near its end. Made once, then completed for each.
struct Letter: Sendable {
    let subject: String
    /// What stands before and after the reader's own link.
    let text: (before: String, after: String)
    let html: (before: String, after: String)

    /// What of the HTML is given goes inside `body`.
    init(
        subject: String, language: Language, text: (before: String, after: String), html: (before: HTML, after: HTML)
    ) {
        self.subject = subject
        self.text = text
        // Styles stand on the elements: several mail readers drop a style sheet.
        let head: HTML = """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(subject)</title></head>
            <body style="margin:0 auto;max-width:38em;padding:1em;font-family:sans-serif;line-height:1.5">

            """
        let foot: HTML = "\n</body></html>\n"
        self.html = (before: head.text + html.before.text, after: html.after.text + foot.text)
    }

    func text(link: LinkTarget) -> String {
        "\(text.before)\(link.text)\(text.after)"
    }

    /// The link stands in a quoted attribute.
    func html(link: LinkTarget) -> String {
        html.before + ("\(link)" as HTML).text + html.after
    }
}
