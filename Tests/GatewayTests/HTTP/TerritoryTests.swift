import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

extension OverBrokerTests {
    @Suite struct TerritoryTests {
        @Test func `territory and priority district are asked for as the address says`() async throws {
            try await withGateway { world in
                world.services.on(FindPlaces.self) { _ in whole([]) }
                _ = try await world.get("/api/v1/places?territory=epci:242100410&qpv=true")
                let asked = try #require(try world.services.last(FindPlaces.self)).request
                #expect(asked.territory?.code == "242100410")
                #expect(asked.territory?.kind == .epci)
                #expect(asked.qpv == true)
                for query in ["territory=242100410", "territory=epci:1", "qpv=2015", "territory=planet:3"] {
                    let answer = try await world.get("/api/v1/places?\(query)")
                    #expect(answer.status == 400)
                    #expect(try answer.json()["code"] as? String == "parameter-not-valid")
                }
            }
        }

        @Test func `outlines are a collection of features, also where nothing was imported`() async throws {
            try await withGateway { world in
                world.services.on(FindOutlines.self) { _ in [] }
                let empty = try await world.get("/outlines.geojson")
                #expect(empty.text == #"{"features":[],"type":"FeatureCollection"}"#)
                #expect(empty.header("content-type") == "application/geo+json")
                #expect(try await world.get("/outlines.geojson?kind=commune").status == 400)
            }
        }
    }
}
