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
        // What an export brought is still news when its event comes; beside that, each version is taken once.
        let twice: [Fall] = try await system.all(
            """
            WITH taken AS (
                SELECT id, version, count(*) AS times, count(*) FILTER (WHERE NOT exported) AS events
                FROM ledger_trail WHERE source = 'agg_cursor' GROUP BY 1, 2
            )
            SELECT 'cursor' AS source, id, version FROM taken WHERE events > 1
            UNION ALL
            SELECT source, effect.id, effect.version FROM ledger_trail AS effect LEFT JOIN taken USING (id, version)
            WHERE source <> 'agg_cursor'
            GROUP BY 1, 2, 3 HAVING count(*) > coalesce(max(times), 0)
            """, in: consumer)
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
                step bigint GENERATED ALWAYS AS IDENTITY, source text NOT NULL, id uuid NOT NULL,
                version bigint NOT NULL, exported boolean NOT NULL
            );
            CREATE FUNCTION ledger_note() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                fields jsonb := to_jsonb(NEW);
            BEGIN
                INSERT INTO ledger_trail (source, id, version, exported) VALUES (
                    TG_TABLE_NAME, (fields ->> TG_ARGV[0])::uuid,
                    coalesce(fields ->> 'version', fields #>> '{data,version}')::bigint,
                    coalesce((fields ->> 'exported')::boolean, false));
                RETURN NULL;
            END $$;
            \(triggers.joined(separator: "\n"))
            """
    }
}
