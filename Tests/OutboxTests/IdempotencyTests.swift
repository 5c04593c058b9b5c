import Domain
import Foundation
import Outbox
import Postgres
import Testing

@Suite(.timeLimit(.minutes(1)))
struct IdempotencyTests {
    @Test func `an order given twice is carried out once and answered alike`() async throws {
        try await ReliableWorld.with { world in
            _ = try await world.producer.execute("CREATE TABLE done (n int)")
            async let first = order("a", key: "k", in: world.producer)
            async let second = order("a", key: "k", in: world.producer)
            let replies = try await [first, second]
            #expect(replies[0] == replies[1])
            #expect(try await order("a", key: "k", in: world.producer) == replies[0])
            #expect(try await world.count("SELECT count(*) FROM done", in: world.producer) == 1)
        }
    }

    @Test func `a key given to another order is refused and an order that failed may be given again`() async throws {
        try await ReliableWorld.with { world in
            _ = try await world.producer.execute("CREATE TABLE done (n int)")
            _ = try await order("a", key: "k", in: world.producer)
            let problem = await #expect(throws: Problem.self) { try await order("b", key: "k", in: world.producer) }
            #expect(problem?.code == "idempotency-key-reused")

            await #expect(throws: Problem.self) { try await order("c", key: "l", failing: true, in: world.producer) }
            _ = try await order("c", key: "l", in: world.producer)
            #expect(try await world.count("SELECT count(*) FROM done", in: world.producer) == 2)
        }
    }

    private func order(
        _ content: String, key: String, failing: Bool = false, in pool: PostgresPool
    ) async throws -> [String: String] {
        try await pool.transaction { transaction in
            let name = Idempotency.Key(requester: "somebody", key: key, fingerprint: Data(content.utf8))
            return try await Idempotency.once(name, in: transaction) {
                if failing { throw Problem.transition }
                _ = try await transaction.execute("INSERT INTO done VALUES (1)")
                return ["reply": UUID().uuidString]
            }
        }
    }
}
