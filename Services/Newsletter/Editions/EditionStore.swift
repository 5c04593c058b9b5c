import Domain
import FoundationEssentials
import Postgres

/// All SQL of editions.
enum EditionStore {
    /// Waits for every transaction that could still change what an edition holds or who gets it, and holds off later
    /// ones: one edition is cut at a time, whoever asks. The transaction may take longer than others: it makes a row
    /// for each reader.
    static func lockForCut(in transaction: Transaction) async throws {
        _ = try await transaction.batch([
            "SET LOCAL statement_timeout = '60s'", "SET LOCAL lock_timeout = '30s'",
        ])
        _ = try await transaction.execute("SELECT pg_advisory_xact_lock(hashtext('newsletter.cut'))")
    }

    /// No edition is cut until this transaction ends. Without it, a change that commits during a cut would be in
    /// neither that edition nor the next.
    static func holdOffCuts(in transaction: Transaction) async throws {
        _ = try await transaction.execute("SELECT pg_advisory_xact_lock_shared(hashtext('newsletter.cut'))")
    }

    static func lastCut(on runner: some QueryRunner) async throws -> Date? {
        try await runner.first("SELECT cut_at FROM editions ORDER BY cut_at DESC LIMIT 1", as: Date.self)
    }

    static func installed(on runner: some QueryRunner) async throws -> Date {
        try await runner.one("SELECT installed_at FROM installation", as: Date.self)
    }

    static func edition(of month: Month, on runner: some QueryRunner) async throws -> Edition? {
        try await runner.first(
            """
            SELECT id, 1 AS version, month, cut_at, content_hash, events, offers, places, recipients
            FROM editions WHERE month = \(month)
            """, as: Edition.self)
    }

    /// Keeps an edition and makes one delivery for each confirmed subscriber; returns how many.
    static func freeze(
        _ edition: Edition, previousCut: Date, contents: EditionContents, in transaction: Transaction
    ) async throws -> Int {
        _ = try await transaction.execute(
            """
            INSERT INTO editions (id, month, previous_cut, cut_at, contents, content_hash, events, offers, places,
                recipients)
            VALUES (\(edition.id), \(edition.month), \(previousCut), \(edition.cutAt), \(json: contents),
                \(edition.contentHash), \(edition.events), \(edition.offers), \(edition.places), 0)
            """)
        guard contents.hasNews else { return 0 }
        let recipients = try await transaction.execute(
            """
            INSERT INTO deliveries (id, kind, cause_id, subscriber_id)
            SELECT gen_random_uuid(), 'edition', \(edition.id), id FROM subscribers WHERE state = 'confirmed'
            """)
        _ = try await transaction.execute(
            "UPDATE editions SET recipients = \(recipients) WHERE id = \(edition.id)")
        return recipients
    }

    struct Frozen: Decodable, Sendable {
        let month: Month
        let contents: EditionContents
    }

    static func frozen(_ id: Edition.ID, on runner: some QueryRunner) async throws -> Frozen {
        try await runner.one("SELECT month, contents FROM editions WHERE id = \(id)")
    }
}
