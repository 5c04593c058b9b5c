import Domain
import Foundation
import Postgres

extension Ledger {
    /// Notes from now on, in each consumer's database, every effect in the transaction that makes it. Without it the
    /// ledger sees the newest state alone: neither an effect that happened twice nor a version that fell.
    package func watch() async throws {
        for consumer in consumers {
            try await _ = Judge.psql(system.setting(consumer, "DATABASE_URL"), Self.trail(of: consumer))
        }
    }

    func lookAtTrail(of consumer: ServiceName, _ findings: inout LedgerFindings) async throws {
        guard try await system.one("SELECT to_regclass('ledger_trail') IS NOT NULL", in: consumer) else { return }
        struct Fall: Decodable, Sendable {
            let source: String
            let id: UUID
            let version: Int
        }
        let falls: [Fall] = try await system.all(
            """
            SELECT source, id, version FROM (
                SELECT *, lag(version) OVER (PARTITION BY source, id ORDER BY step) AS earlier FROM ledger_trail
            ) AS steps WHERE version < earlier
            """, in: consumer)
        for fall in falls {
            findings.double.append(
                "\(consumer.rawValue): \(fall.source) of \(fall.id) fell to \(fall.version)")
        }
        // What an export brought may come again as an event, once.
        guard receipts == .everyEvent else { return }
        let twice: [Fall] = try await system.all(
            "SELECT source, id, version FROM ledger_trail GROUP BY 1, 2, 3 HAVING count(*) > 1", in: consumer)
        for effect in twice {
            findings.double.append(
                "\(consumer.rawValue): \(effect.source) of \(effect.id) was made \(effect.version) twice")
        }
    }

    private static func trail(of consumer: ServiceName) -> String {
        var tables = ["agg_cursor": "agg_id"]
        switch consumer {
        case .newsletter: tables["items"] = "id"
        case .notifications: (tables["known_places"], tables["told"]) = ("place_id", "item_id")
        default: tables["known_places"] = "place_id"
        }
        let triggers = tables.map { table, column in
            """
            CREATE TRIGGER ledger_note AFTER INSERT OR UPDATE ON \(table)
                FOR EACH ROW EXECUTE FUNCTION ledger_note('\(column)');
            """
        }
        return """
            CREATE TABLE ledger_trail (
                step bigint GENERATED ALWAYS AS IDENTITY, source text NOT NULL, id uuid NOT NULL, version bigint NOT NULL
            );
            CREATE FUNCTION ledger_note() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                fields jsonb := to_jsonb(NEW);
            BEGIN
                INSERT INTO ledger_trail (source, id, version) VALUES (
                    TG_TABLE_NAME, (fields ->> TG_ARGV[0])::uuid,
                    coalesce(fields ->> 'version', fields #>> '{data,version}')::bigint);
                RETURN NULL;
            END $$;
            \(triggers.joined(separator: "\n"))
            """
    }
}
