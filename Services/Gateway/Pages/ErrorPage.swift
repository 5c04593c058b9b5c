import Domain
import HTMLKit
import HTTPTypes
import HummingbirdCore

/// What went wrong, told to a person, and what they can do about it.
struct ErrorPage {
    let portal: Portal
    let problem: Problem
    let language: Language
    /// Where the person was; nil for an answer to a form, to which no link leads.
    let target: String?

    func response() -> Response {
        let text = ProblemText.of(problem.code, problem.status, in: language)
        let layout = Layout(
            portal: portal, language: language, title: text.title,
            address: target.map(PageAddress.init) ?? .home)
        var response = PlainPage.response(
            layout,
            """
            <p class="lead">\(text.detail)</p>
            \(suggestion)\
            <p>\(whatToDo)</p>
            <ul>
            <li><a href="/">\(language("Retour à l’accueil", "Back to the first page"))</a></li>
            <li><a href="/sitemap">\(language("Plan du site", "Site map"))</a></li>
            <li><a href="/contact">\(language("Nous écrire", "Write to us"))</a></li>
            </ul>
            <p class="code">\(language("Erreur", "Error")) \(problem.status) · \(problem.code)\(problem.field.map { " · \($0)" } ?? "")</p>

            """,
            status: HTTPResponse.Status(code: problem.status))
        problem.addHeaders(to: &response.headers)
        return response
    }

    private var suggestion: HTML {
        guard let suggestion = problem.suggestion else { return "" }
        return "<p>\(language("Peut-être : ", "Perhaps: "))<strong>\(suggestion)</strong></p>\n"
    }

    private var whatToDo: String {
        switch problem.status {
        case 404, 410:
            language(
                "L’adresse a pu changer, ou ce qu’elle montrait a été retiré. La recherche le retrouve peut-être.",
                "The address may have changed, or what it showed was withdrawn. A search may find it.")
        case 429:
            language(
                "Beaucoup de demandes sont venues de votre réseau. Attendez une minute, puis recommencez.",
                "Many requests came from your network. Wait a minute, then try again.")
        case 500...:
            language(
                "Ce n’est pas de votre fait. Recommencez dans quelques instants.",
                "This is not your doing. Try again in a moment.")
        default:
            language(
                "Revenez en arrière, corrigez et recommencez, ou partez d’ici :",
                "Go back, correct it and try again, or start from here:")
        }
    }
}
