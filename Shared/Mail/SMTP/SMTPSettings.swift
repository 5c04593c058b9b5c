internal import Domain
internal import FoundationEssentials
internal import NIOCore
internal import NIOSSL

/// How a mail server is reached.
package struct SMTPSettings: Sendable {
    enum Encryption: String, Sendable {
        case off
        /// STARTTLS when offered, without a check of the certificate: it keeps listeners out, not impostors.
        case opportunistic
        /// STARTTLS or nothing, with the certificate and its name checked.
        case required
        /// TLS from the first byte (`smtps://`), checked.
        case immediate
    }

    /// The password is kept out of every description, so that it can not reach a log.
    struct Credentials: Sendable, CustomStringConvertible, CustomReflectable {
        let user: String
        let password: String

        var description: String { "credentials" }
        var customMirror: Mirror { Mirror(self, children: []) }
    }

    let host: String
    let port: Int
    let encryption: Encryption
    let credentials: Credentials?
    /// Nil when nothing is ever encrypted.
    let tls: NIOSSLContext?

    /// The name by which we greet.
    package let heloName: String
    package let connectTimeout: Duration
    /// For each answer but the last, and for handing over the mail.
    package let replyTimeout: Duration
    /// For the answer to the final dot. RFC 5321 §4.5.3.2.6 asks for 10 minutes: a server that was about to say yes
    /// would otherwise be asked again, and the person gets the mail twice.
    package let finalReplyTimeout: Duration

    /// - Parameters:
    ///   - text: `smtp://[user:password@]host[:port][?tls=off|opportunistic|required]`, or `smtps://…`. Ports are 25
    ///     and 465 unless given. With a password TLS is required unless it is `off`; else it is opportunistic.
    ///   - heloName: the name by which we greet.
    ///   - certificateAuthorities: a PEM file to trust instead of the system's authorities.
    ///   - connectTimeout: for the connection.
    ///   - replyTimeout: for each answer.
    ///   - finalReplyTimeout: for the answer to the final dot.
    /// - Throws: `SMTPError.settings`.
    package init(
        url text: String,
        heloName: String,
        certificateAuthorities: String? = nil,
        connectTimeout: Duration = .seconds(10),
        replyTimeout: Duration = .seconds(60),
        finalReplyTimeout: Duration = .seconds(600)
    ) throws(SMTPError) {
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            parts.path.isEmpty || parts.path == "/"
        else { throw .settings("url") }
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.credentials = try Self.credentials(parts)
        self.encryption = try Self.encryption(parts, authenticates: credentials != nil)
        self.port = parts.port ?? (encryption == .immediate ? 465 : 25)
        guard (1...65_535).contains(port) else { throw .settings("port") }
        guard !heloName.isEmpty, heloName.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .settings("name for EHLO")
        }
        self.heloName = heloName
        self.connectTimeout = connectTimeout
        self.replyTimeout = replyTimeout
        self.finalReplyTimeout = finalReplyTimeout
        self.tls = try Self.tls(encryption, certificateAuthorities: certificateAuthorities)
    }

    /// The name that the server's certificate must carry; nil where the host is an address, which is then checked
    /// itself.
    var nameToVerify: String? {
        let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil
        return isAddress ? nil : host
    }

    private static func credentials(_ parts: URLComponents) throws(SMTPError) -> Credentials? {
        guard let user = parts.user, !user.isEmpty else { return nil }
        guard let password = parts.password, !user.utf8.contains(0), !password.utf8.contains(0) else {
            throw .settings("user and password")
        }
        return Credentials(user: user, password: password)
    }

    private static func encryption(_ parts: URLComponents, authenticates: Bool) throws(SMTPError) -> Encryption {
        let items = parts.queryItems ?? []
        guard items.allSatisfy({ $0.name == "tls" }), items.count <= 1 else { throw .settings("query") }
        switch (parts.scheme?.lowercased(), items.first.map { $0.value ?? "" }) {
        case ("smtps", nil): return .immediate
        case ("smtp", nil): return authenticates ? .required : .opportunistic
        case ("smtp", "off"): return .off
        case ("smtp", "required"): return .required
        // Whoever stands between could strip the offer of TLS and read the password.
        case ("smtp", "opportunistic") where !authenticates: return .opportunistic
        case ("smtp", _): throw .settings("tls")
        default: throw .settings("scheme")
        }
    }

    private static func tls(
        _ encryption: Encryption, certificateAuthorities: String?
    ) throws(SMTPError) -> NIOSSLContext? {
        guard encryption != .off else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        if encryption == .opportunistic { configuration.certificateVerification = .none }
        if let certificateAuthorities { configuration.trustRoots = .file(certificateAuthorities) }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .settings("certificate authorities")
        }
    }
}
