import Domain
import Foundation
import Postgres

extension Ledger {
    /// Rows that wait in a service's database: to be published, or set aside.
    func lookAtWaiting(in service: ServiceName, _ findings: inout LedgerFindings) async throws {
        let unpublished: [String] = try await system.all(
            """
            SELECT type || ' ' || agg_id || ' v' || agg_version || coalesce(': ' || last_error, '')
            FROM outbox WHERE published_at IS NULL
            """, in: service)
        findings.stuck += unpublished.map { "\(service.rawValue) has not published \($0)" }
        let parked: [String] = try await system.all(
            """
            SELECT type || ' v' || coalesce(version, 0) || ' ' || reason || coalesce(': ' || last_error, '')
            FROM parked WHERE resolved_at IS NULL
            """, in: service)
        findings.stuck += parked.map { "\(service.rawValue) has set aside \($0)" }
        let wanted: [String] = try await system.all(
            """
            SELECT agg_type || ' of ' || owner FROM backfills
            WHERE completed_at IS NULL AND owner = ANY(\(producers.map(\.rawValue)))
            """, in: service)
        findings.stuck += wanted.map { "\(service.rawValue) still wants each \($0)" }
    }

    func lookAtQueues(_ findings: inout LedgerFindings) async throws {
        for queue in try await system.queues() where queue.ready + queue.unacknowledged > 0 {
            guard !queue.name.hasSuffix(".requests"), !queue.name.contains(".hints.") else { continue }
            findings.stuck.append("\(queue.name): \(queue.ready) ready, \(queue.unacknowledged) unacknowledged")
        }
    }

    // MARK: What left for the outside

    private struct Webhook: Decodable, Sendable {
        let id: UUID
        let types: [String]
        let createdAt: Date
    }

    private struct Delivery: Decodable, Sendable {
        let webhookId: UUID
        let eventId: UUID
        let state: String
    }

    private struct Told: Decodable, Sendable {
        let eventId: UUID
        let type: String
        let createdAt: Date
    }

    /// Each webhook has a delivery of each event that it wants, and the partner a request of each delivery.
    func lookAtWebhooks(_ findings: inout LedgerFindings) async throws {
        let webhooks: [Webhook] = try await system.all(
            "SELECT id, types, created_at FROM webhooks WHERE state = 'active'", in: .notifications)
        guard !webhooks.isEmpty else { return }
        let deliveries: [Delivery] = try await system.all(
            "SELECT webhook_id, event_id, state FROM deliveries", in: .notifications)
        let states = Dictionary(
            deliveries.map { ("\($0.webhookId) \($0.eventId)", $0.state) }, uniquingKeysWith: { $1 })
        let requests = Dictionary(
            grouping: partner?.requests.compactMap { $0.header("webhook-id")?.lowercased() } ?? [], by: \.self
        ).mapValues(\.count)
        for producer in producers {
            let told: [Told] = try await system.all("SELECT event_id, type, created_at FROM outbox", in: producer)
            for event in told {
                let wanting = webhooks.filter { webhook in
                    webhook.types.contains(Self.partnersName(of: event.type)) && webhook.createdAt < event.createdAt
                }
                for webhook in wanting {
                    let what = "\(event.type) \(event.eventId) to webhook \(webhook.id)"
                    switch states["\(webhook.id) \(event.eventId)"] {
                    case "delivered": break
                    case "pending": findings.stuck.append("\(what) is pending")
                    case let other: findings.lost.append("\(what): \(other ?? "no delivery")")
                    }
                }
                guard partner != nil, !wanting.isEmpty else { continue }
                let count = requests[event.eventId.uuidString.lowercased(), default: 0]
                if count < wanting.count { findings.lost.append("the partner has not heard of \(event.eventId)") }
                findings.repeats += max(0, count - wanting.count)
            }
        }
    }

    /// `events.event.published` for `events.event.published.v1`.
    private static func partnersName(of type: String) -> String {
        type.split(separator: ".").dropLast().joined(separator: ".").replacing("-", with: "_")
    }

    private struct Mailed: Decodable, Sendable {
        let id: UUID
        let kind: String
        let state: String
    }

    /// Each mail that the newsletter calls sent is in the sink, and no letter is there twice.
    func lookAtMails(_ findings: inout LedgerFindings) async throws {
        let deliveries: [Mailed] = try await system.all("SELECT id, kind, state FROM deliveries", in: .newsletter)
        guard !deliveries.isEmpty else { return }
        let arrived = try mailsByDelivery()
        for delivery in deliveries {
            let count = arrived[delivery.id.uuidString.lowercased().replacing("-", with: ""), default: 0]
            let what = "\(delivery.kind) mail \(delivery.id)"
            switch delivery.state {
            case "sent": if count == 0 { findings.lost.append("\(what) was sent and did not arrive") }
            case "todo", "claimed", "deferred": findings.stuck.append("\(what) is \(delivery.state)")
            default: break
            }
            guard count > 1 else { continue }
            if delivery.kind == "edition" {
                findings.double.append("\(what) arrived \(count) times")
            } else {
                findings.repeats += count - 1
            }
        }
    }

    /// The return path of a mail names its delivery.
    private func mailsByDelivery() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        let files = try FileManager.default.contentsOfDirectory(
            at: system.servers.mail, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        for file in files where file.pathExtension == "eml" {
            let head = String(decoding: try Data(contentsOf: file).prefix(1000), as: UTF8.self)
            guard let sender = head.firstMatch(of: /X-Sink-MailFrom: bounces\+([0-9a-f]+)@/) else { continue }
            counts[String(sender.1), default: 0] += 1
        }
        return counts
    }
}
