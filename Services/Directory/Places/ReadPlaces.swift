import Domain
import Postgres
import ServiceKit

extension FindPlaces {
    /// Everybody may look. Closed places are among what is found: each carries its state.
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Page<Place> {
        let search = try PlaceSearch(self)
        let cursor = try page.cursor.map { try Cursors.decode(PlaceSearch.Cursor.self, from: $0) }
        let counted = try await PlaceStore.count(search, atMost: Reply.exactTotal + 1, on: database)
        let found = try await PlaceStore.find(
            search, of: counted, after: cursor, limit: page.limit + 1, on: database)
        let shown = found.prefix(page.limit)
        let next = try found.count > page.limit ? shown.last.map { try Cursors.encode($0.cursor) } : nil
        return Page(items: shown.map(\.place), counted: counted, next: next)
    }
}

extension GetPlace {
    /// One that is merged too: it names the place that stands for it.
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Place {
        guard let place = try await PlaceStore.get(id, on: database) else { throw Problem.notFound }
        return place
    }
}
