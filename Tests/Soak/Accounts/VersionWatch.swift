import Domain
import TestSupport

/// Has each consumer's database itself note when the version of something falls: a look now and then could miss it.
enum VersionWatch {
    static func begin(in installation: Installation) async throws {
        for service in ServiceName.owners where service != .directory {
            let tables = ["agg_cursor", service == .newsletter ? "items" : "known_places"]
            _ = try await Judge.psql(
                installation.database(of: service), script + tables.map(trigger).joined())
        }
    }

    private static let script = """
        CREATE TABLE soak_falls (seen_in text, kind text, thing text, old bigint, new bigint);
        CREATE FUNCTION soak_fall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
            INSERT INTO soak_falls VALUES (TG_TABLE_NAME,
                coalesce(to_jsonb(OLD)->>'agg_type', to_jsonb(OLD)->>'kind', 'place'), OLD::text, OLD.version, NEW.version);
            RETURN NULL;
        END $$;

        """

    private static func trigger(_ table: String) -> String {
        """
        CREATE TRIGGER soak_fall AFTER UPDATE ON \(table) FOR EACH ROW WHEN (NEW.version < OLD.version)
            EXECUTE FUNCTION soak_fall();

        """
    }
}
