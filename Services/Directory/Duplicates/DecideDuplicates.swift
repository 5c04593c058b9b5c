import Domain
import FoundationEssentials
import Postgres
import ServiceKit

extension FindDuplicates {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Page<Duplicate> {
        try requester.mustBeStaff()
        let cursor = try page.cursor.map { try Cursors.decode(DuplicateStore.Cursor.self, from: $0) }
        let found = try await DuplicateStore.find(self, after: cursor, on: database)
        let counted = try await DuplicateStore.count(self, on: database)
        let shown = found.prefix(page.limit)
        let places = try await PlaceStore.get(shown.flatMap { [$0.firstId, $0.secondId] }, on: database)
        let next =
            try found.count > page.limit
            ? shown.last.map { try Cursors.encode(DuplicateStore.Cursor(score: $0.score, id: $0.id)) } : nil
        return Page(items: shown.compactMap { Duplicate($0, places) }, counted: counted, next: next)
    }
}

extension MergeDuplicate {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Place {
        try requester.mustBeStaff()
        let pair = try await DuplicateStore.get(id, on: transaction)
        guard [pair.firstId, pair.secondId].contains(survivorId) else {
            throw Problem("survivor-not-of-pair", status: 422, field: "survivor_id")
        }
        let absorbed = pair.firstId == survivorId ? pair.secondId : pair.firstId
        return try await MergePlaces(survivorId: survivorId, absorbedId: absorbed, choice: choice)(
            by: requester, at: now, in: transaction)
    }
}

extension DismissDuplicate {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Done {
        try requester.mustBeStaff()
        let pair = try await DuplicateStore.get(id, on: transaction)
        let places = try await PlaceStore.lock([pair.firstId, pair.secondId], in: transaction)
        guard places.values.allSatisfy({ $0.mergedInto == nil }) else { throw Problem.merged }
        try await DuplicateStore.settle(pair.firstId, pair.secondId, as: .dismissed, at: now, in: transaction)
        return Done()
    }
}

extension Duplicate {
    fileprivate init?(_ proposal: DuplicateStore.Proposal, _ places: [Place.ID: Place]) {
        guard let first = places[proposal.firstId], let second = places[proposal.secondId] else { return nil }
        self.init(
            id: proposal.id, score: proposal.score, reasons: proposal.reasons, first: first, second: second,
            foundAt: proposal.foundAt)
    }
}
