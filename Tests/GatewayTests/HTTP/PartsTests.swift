import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

extension OverBrokerTests {
    /// Views composed from several services, of which some fail.
    @Suite struct PartsTests {
        /// Fault 29, each part failing in each of the three ways.
        @Test(arguments: [
            (Failing.hangs, Failing.isDown, ["events", "jobs-board"]),
            (.isDown, .answersAnError, ["events", "jobs-board"]), (.answersAnError, .hangs, ["events", "jobs-board"]),
            (.hangs, .works, ["events"]), (.works, .answersAnError, ["jobs-board"]), (.works, .works, []),
        ])
        func `a place is shown with the parts that answer, in time, and the others are named`(
            events: Failing, offers: Failing, unavailable: [String]
        ) async throws {
            let up =
                [.directory] + (events == .isDown ? [] : [.events]) + (offers == .isDown ? [] : [ServiceName.jobsBoard])
            try await withGateway(up: up) { world in
                let place = try place()
                world.services.on(GetPlace.self) { _ in place }
                world.services.on(FindEvents.self) { _ in try await events.part() }
                world.services.on(FindOffers.self) { _ in try await offers.part() }
                let (elapsed, answer) = try await timed { try await world.get("/api/v1/places/\(place.id)") }
                #expect(answer.status == 200)
                #expect(elapsed < .milliseconds(850))
                let body = try answer.json()
                #expect(body["unavailable"] as? [String] == unavailable)
                #expect(body["name"] as? String == "L’Atelier")
                #expect((body["events"] != nil) == (events == .works))
                #expect((body["offers"] != nil) == (offers == .works))
                #expect(answer.header("etag")?.hasPrefix("\"3-") == true)

                let page = try await world.get("/places/\(place.id)", ["accept-language": "en"])
                #expect(page.status == 200)
                #expect(page.text.contains("Offers can not be read at the moment.") == (offers != .works))
                #expect(page.text.contains("events are missing") == (events != .works))
                // What is incomplete is not kept.
                let asked = world.services.count(GetPlace.self)
                _ = try await world.get("/api/v1/places/\(place.id)")
                #expect(world.services.count(GetPlace.self) == (unavailable.isEmpty ? asked : asked + 1))
            }
        }

        enum Failing: Sendable {
            case hangs, isDown, answersAnError, works

            func part<Item>() async throws -> Page<Item> {
                switch self {
                case .hangs:
                    try await Task.sleep(for: .seconds(30))
                    return whole([])
                case .answersAnError: throw Problem.internalError
                case .isDown, .works: return whole([])
                }
            }
        }

        @Test func `without its place there is no view of it, and the answer says when to ask again`() async throws {
            try await withGateway(up: [.events, .jobsBoard]) { world in
                let (elapsed, answer) = try await timed { try await world.get("/api/v1/places/\(Place.ID.new())") }
                #expect(answer.status == 503)
                #expect(elapsed < .milliseconds(850))
                #expect(try answer.json()["code"] as? String == "service-unavailable")
                #expect(answer.header("retry-after") == "2")
            }
        }

        @Test func `a place that does not answer in time is a time-out`() async throws {
            try await withGateway { world in
                world.services.on(GetPlace.self) { _ in
                    try await Task.sleep(for: .seconds(30))
                    return try place()
                }
                let (elapsed, answer) = try await timed { try await world.get("/api/v1/places/\(Place.ID.new())") }
                #expect(answer.status == 504)
                #expect(elapsed < .milliseconds(850))
            }
        }

        @Test func `the last complete copy is served, marked, when the place's service is gone`() async throws {
            let place = try place()
            try await withGateway(speaking: [.directory]) { world in
                world.services.on(GetPlace.self) { _ in place }
                world.services.on(FindEvents.self) { _ in whole([]) }
                world.services.on(FindOffers.self) { _ in whole([]) }
                _ = try await world.get("/places/\(place.id)")
                world.services.on(GetPlace.self) { _ in throw Problem("database-unavailable", status: 503) }
                try await world.tell(PlaceEvents.changed, place)
                try await eventually("the copy says that it is one", within: .seconds(5)) {
                    let page = try await world.get("/places/\(place.id)")
                    return page.status == 200 && page.header("warning") == "110 - \"Response is Stale\""
                        && page.text.contains("Cette page est une copie") && page.text.contains("L’Atelier")
                }
            }
        }
    }
}

/// How long something took.
func timed<Value>(_ body: () async throws -> Value) async throws -> (Duration, Value) {
    let start = ContinuousClock.now
    let value = try await body()
    return (ContinuousClock.now - start, value)
}
