import Domain
package import FoundationEssentials
package import Postgres

/// Events that carry a secret, at their consumers.
package enum FleetingEvents {
    /// Drops those that were set aside and are too old to be of use, whatever became of them.
    package static func forget(_ types: [String], olderThan age: TimeInterval, on runner: some QueryRunner) async throws
    {
        _ = try await runner.execute(
            """
            DELETE FROM parked
            WHERE type = ANY(\(types)) AND parked_at < clock_timestamp() - \(age) * interval '1 second'
            """)
    }
}
