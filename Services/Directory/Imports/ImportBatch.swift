import Domain
import FoundationEssentials
import Postgres

/// What some rows change, worked out before anything is written.
struct ImportBatch: Sendable {
    private let known: [String: ImportStore.KnownRow]
    private(set) var imported: [Place] = []
    private(set) var changed: [(event: EventType<Place>, place: Place)] = []
    /// Of places that are new, or of which a row says something new of their contacts.
    private(set) var contacts: [(place: Place.ID, cards: [ContactCard])] = []
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
    mutating func take(
        _ row: PlaceRow, places: [Place.ID: Place], at now: Date, on today: CalendarDay
    ) throws {
        let said = try Self.said(by: row)
        guard let earlier = known[row.key] else {
            let place = try Place(row.place, at: now, on: today)
            imported.append(place)
            if let cards = row.place.contacts, !cards.isEmpty { keep(cards, of: place.id) }
            rows.append(ImportStore.KnownRow(sourceKey: row.key, placeId: place.id, said: said))
            return
        }
        guard said != earlier.said, let place = places[earlier.placeId] else { return }
        let order = try JSON.decode(CreatePlace.self, from: Data(earlier.said.utf8))
        let changes = ChangePlace.Changes(from: order, to: row.place)
        if let cards = changes.contacts { keep(cards, of: place.id) }
        try change(place, by: changes, at: now)
        rows.append(ImportStore.KnownRow(sourceKey: row.key, placeId: place.id, said: said))
    }

    /// Of several rows of one place the last says who can be reached there.
    private mutating func keep(_ cards: [ContactCard], of id: Place.ID) {
        contacts.removeAll { $0.place == id }
        contacts.append((id, cards))
    }

    /// Since two places were merged, several rows may be of one: what they change is one change.
    private mutating func change(_ place: Place, by changes: ChangePlace.Changes, at now: Date) throws {
        let index = changed.firstIndex { $0.place.id == place.id }
        var next = try (index.map { changed[$0].place } ?? place).changed(by: changes, at: now)
        guard next != place else { return }
        next.version = place.version + 1
        if let index {
            changed[index] = (next.event(since: place), next)
        } else {
            changed.append((next.event(since: place), next))
        }
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
