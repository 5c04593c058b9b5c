import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 11: the broker loses all its data.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct WipedBrokerTests {
    private static let consumers = [ServiceName.events, .jobsBoard, .newsletter, .notifications]

    /// Fault 11. Held by the definitions file that the broker loads at boot, by the services' own declarations, and by
    /// the backfill that a missing queue asks for before it is created.
    /// Seen to fail: TODO(mutation)
    @Test func `a broker that lost everything is furnished again, and the copies become equal`() async throws {
        try await withServerSet { servers in
            try await withTestSystem(on: servers, .with { $0.usesRootVirtualHost = true }) { system in
                try await system.startAll()
                let staff = try await Staff.atWork(on: system)
                let partner = try await staff.registerWebhook(types: WebhookEventName.all)
                var places: [String] = []
                for number in 1...8 { places.append(try await staff.createPlace("Lieu \(number)")) }
                _ = try await staff.announceEvent("Café", at: places[0])
                _ = try await staff.announceOffer("Animatrice")
                let projections = Projections(system: system)
                try await projections.becomeEqual(for: Self.consumers)
                try await eventually("the partner heard of each") { partner.webhookIDs.count == 10 }
                let topology = try await topology(of: system)

                // What is told now is with the broker alone.
                for consumer in Self.consumers { try await system.stop(consumer) }
                for place in places.prefix(4) { try await staff.renamePlace(place, "Autre nom") }
                _ = try await staff.createPlace("Nouveau lieu")
                try await staff.placesAreTold()
                try await servers.wipeBroker()
                for consumer in Self.consumers { try await system.start(consumer) }
                for service in [ServiceName.directory, .gateway] { try await system.waitUntilReady(service) }
                try await projections.becomeEqual(for: Self.consumers)
                #expect(try await self.topology(of: system) == topology)
                #expect(partner.webhookIDs.count == 10, "no webhook of what was asked for")

                try await staff.renamePlace(places[7], "Tout nouveau nom")
                try await eventually("the partner hears of news") { partner.webhookIDs.count == 11 }
                try await Ledger(of: system, receipts: .newestState).closes()
                #expect(Set(partner.webhookIDs).count == 11)
                try await projections.becomeEqual(for: Self.consumers)
                try await partner.stop()
            }
        }
    }

    /// Durable exchanges and queues with their arguments, bindings and permissions.
    private func topology(of system: TestSystem) async throws -> [String] {
        var lines: [String] = []
        for kind in ["list_exchanges", "list_queues"] {
            lines += try await system.servers.rabbitmqctl(
                kind, "--vhost", system.virtualHost, "name", "arguments", "durable"
            ).split(separator: "\n").filter { $0.hasSuffix("true") && !$0.contains(".requests") }.map(String.init)
        }
        lines += try await system.servers.rabbitmqctl(
            "list_bindings", "--vhost", system.virtualHost, "source_name", "destination_name", "routing_key"
        ).split(separator: "\n").filter { !$0.contains(".requests") && !$0.contains(".hints.") }.map(String.init)
        lines += try await system.servers.rabbitmqctl("list_permissions", "--vhost", system.virtualHost)
            .split(separator: "\n").map(String.init)
        return lines.sorted()
    }
}
