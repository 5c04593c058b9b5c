import Domain
import FoundationEssentials
import Postgres

/// All SQL of contacts as they are kept.
enum ContactStore {
    private struct Entry: Encodable, Sendable {
        let placeId: Place.ID
        let position: Int
        let card: ContactCard
    }

    /// Keeps these contacts of places and forgets those of before. A consent that goes on keeps the moment it was given.
    static func replace(
        _ contacts: [(place: Place.ID, cards: [ContactCard])], at now: Date, in transaction: Transaction
    ) async throws {
        guard !contacts.isEmpty else { return }
        let entries = contacts.flatMap { contact in
            contact.cards.enumerated().map { Entry(placeId: contact.place, position: $0.offset, card: $0.element) }
        }
        _ = try await transaction.execute(
            """
            WITH new AS MATERIALIZED (
                SELECT place_id, position, card ->> 'name' AS name, card ->> 'role' AS role, card ->> 'phone' AS phone,
                    card ->> 'email' AS email, coalesce(card -> 'consents', '[]') AS consents
                FROM jsonb_to_recordset(\(json: entries)::jsonb) AS entry (place_id uuid, position integer, card jsonb)
            ), before AS (
                DELETE FROM place_contacts WHERE place_id = ANY (\(contacts.map(\.place)))
                    AND NOT EXISTS (SELECT FROM new
                        WHERE new.place_id = place_contacts.place_id AND new.position = place_contacts.position)
            )
            INSERT INTO place_contacts AS kept (place_id, position, name, role, phone, email, consents)
            SELECT place_id, position, name, role, phone, email,
                (SELECT coalesce(jsonb_object_agg(detail, \(now)::timestamptz), '{}') FROM jsonb_array_elements_text(consents) AS detail)
            FROM new
            ON CONFLICT (place_id, position) DO UPDATE
            SET name = excluded.name, role = excluded.role, phone = excluded.phone, email = excluded.email,
                consents = (
                    SELECT coalesce(jsonb_object_agg(detail, CASE
                        WHEN (to_jsonb(kept) ->> detail) IS NOT DISTINCT FROM (to_jsonb(excluded) ->> detail)
                        THEN coalesce(kept.consents -> detail, moment) ELSE moment END), '{}')
                    FROM jsonb_each(excluded.consents) AS given (detail, moment))
            """)
    }

    static func all(of id: Place.ID, on runner: some QueryRunner) async throws -> [ContactCard] {
        try await runner.all(
            """
            SELECT name, role, phone, email, ARRAY(SELECT jsonb_object_keys(consents) ORDER BY 1) AS consents
            FROM place_contacts WHERE place_id = \(id) ORDER BY position
            """)
    }
}
