import Configuration
import Domain
import Mail
import ServiceKit

/// How mail leaves this service, as whose, and where its links lead.
struct MailSettings: Sendable {
    let server: SMTPSettings
    /// What readers see as the sender, with the network's name.
    let sender: EmailAddress
    let network: String
    /// Builds Message-IDs.
    let domain: String
    let publicURL: WebAddress

    /// Reads `MAILLAGE_NOTIFICATIONS_SMTP_URL` (required, secret: it may hold a password) and `…_SENDER` (default
    /// `bonjour@` the network's domain).
    init(_ settings: ServiceSettings) throws {
        let (own, network) = (settings.own, settings.network)
        self.init(
            server: try SMTPSettings(
                url: own.requiredString(forKey: "smtp.url", isSecret: true), heloName: network.domain),
            sender: try own.optional("sender", default: EmailAddress("bonjour@\(network.domain)")) {
                try? EmailAddress($0)
            },
            network: network.name, domain: network.domain, publicURL: network.publicURL)
    }

    init(server: SMTPSettings, sender: EmailAddress, network: String, domain: String, publicURL: WebAddress) {
        self.server = server
        self.sender = sender
        self.network = network
        self.domain = domain
        self.publicURL = publicURL
    }
}
