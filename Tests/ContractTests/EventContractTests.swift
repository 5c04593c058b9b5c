import Domain
import Foundation
import Testing

/// Every event's bytes are pinned by files: a change of a contract shows as a changed file in review. `typical` and
/// `minimal` must be exactly what this version writes; `future` is what a later version may write, and must be read.
struct EventContractTests {
    @Test func `places are written as their golden files say`() throws {
        let (merged, bare) = (try Samples.mergedPlace(Samples.place()), try Samples.mergedPlace(Samples.barePlace()))
        for type in PlaceEvents.all where type != PlaceEvents.merged {
            try compare([type], typical: Samples.place(), minimal: Samples.barePlace())
        }
        try compare([PlaceEvents.merged], typical: merged, minimal: bare)
    }

    @Test func `events are written as their golden files say`() throws {
        try compare(EventEvents.all, typical: Samples.event(), minimal: Samples.bareEvent())
    }

    @Test func `offers are written as their golden files say`() throws {
        try compare(OfferEvents.all, typical: Samples.offer(), minimal: Samples.bareOffer())
    }

    @Test func `keys, subscribers, editions and webhooks are written as their golden files say`() throws {
        try compare(AccessKeyEvents.all, typical: Samples.key(), minimal: nil)
        try compare(SessionEvents.all, typical: Samples.session(), minimal: nil)
        try compare(SignInEvents.all, typical: Samples.signInLink(), minimal: nil)
        try compare(SubscriberEvents.all, typical: Samples.subscriber(), minimal: nil)
        try compare(EditionEvents.all, typical: Samples.edition(), minimal: nil)
        try compare(WebhookEvents.all, typical: Samples.webhook(), minimal: nil)
    }

    @Test func `a later version's new fields are ignored and its new words read as other`() throws {
        let place = try read(CloudEvent<Place>.self, "directory.place.changed.v1.future")
        #expect(place.data.state == .other)
        #expect(place.data.kinds == [.coworking, .other])
        #expect(try place.data.name == OneLine("La Filature"))
        #expect(place.data.territories.isEmpty)
        let event = try read(CloudEvent<Event>.self, "events.event.changed.v1.future")
        #expect(event.data.state == .other)
        let offer = try read(CloudEvent<Offer>.self, "jobs-board.offer.changed.v1.future")
        #expect(offer.data.kind == .other)
        #expect(offer.data.state == .published)
        let webhook = try read(CloudEvent<Webhook>.self, "notifications.webhook.disabled.v1.future")
        #expect(webhook.data.state == .other)
    }

    @Test func `every contract has its golden files and every file its contract`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .map { $0.replacing(".json", with: "") }
        let names =
            PlaceEvents.all.map(\.name) + EventEvents.all.map(\.name) + OfferEvents.all.map(\.name)
            + AccessKeyEvents.all.map(\.name) + SubscriberEvents.all.map(\.name) + EditionEvents.all.map(\.name)
            + WebhookEvents.all.map(\.name) + SessionEvents.all.map(\.name) + SignInEvents.all.map(\.name)
        for name in names { #expect(files.contains("\(name).typical")) }
        for file in files {
            #expect(names.contains { file == "\($0).typical" || file == "\($0).minimal" || file == "\($0).future" })
        }
    }

    private func compare<State: Aggregate & Equatable>(
        _ types: [EventType<State>], typical: State, minimal: State?
    ) throws {
        for type in types {
            for (name, state) in [("typical", typical), ("minimal", minimal)] {
                guard let state else { continue }
                let event = CloudEvent(
                    type, state, id: try #require(EventID("019aa111-0000-7000-8000-000000000000")),
                    at: Samples.time, trace: name == "typical" ? Samples.trace : nil)
                let written = try JSON.encode(event) + Data("\n".utf8)
                let file = Self.folder.appending(path: "\(type.name).\(name).json")
                if ProcessInfo.processInfo.environment["MAILLAGE_RECORD"] != nil { try written.write(to: file) }
                #expect(String(decoding: written, as: UTF8.self) == (try String(contentsOf: file, encoding: .utf8)))
                let readBack = try JSON.decode(CloudEvent<State>.self, from: Data(contentsOf: file))
                #expect(readBack.data == state)
                #expect(readBack.type == type.name)
            }
        }
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        try JSON.decode(type, from: Data(contentsOf: Self.folder.appending(path: "\(name).json")))
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
}
