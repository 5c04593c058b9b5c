import Domain
import Foundation
import TestSupport
import Testing

/// The story of the network, from the first import to the newsletter, told to six real processes. Read it as
/// documentation: every step is what a person or a partner's program does.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct StoryTests {
    @Test func `one fact, entered once, is told by six services`() async throws {
        try await tell(of: PlacesFile.small, findable: "atelier bisontin", departement: "25")
    }

    @Test(.realData)
    func `the same story on the places of the real network`() async throws {
        try await tell(of: try PlacesFile.cget2019, findable: "coworking plaine", departement: "59")
    }

    private func tell(of file: PlacesFile, findable: String, departement: String) async throws {
        try await withTestSystem { system in
            try await system.startAll()
            let staff = try await system.run(.directory, "key", "create", "--role", "staff", "--label", "portail")
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let story = Story(system: system, staff: staff)

            try await story.importPlaces(file)
            let place = try await story.findPlace(findable, departement: departement)
            let partner = try await story.registerWebhook(
                types: ["events.event.published", "events.event.cancelled", "jobs_board.offer.published"])
            let reader = "lectrice-\(UUID().uuidString.prefix(8).lowercased())@exemple.fr"
            try await story.subscribe(reader)

            let event = try await story.publishEvent(at: place)
            let offer = try await story.publishOffer(at: place)
            try await story.pageTellsBoth(place: place)
            try await story.feedsTellBoth(event: event, offer: offer)
            try await story.partnerWasToldOnce(partner, event: event, offer: offer)
            try await story.unchangedPageCostsNothing(place: place)
            try await story.cancellationIsSeenEverywhere(event, place: place, partner: partner)
            try await story.newsletterGoesOutOnce(to: reader, offer: offer)
            try await story.traceLeadsFromRequestToLastConsumer()
            try await partner.server.stop()
        }
    }
}

/// A file of places to import, with what its import must say.
struct PlacesFile {
    let file: URL
    let mapping: URL
    let rows: Int
    /// Line numbers of the rows that must be refused.
    let refused: [Int]

    static let small = PlacesFile(
        file: folder.appending(path: "places.csv"), mapping: folder.appending(path: "places.json"), rows: 7,
        refused: [6])

    static var cget2019: PlacesFile {
        get throws {
            PlacesFile(
                file: try RealData.folder.appending(path: "places/tiers-lieux-cget-2019.open.csv"),
                mapping: Repository.root.appending(path: "deploy/mappings/cget-2019.json"), rows: 761, refused: [])
        }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files")
}
