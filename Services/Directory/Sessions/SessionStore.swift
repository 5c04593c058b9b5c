import Domain
import FoundationEssentials
import Outbox
import Postgres

/// All SQL of sessions.
enum SessionStore {
    static func insert(
        _ session: Session, device: OneLine, at now: Date, in transaction: Transaction
    ) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO sessions (id, version, hash, person_id, device, started_at, used_at, expires_at, updated_at)
            VALUES (\(session.id), \(session.version), \(session.hash), \(session.personId), \(device), \(now),
                \(session.usedAt), \(session.expiresAt), \(now))
            """)
    }

    static func update(_ session: Session, at now: Date, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            UPDATE sessions SET version = \(session.version), used_at = \(session.usedAt),
                expires_at = \(session.expiresAt), ended = \(session.ended), updated_at = \(now)
            WHERE id = \(session.id)
            """)
    }

    static func get(hash: String, on runner: some QueryRunner) async throws -> Session? {
        try await runner.first("\(select) WHERE hash = \(hash)", as: Row.self)?.session
    }

    static func lock(_ id: Session.ID, in transaction: Transaction) async throws -> Session {
        guard let row: Row = try await transaction.first("\(select) WHERE id = \(id) FOR UPDATE") else {
            throw Problem.notFound
        }
        return row.session
    }

    /// Those that are good, locked until the transaction ends.
    static func lockOpen(of person: Person.ID, at now: Date, in transaction: Transaction) async throws -> [Session] {
        let rows: [Row] = try await transaction.all(
            """
            \(select) WHERE person_id = \(person) AND NOT ended AND expires_at > \(now) ORDER BY id FOR UPDATE
            """)
        return rows.map(\.session)
    }

    /// Tells the rights that a person has now for each of their sessions.
    static func retell(of person: Person, at now: Date, in transaction: Transaction) async throws {
        for var session in try await lockOpen(of: person.id, at: now, in: transaction) {
            session.version += 1
            session.take(person.grants)
            try await update(session, at: now, in: transaction)
            try await Outbox.append(SessionEvents.changed, session, at: now, in: transaction)
        }
    }

    private struct Listed: Decodable, Sendable {
        let id: Session.ID
        let device: String
        let startedAt: Date
        let usedAt: Date
        let expiresAt: Date
    }

    /// Those that are good, the last used first.
    static func list(
        of person: Person.ID, current: Session.ID?, at now: Date, on runner: some QueryRunner
    ) async throws -> [SessionList.Item] {
        let rows: [Listed] = try await runner.all(
            """
            SELECT id, device, started_at, used_at, expires_at FROM sessions
            WHERE person_id = \(person) AND NOT ended AND expires_at > \(now)
            ORDER BY used_at DESC, id LIMIT 200
            """)
        return rows.map { row in
            SessionList.Item(
                id: row.id, device: row.device, startedAt: row.startedAt, lastUsedAt: row.usedAt,
                expiresAt: row.expiresAt, isCurrent: row.id == current)
        }
    }

    /// Ended ones too, so that whoever knows them hears of the end.
    static func exported(
        after id: Session.ID?, limit: Int, on runner: some QueryRunner
    ) async throws -> [Exported<Session>] {
        let after: SQL = id.map { "WHERE id > \($0)" } ?? ""
        let rows: [Row] = try await runner.all("\(select) \(after) ORDER BY id LIMIT \(limit)")
        return rows.map { Exported($0.session, changedAt: $0.updatedAt) }
    }

    /// Forgets those that would have ended by themselves.
    static func removeExpired(at now: Date, on runner: some QueryRunner) async throws {
        _ = try await runner.execute("DELETE FROM sessions WHERE expires_at < \(now)")
    }

    private static let select: SQL = """
        SELECT id, version, hash, person_id, used_at, expires_at, ended, updated_at,
            ARRAY(SELECT role FROM role_grants WHERE person_id = sessions.person_id ORDER BY role, subject_id) AS roles,
            ARRAY(SELECT coalesce(subject_id::text, '') FROM role_grants WHERE person_id = sessions.person_id
                ORDER BY role, subject_id) AS subjects
        FROM sessions
        """

    private struct Row: Decodable, Sendable {
        let id: Session.ID
        let version: Int
        let hash: String
        let personId: Person.ID
        let usedAt: Date
        let expiresAt: Date
        let ended: Bool
        let updatedAt: Date
        let roles: [RoleGrant.Role]
        let subjects: [String]

        var session: Session {
            var session = Session(
                id: id, version: version, hash: hash, personId: personId, role: .visitor, places: [], circles: [],
                usedAt: usedAt, expiresAt: expiresAt, ended: ended)
            session.take(zip(roles, subjects).map { RoleGrant(role: $0, subjectId: Identifier($1)) })
            return session
        }
    }
}
