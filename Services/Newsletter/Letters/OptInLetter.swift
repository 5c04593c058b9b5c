import Domain
import HTMLKit

/// The mail that asks whether a subscription was meant, with the words that are agreed to.
enum OptInLetter {
    static func letter(network: String, language: Language) -> Letter {
        let words = LetterWords.of(language)
        let subject = words.confirmSubject(network)
        let request = words.confirmRequest(network)
        return Letter(
            subject: subject,
            language: language,
            text: (
                before: "\(request)\n\n\(words.confirmTerms)\n\n\(words.confirm)\n",
                after: "\n\n\(words.ignore)\n"
            ),
            html: (
                before: "<p>\(request)</p>\n<p>\(words.confirmTerms)</p>\n<p><a href=\"",
                after: "\">\(words.confirm)</a></p>\n<p>\(words.ignore)</p>"
            )
        )
    }
}
