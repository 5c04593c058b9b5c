import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Outbox

/// Events that carry a secret, and what is left of it.
@Suite(.timeLimit(.minutes(1)))
struct FleetingTests {
    private func tell(_ world: ReliableWorld, until seconds: Double) async throws {
        let now = Date().inWholeSeconds
        let place = try ReliableWorld.place("secret")
        try await world.producer.transaction { transaction in
            try await Outbox.append(
                PlaceEvents.changed, place, at: now, fleetingUntil: now.addingTimeInterval(seconds), in: transaction)
        }
    }

    @Test func `once published its envelope is not kept, and it is not published anew`() async throws {
        try await ReliableWorld.with { world in
            try await tell(world, until: 600)
            try await world.tell(try ReliableWorld.place("Lieu"))
            try await running(try world.relay()) {
                try await eventually("both are published") {
                    try await world.count(
                        "SELECT count(*) FROM outbox WHERE published_at IS NOT NULL", in: world.producer) == 2
                }
            }
            let lengths: [Int] = try await world.producer.all("SELECT length(envelope) FROM outbox ORDER BY id")
            #expect(lengths[0] == 0 && lengths[1] > 100)
            #expect(
                try await OutboxState.republish(since: Date(timeIntervalSince1970: 0), type: nil, on: world.producer)
                    == 1)
        }
    }

    @Test func `when it is too late it is not published, and holds nothing up`() async throws {
        try await ReliableWorld.with { world in
            try await tell(world, until: -1)
            try await world.tell(try ReliableWorld.place("Lieu"))
            try await running(try world.relay()) {
                try await eventually("the other is published") {
                    try await world.count(
                        "SELECT count(*) FROM outbox WHERE published_at IS NOT NULL", in: world.producer) == 1
                }
            }
            #expect(
                try await world.count(
                    "SELECT count(*) FROM outbox WHERE published_at IS NULL AND fleeting_until IS NOT NULL",
                    in: world.producer) == 1)
            #expect(try await OutboxStore.backlog(on: world.producer).pending == 0)
        }
    }

    @Test func `set aside at a consumer it is forgotten when it is too old`() async throws {
        try await ReliableWorld.with { world in
            for (type, age) in [("old.secret.v1", 1000), ("new.secret.v1", 10), ("other.v1", 1000)] {
                _ = try await world.consumer.execute(
                    """
                    INSERT INTO parked (consumer, event_id, type, envelope, reason, parked_at)
                    VALUES ('test', \(UUID()), \(type), 'x', 'dead',
                        clock_timestamp() - \(age) * interval '1 second')
                    """)
            }
            try await FleetingEvents.forget(
                ["old.secret.v1", "new.secret.v1"], olderThan: 900, on: world.consumer)
            let left: [String] = try await world.consumer.all("SELECT type FROM parked ORDER BY type")
            #expect(left == ["new.secret.v1", "other.v1"])
        }
    }
}
