import Domain
import FoundationEssentials
import HTTPTypes

/// The cookie that keeps somebody signed in. Its value is 256 random bits; what they stand for is not in it.
struct SessionCookie: Sendable {
    /// Browsers keep it longer than any session lasts; when a session ends is for the directory to say.
    private static let maximumAge = 400 * 86_400

    let name: String
    private let isSecure: Bool

    /// Over https the name's prefix has browsers refuse one that a neighbour in the domain, or anybody on the way,
    /// tries to set. They refuse it over plain http too, so an installation without TLS does without the prefix.
    init(publicURL: WebAddress) {
        isSecure = publicURL.text.hasPrefix("https://")
        name = isSecure ? "__Host-maillage" : "maillage"
    }

    /// What a browser shows of it; nil when it shows none, or something that we did not set.
    func secret(in headers: HTTPFields) -> Substring? {
        guard let cookies = headers[.cookie] else { return nil }
        for pair in cookies.split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].trimmingPrefix(while: { $0 == " " }) == name else { continue }
            return parts[1].utf8.count == 43 ? parts[1] : nil
        }
        return nil
    }

    func setting(_ secret: String) -> String {
        attributes(secret, age: Self.maximumAge)
    }

    var clearing: String {
        attributes("", age: 0)
    }

    private func attributes(_ value: String, age: Int) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(age); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"
    }
}
