import Domain
import FoundationEssentials
import Postgres

/// What some rows change, worked out before anything is written.
struct ImportBatch: Sendable {
    private let known: [String: ImportStore.KnownRow]
    private(set) var imported: [Place] = []
    private(set) var changed: [(event: EventType<Place>, place: Place)] = []
    /// The rows to remember: those that are new or say something else than before.
    private(set) var rows: [ImportStore.KnownRow] = []

    init(known: [String: ImportStore.KnownRow]) {
        self.known = known
    }

    /// The places of which a row says something else than before.
    func affected(by rows: [PlaceRow]) throws -> [Place.ID] {
        try rows.compactMap { row in
            guard let known = known[row.key], known.said != (try Self.said(by: row)) else { return nil }
            return known.placeId
        }
    }

    /// Takes in what a row says. `places` holds those that are affected.
    mutating func take(_ row: PlaceRow, places: [Place.ID: Place], at now: Date) throws {
        let said = try Self.said(by: row)
        guard let earlier = known[row.key] else {
            let place = try Place(row.place, at: now)
            imported.append(place)
            rows.append(ImportStore.KnownRow(sourceKey: row.key, placeId: place.id, said: said))
            return
        }
        guard said != earlier.said, let place = places[earlier.placeId] else { return }
        let order = try JSON.decode(CreatePlace.self, from: Data(earlier.said.utf8))
        let next = try place.changed(by: ChangePlace.Changes(from: order, to: row.place), at: now)
        if next != place { changed.append((next.event(since: place), next)) }
        rows.append(ImportStore.KnownRow(sourceKey: row.key, placeId: place.id, said: said))
    }

    private static func said(by row: PlaceRow) throws -> String {
        String(decoding: try JSON.encode(row.place), as: UTF8.self)
    }

    /// Finds where the places lie, and leaves out those of which that was all that a row said.
    mutating func settle(since places: [Place.ID: Place], in transaction: Transaction) async throws {
        imported = try await PlaceTerritories.settled(imported, in: transaction)
        let settled = try await PlaceTerritories.settled(changed.map(\.place), in: transaction)
        changed = zip(changed, settled).compactMap { change, place in
            places[place.id].map(place.saysOther(than:)) == false ? nil : (change.event, place)
        }
    }
}
