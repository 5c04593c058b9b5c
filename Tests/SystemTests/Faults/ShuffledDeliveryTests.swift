import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 20: every delivery comes three times, in any order.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ShuffledDeliveryTests {
    private static let owners = [ServiceName.directory, .events, .jobsBoard]
    private static let consumers = [ServiceName.events, .jobsBoard, .newsletter, .notifications]

    /// Fault 20. Held by the inbox's claim of the identifier, by the cursor of each aggregate, and by the deliveries'
    /// unique key.
    /// Seen to fail: a claim that takes every event for new, and apart from it a cursor that lets every version pass →
    /// "17 lost".
    @Test func `three times and shuffled the events make the same copies, and tell a partner no event twice`()
        async throws
    {
        try await withTestSystem { system in
            try await system.startAll()
            try await system.exportsAreRead(by: Self.consumers)
            let staff = try await Staff.atWork(on: system)
            let partner = try await staff.registerWebhook(types: WebhookEventName.all)
            try await work(staff)
            let projections = Projections(system: system)
            try await projections.becomeEqual(for: Self.consumers)
            var clean: [ServiceName: [String]] = [:]
            for consumer in Self.consumers { clean[consumer] = try await projections.hashes(of: consumer) }
            var told: [ServiceName: [ToldEvent]] = [:]
            for owner in Self.owners {
                told[owner] = try await system.told(by: owner).filter { !$0.type.contains(".key.") }
            }
            let count = told.values.map(\.count).reduce(0, +)
            try await eventually("the partner heard each event once") {
                Set(partner.webhookIDs).count == count && partner.webhookIDs.count == count
            }

            for consumer in Self.consumers { try await system.stop(consumer) }
            for consumer in Self.consumers { try await forget(consumer, on: system) }
            try await send(told, on: system)
            for consumer in Self.consumers { try await system.start(consumer) }
            try await Ledger(of: system, receipts: .newestState).closes()
            for consumer in Self.consumers {
                #expect(try await projections.hashes(of: consumer) == clean[consumer])
            }
            let newest = Self.newest(of: told)
            try await eventually("what was never stale was told") {
                Set(partner.webhookIDs.dropFirst(count)).isSuperset(of: newest)
            }
            let again = partner.webhookIDs.dropFirst(count)
            #expect(Set(again).count == again.count, "no event twice")
            #expect(try await system.metric("duplicates_total", of: .notifications) == Double(2 * count))
            try await partner.stop()
        }
    }

    /// Many things, each changed several times, the changes mixed.
    private func work(_ staff: Staff) async throws {
        var places: [String] = []
        for number in 1...15 { places.append(try await staff.createPlace("Lieu \(number)")) }
        var events: [String] = []
        for place in places.prefix(8) { events.append(try await staff.announceEvent("Café", at: place)) }
        for number in 1...5 { _ = try await staff.announceOffer("Offre \(number)") }
        for round in 1...3 {
            for place in places.shuffled() { try await staff.renamePlace(place, "Lieu, nom \(round)") }
            for event in events.shuffled() { try await staff.renameEvent(event, "Café, titre \(round)") }
        }
    }

    /// Empties what a consumer has received and made of it, as if it had never run, but for what it was asked to do.
    private func forget(_ consumer: ServiceName, on system: TestSystem) async throws {
        let own =
            switch consumer {
            case .newsletter: "items"
            case .notifications: "known_places, told, deliveries"
            default: "known_places"
            }
        _ = try await Judge.psql(
            system.setting(consumer, "DATABASE_URL"), "TRUNCATE inbox, agg_cursor, parked, \(own)")
    }

    /// Everything three times, in batches in which what different services told is mixed.
    private func send(_ told: [ServiceName: [ToldEvent]], on system: TestSystem) async throws {
        let batches = 6
        let shuffled = told.mapValues { ($0 + $0 + $0).shuffled() }
        for batch in 0..<batches {
            for (owner, events) in shuffled.shuffled() {
                let part = events.enumerated().filter { $0.offset % batches == batch }.map(\.element)
                try await system.send(part, as: owner)
            }
        }
    }

    /// The identifiers of the last event of each thing.
    private static func newest(of told: [ServiceName: [ToldEvent]]) -> Set<String> {
        var newest: [UUID: ToldEvent] = [:]
        for event in told.values.joined() where event.aggVersion > newest[event.aggId]?.aggVersion ?? 0 {
            newest[event.aggId] = event
        }
        return Set(newest.values.map { $0.eventId.uuidString.lowercased() })
    }
}
