import Configuration
import Domain
import Mail
import ServiceKit

/// How mail leaves this service, as whose, and where its links lead.
struct MailSettings: Sendable {
    let server: SMTPSettings
    /// How many sessions with the server are open at once; each sends one mail at a time.
    let sessions: Int
    /// What readers see as the sender, with the network's name.
    let sender: EmailAddress
    let network: String
    /// Builds Message-IDs, return paths and the list's identifier.
    let domain: String
    let publicURL: WebAddress
    let timeZone: ServedTimeZone

    init(
        server: SMTPSettings, sessions: Int, sender: EmailAddress, network: String, domain: String,
        publicURL: WebAddress, timeZone: ServedTimeZone
    ) {
        self.server = server
        self.sessions = sessions
        self.sender = sender
        self.network = network
        self.domain = domain
        self.publicURL = publicURL
        self.timeZone = timeZone
    }

    /// Reads `MAILLAGE_NEWSLETTER_SMTP_URL` (required, secret: it may hold a password), `…_SMTP_SESSIONS` (default 4)
    /// and `…_SENDER` (default `lettre@` the network's domain).
    init(_ settings: ServiceSettings) throws {
        let (own, network) = (settings.own, settings.network)
        self.init(
            server: try SMTPSettings(
                url: own.requiredString(forKey: "smtp.url", isSecret: true), heloName: network.domain),
            sessions: try own.optional("smtp.sessions", default: 4) { text in
                Int(text).flatMap { (1...50).contains($0) ? $0 : nil }
            },
            sender: try own.optional("sender", default: EmailAddress("lettre@\(network.domain)")) {
                try? EmailAddress($0)
            },
            network: network.name, domain: network.domain, publicURL: network.publicURL, timeZone: network.timeZone)
    }
}
