import Domain
import FoundationEssentials
import Postgres

/// All SQL of people and of their roles.
enum PersonStore {
    static func insert(_ person: Person, in transaction: Transaction) async throws {
        try await translatingConflicts {
            _ = try await transaction.execute(
                """
                INSERT INTO people (id, version, email, name, created_at, updated_at)
                VALUES (\(person.id), \(person.version), \(person.email), \(person.name), \(person.createdAt),
                    \(person.updatedAt))
                """)
        }
    }

    static func update(_ person: Person, in transaction: Transaction) async throws {
        try await translatingConflicts {
            _ = try await transaction.execute(
                """
                UPDATE people SET version = \(person.version), email = \(person.email), name = \(person.name),
                    updated_at = \(person.updatedAt), last_sign_in_at = \(person.lastSignInAt)
                WHERE id = \(person.id)
                """)
        }
    }

    static func add(_ grant: RoleGrant, to person: Person.ID, at now: Date, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO role_grants (person_id, role, subject_id, granted_at)
            VALUES (\(person), \(grant.role), \(grant.subjectId), \(now))
            ON CONFLICT ON CONSTRAINT role_grants_once DO NOTHING
            """)
    }

    static func remove(_ grant: RoleGrant, from person: Person.ID, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            DELETE FROM role_grants
            WHERE person_id = \(person) AND role = \(grant.role) AND subject_id IS NOT DISTINCT FROM \(grant.subjectId)
            """)
    }

    static func get(_ id: Person.ID, on runner: some QueryRunner) async throws -> Person {
        guard let row: Row = try await runner.first("\(select) WHERE id = \(id)") else { throw Problem.notFound }
        return row.person
    }

    static func lock(_ id: Person.ID, in transaction: Transaction) async throws -> Person {
        guard let row: Row = try await transaction.first("\(select) WHERE id = \(id) FOR UPDATE") else {
            throw Problem.notFound
        }
        return row.person
    }

    static func find(_ email: EmailAddress, on runner: some QueryRunner) async throws -> Person? {
        try await runner.first("\(select) WHERE lower(email) = lower(\(email))", as: Row.self)?.person
    }

    /// How many administrators there are besides this one. They are locked, so that two who take the role from each
    /// other do not both find that somebody is left.
    static func administrators(besides person: Person.ID, in transaction: Transaction) async throws -> Int {
        let others: [Person.ID] = try await transaction.all(
            "SELECT person_id FROM role_grants WHERE role = 'administrator' ORDER BY person_id FOR UPDATE")
        return others.count { $0 != person }
    }

    static func administrators(on runner: some QueryRunner) async throws -> [Person] {
        let rows: [Row] = try await runner.all(
            """
            \(select) WHERE id IN (SELECT person_id FROM role_grants WHERE role = 'administrator')
            ORDER BY lower(email)
            """)
        return rows.map(\.person)
    }

    /// Where a page of the list ended.
    struct Cursor: Codable, Sendable {
        let email: String
    }

    static func find(
        _ query: FindPeople, after cursor: Cursor?, on runner: some QueryRunner
    ) async throws -> [Person] {
        let after: SQL = cursor.map { "AND lower(email) > \($0.email)" } ?? ""
        let rows: [Row] = try await runner.all(
            "\(select) WHERE \(matching(query)) \(after) ORDER BY lower(email) LIMIT \(query.page.limit + 1)")
        return rows.map(\.person)
    }

    static func count(_ query: FindPeople, on runner: some QueryRunner) async throws -> Int {
        try await runner.one(
            """
            SELECT count(*) FROM (
                SELECT FROM people WHERE \(matching(query)) LIMIT \(Page<Person>.exactTotal + 1)
            ) AS matching
            """, as: Int.self)
    }

    private static func matching(_ query: FindPeople) -> SQL {
        guard let text = query.text else { return "true" }
        return "position(lower(\(text)::text) IN lower(email || ' ' || coalesce(name, ''))) > 0"
    }

    /// Roles stand in two arrays of the same order, since a row is read by its columns.
    private static let select: SQL = """
        SELECT id, version, email, name, created_at, updated_at, last_sign_in_at,
            ARRAY(SELECT role FROM role_grants WHERE person_id = people.id ORDER BY role, subject_id) AS roles,
            ARRAY(SELECT coalesce(subject_id::text, '') FROM role_grants WHERE person_id = people.id
                ORDER BY role, subject_id) AS subjects
        FROM people
        """

    private struct Row: Decodable, Sendable {
        let id: Person.ID
        let version: Int
        let email: EmailAddress
        let name: OneLine?
        let createdAt: Date
        let updatedAt: Date
        let lastSignInAt: Date?
        let roles: [RoleGrant.Role]
        let subjects: [String]

        var person: Person {
            Person(
                id: id, version: version, email: email, name: name,
                grants: zip(roles, subjects).map { RoleGrant(role: $0, subjectId: Identifier($1)) },
                createdAt: createdAt, updatedAt: updatedAt, lastSignInAt: lastSignInAt)
        }
    }

    private static func translatingConflicts(_ write: () async throws -> Void) async throws {
        do {
            try await write()
        } catch let error as PostgresError where error.constraint == "people_email_once" {
            throw Problem("email-taken", status: 409, field: "email")
        }
    }
}
