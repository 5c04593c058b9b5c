import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Newsletter

private let now = NewsletterWorld.now

/// Places that are another's, or have closed, and what is at them.
@Suite(.timeLimit(.minutes(1))) struct MergedPlaceTests {
    private func place(
        _ name: String, version: Int = 1, id: Place.ID = .new(), state: Place.State = .active, into: Place.ID? = nil
    ) throws -> Place {
        Place(
            id: id, version: version, name: try OneLine(name), state: state, kinds: [], description: nil,
            address: Address(), position: nil, website: nil, confirmedOn: nil, mergedInto: into, createdAt: now,
            updatedAt: now)
    }

    private func event(_ title: String, at place: Place.ID, _ state: Event.State = .published) throws -> Event {
        Event(
            id: .new(), version: 2, sequence: 0, title: try OneLine(title), description: nil, state: state,
            startsAt: now.addingTimeInterval(86_400), endsAt: nil, timezone: .paris, placeId: place, location: nil,
            onlineUrl: nil, url: nil, createdAt: now, updatedAt: now, publishedAt: now.addingTimeInterval(-7200))
    }

    @Test
    func `an edition tells a merged place under the name of the one that stands for it, and nothing at a closed one`()
        async throws
    {
        try await NewsletterWorld.with { world in
            let stays = try place("Le Labo")
            let goes = try place("labo", version: 2, into: stays.id)
            let shut = try place("Le Quai", version: 2, state: .closed)
            for place in [stays, goes, shut] {
                try await world.tell(CollectItem(place, changedAt: now.addingTimeInterval(-3600)))
            }
            for event in [
                try event("Café", at: goes.id), try event("Concert", at: shut.id),
                try event("Bal", at: shut.id, .cancelled),
            ] {
                try await world.tell(CollectItem(event, changedAt: now.addingTimeInterval(-3600)))
            }
            _ = try await world.push(world.month("2026-11"), at: now, keepsEmpty: false)
            let frozen: EditionStore.Frozen = try await world.database.one("SELECT month, contents FROM editions")
            #expect(frozen.contents.places.map(\.title.text) == ["Le Labo", "Le Quai"])
            #expect(Set(frozen.contents.coming.map(\.title.text)) == ["Café", "Bal"])
            #expect(frozen.contents.coming.first { $0.title.text == "Café" }?.placeName?.text == "Le Labo")
        }
    }
}
