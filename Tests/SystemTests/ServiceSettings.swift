import Domain
import TestSupport

/// The names of settings.
enum Setting {
    static func of(_ service: ServiceName, _ name: String) -> String {
        "MAILLAGE_\(service.rawValue.replacing("-", with: "_").uppercased())_\(name)"
    }
}

extension TestSystem {
    /// What a service needs to be assembled.
    func settings(of service: ServiceName) throws -> [String: String] {
        var settings = [
            "MAILLAGE_PUBLIC_URL": url(""), "MAILLAGE_DOMAIN": "reseau.test",
            "MAILLAGE_NETWORK_NAME": "Réseau d’essai", "MAILLAGE_NEWSLETTER_SMTP_URL": servers.smtp,
            "MAILLAGE_NOTIFICATIONS_SMTP_URL": servers.smtp,
        ]
        let own = service == .gateway ? ["AMQP_URL"] : ["AMQP_URL", "DATABASE_URL", "OWNER_DATABASE_URL"]
        for name in own { settings[Setting.of(service, name)] = try setting(service, name) }
        return settings
    }
}
