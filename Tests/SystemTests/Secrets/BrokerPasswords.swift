import Domain
import Foundation
import TestSupport

/// Passwords of the broker's users that nothing else of the test knows.
struct BrokerPasswords {
    let settings: [String: String]
    let all: [String: String]

    /// On servers of a test's own, on their only virtual host.
    static func changed(on servers: ServerSet) async throws -> BrokerPasswords {
        var settings: [String: String] = [:]
        var all: [String: String] = [:]
        for service in ServiceName.allCases {
            let password = UUID().uuidString.replacing("-", with: "").lowercased()
            try await servers.rabbitmqctl("change_password", service.rawValue, password)
            var parts = URLComponents(string: servers.amqp)
            parts?.user = service.rawValue
            parts?.password = password
            parts?.path = "/"
            settings[Setting.of(service, "AMQP_URL")] = parts?.string
            all["the broker's password of \(service.rawValue)"] = password
        }
        return BrokerPasswords(settings: settings, all: all)
    }
}
