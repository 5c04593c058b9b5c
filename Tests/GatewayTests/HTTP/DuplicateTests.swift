import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

extension OverBrokerTests {
    /// Places that are one.
    @Suite struct DuplicateTests {
        private let key = ["authorization": "Bearer \(GatewayWorld.staffKey)", "content-type": "application/json"]

        @Test func `the old address leads to the place that stands for it, and may change again`() async throws {
            try await withGateway { world in
                let (old, survivor) = (Place.ID.new(), Place.ID.new())
                world.services.on(GetPlace.self) { request in
                    var found = try place(id: request.id)
                    if request.id == old { found.mergedInto = survivor }
                    return found
                }
                world.services.on(FindEvents.self) { _ in whole([]) }
                world.services.on(FindOffers.self) { _ in whole([]) }
                for (path, status) in [("/places", 301), ("/api/v1/places", 308)] {
                    let answer = try await world.get("\(path)/\(old)", ["accept": "text/html"])
                    #expect(answer.status == status)
                    #expect(answer.header("location") == "\(path)/\(survivor)")
                    #expect(answer.header("cache-control") == "no-cache")
                    #expect(try await world.get("\(path)/\(survivor)").status == 200)
                }
            }
        }

        @Test func `staff see the pairs, and merge, dismiss and take back`() async throws {
            try await withGateway { world in
                let (first, second) = (try place("Un"), try place("Un"))
                let pair = Duplicate(
                    id: .new(), score: 0.9, reasons: [.init(.sameName, weight: 0.5)], first: first, second: second,
                    foundAt: Date())
                world.services.on(FindDuplicates.self) { _ in whole([pair]) }
                world.services.on(MergeDuplicate.self) { _ in first }
                world.services.on(MergePlaces.self) { _ in first }
                world.services.on(DismissDuplicate.self) { _ in Done() }
                world.services.on(UnmergePlace.self) { _ in throw Problem("place-not-merged", status: 409) }
                #expect(try await world.get("/api/v1/duplicates").status == 401)
                let list = try await world.get("/api/v1/duplicates?limit=1", key).json()
                #expect((list["items"] as? [[String: Any]])?.first?["score"] as? Double == 0.9)

                let address = "\(world.url)/api/v1/duplicates/\(pair.id)"
                let merged = try await HTTP.post(
                    "\(address)/merge",
                    json: ["survivor_id": "\(first.id)", "absorbed_version": 3, "take": ["website"]], headers: key)
                #expect(merged.status == 200)
                #expect(merged.header("etag") == "\"3\"")
                let order = try #require(try world.services.last(MergeDuplicate.self)).request
                #expect(order.survivorId == first.id)
                #expect(order.choice == MergeChoice(absorbedVersion: 3, take: ["website"]))
                let refused = try await HTTP.post("\(address)/merge", json: ["take": ["x"]], headers: key)
                #expect(refused.status == 422)
                #expect(try await HTTP.post("\(address)/dismiss", headers: key).status == 204)

                let place = "\(world.url)/api/v1/places/\(first.id)"
                let absorbed = try await HTTP.post(
                    "\(place)/merge", json: ["absorbed_id": "\(second.id)"], headers: key)
                #expect(absorbed.status == 200)
                #expect(try world.services.last(MergePlaces.self)?.request.survivorId == first.id)
                let taken = try await HTTP.post("\(place)/unmerge", headers: key)
                #expect(taken.status == 409)
                #expect(try taken.json()["title"] as? String == "Tiers-lieu non fusionné")
            }
        }
    }
}
