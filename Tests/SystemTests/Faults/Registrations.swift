import Domain
import Foundation
import Postgres
import TestSupport

extension TestSystem {
    /// Waits until consumers have read the exports that they want; each wants all when it is new. What comes by an
    /// export later would mend what a test means to break.
    func exportsAreRead(by consumers: [ServiceName]) async throws {
        for consumer in consumers {
            try await eventually("\(consumer.rawValue) has read its exports", within: .seconds(30)) {
                try await one("SELECT count(*) > 0 AND bool_and(completed_at IS NOT NULL) FROM backfills", in: consumer)
            }
        }
    }

    /// A confirmed reader of the newsletter, whether or not it runs.
    func addReader(_ email: String) async throws {
        try await execute(
            """
            INSERT INTO subscribers (id, version, email, language, state, unsubscribe_token, consent_version,
                requested_at, confirmed_at)
            VALUES (gen_random_uuid(), 2, \(email), 'fr', 'confirmed', gen_random_uuid()::text, 1, clock_timestamp(),
                clock_timestamp())
            """, in: .newsletter)
    }

    /// A partner's webhook, whether or not `notifications` runs.
    func addWebhook(to url: String, types: [String]) async throws {
        let key = Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
        try await execute(
            """
            INSERT INTO webhooks (id, version, url, types, state, secret, signing_key, created_at, updated_at)
            VALUES (gen_random_uuid(), 1, \(url), \(types), 'active', \("whsec_" + key), \("whsk_" + key),
                clock_timestamp(), clock_timestamp())
            """, in: .notifications)
    }
}

extension PartnerServer {
    /// The identifiers of what was received, in order, each as often as it was.
    var webhookIDs: [String] {
        requests.compactMap { $0.header("webhook-id") }
    }
}
