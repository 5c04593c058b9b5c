package import Domain
package import Outbox
package import Postgres

/// The read model of places that every service but the directory keeps.
package enum KnownPlaces {
    package static let migrations = MigrationSet(
        component: "known_places",
        migrations: [
            Migration(version: 1, name: "known_places", sql: PackageResources.V001_known_places_sql),
            Migration(version: 2, name: "merged_places", sql: PackageResources.V002_merged_places_sql),
        ]
    )

    /// Keeps the newest state of each place.
    package static let reactions: [Reaction] = [
        .on(PlaceEvents.all) { heard, transaction in try await record(heard.state, in: transaction) }
    ]

    /// Keeps a place's state, unless a newer one is kept.
    package static func record(_ place: Place, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO known_places (place_id, version, name, state, street, postcode, commune, commune_code,
                departement_code, region_code, latitude, longitude, merged_into)
            VALUES (\(place.id), \(place.version), \(place.name), \(place.state), \(place.address.street),
                \(place.address.postcode), \(place.address.commune), \(place.address.communeCode),
                \(place.address.departementCode), \(place.address.regionCode), \(place.position?.latitude),
                \(place.position?.longitude), \(place.mergedInto))
            ON CONFLICT (place_id) DO UPDATE SET
                version = excluded.version, name = excluded.name, state = excluded.state, street = excluded.street,
                postcode = excluded.postcode, commune = excluded.commune, commune_code = excluded.commune_code,
                departement_code = excluded.departement_code, region_code = excluded.region_code,
                latitude = excluded.latitude, longitude = excluded.longitude, merged_into = excluded.merged_into
            WHERE known_places.version < excluded.version
            """)
    }

    /// The places with these identifiers, as far as they are known; for one that is merged, the one that stands for it.
    package static func find(_ ids: [Place.ID], on runner: some QueryRunner) async throws -> [Place.ID: PlaceSummary] {
        guard !ids.isEmpty else { return [:] }
        let rows: [Row] = try await runner.all(
            """
            SELECT asked.place_id AS asked_id, shown.place_id, shown.name, shown.state, shown.street, shown.postcode,
                shown.commune, shown.commune_code, shown.departement_code, shown.region_code, shown.latitude,
                shown.longitude
            FROM known_places AS asked CROSS JOIN LATERAL (
                -- The one that stands for it may not be known yet.
                SELECT * FROM known_places WHERE place_id IN (asked.shown_id, asked.place_id)
                ORDER BY place_id <> asked.shown_id LIMIT 1
            ) AS shown
            WHERE asked.place_id = ANY(\(ids))
            """)
        return Dictionary(rows.map { ($0.askedId, $0.summary) }, uniquingKeysWith: { first, _ in first })
    }

    /// Waits up to a second for a place to be known, then refuses it: it may have been created a moment ago, and its
    /// event still be on its way.
    /// - Throws: `InvalidValue` with the rule `unknownPlace`.
    package static func require(_ id: Place.ID?, on runner: some QueryRunner) async throws {
        guard let id else { return }
        for attempt in 0..<20 {
            if try await find([id], on: runner)[id] != nil { return }
            if attempt < 19 { try await Task.sleep(for: .milliseconds(50)) }
        }
        throw InvalidValue(.unknownPlace, field: "place_id")
    }

    private struct Row: Decodable, Sendable {
        let askedId: Place.ID
        let placeId: Place.ID
        let name: OneLine
        let state: Place.State
        let street: OneLine?
        let postcode: Postcode?
        let commune: OneLine?
        let communeCode: CommuneCode?
        let departementCode: DepartementCode?
        let regionCode: RegionCode?
        let latitude: Double?
        let longitude: Double?

        var summary: PlaceSummary {
            PlaceSummary(
                id: placeId, name: name, state: state,
                address: Address(
                    street: street, postcode: postcode, commune: commune, communeCode: communeCode,
                    departementCode: departementCode, regionCode: regionCode),
                position: latitude.flatMap { latitude in
                    longitude.flatMap { try? Coordinates(latitude: latitude, longitude: $0) }
                }
            )
        }
    }
}
