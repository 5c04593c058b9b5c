import Domain
import HTTPTypes
import HummingbirdCore

/// In which language somebody is answered: the one that the address names, else the one chosen before, else what the
/// browser asks for.
///
/// An address that names it can be sent to somebody else; the cookie carries the choice from there to the pages that
/// follow, so that no link has to. Both work without script.
enum PageLanguage {
    static let name = "lang"

    static func of(_ head: HTTPRequest) -> Language {
        head.path.flatMap(named(in:)) ?? head.headerFields[.cookie].flatMap(remembered(in:))
            ?? Negotiation.language(head.headerFields[.acceptLanguage])
    }

    /// What `lang` says in an address.
    static func named(in target: String) -> Language? {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        return value(in: target[target.utf8.index(after: mark)...], partedBy: "&")
    }

    private static func remembered(in cookies: String) -> Language? {
        value(in: cookies[...], partedBy: ";")
    }

    private static func value(in text: Substring, partedBy separator: Character) -> Language? {
        for part in text.split(separator: separator) {
            let part = part.trimmingPrefix { $0 == " " }
            if part.hasPrefix("\(name)=") { return Language(rawValue: String(part.dropFirst(name.utf8.count + 1))) }
        }
        return nil
    }

    /// Has the browser keep the language that the address of this page named.
    static func remember(_ target: String?, in response: inout Response) {
        guard let language = target.flatMap(named(in:)),
            response.headers[.contentType]?.hasPrefix("text/html") == true
        else { return }
        response.headers.append(
            HTTPField(
                name: .setCookie,
                value: "\(name)=\(language.rawValue); Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax")
        )
    }
}
