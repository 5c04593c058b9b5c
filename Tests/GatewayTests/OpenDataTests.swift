import Calendars
import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite struct OpenDataTests {
    private func place(_ edit: (inout Place) throws -> Void = { _ in }) throws -> Place {
        var place = Place(
            id: .new(), version: 1, name: try OneLine("L’Atelier, « du 9 »"), state: .active,
            kinds: [.fablab, .coworking],
            description: try Markdown("# Bonjour\n\n" + String(repeating: "Un lieu *ouvert* à tous. ", count: 20)),
            address: Address(
                street: try OneLine("9 rue \"Neuve\""), postcode: try Postcode("21000"), commune: try OneLine("Dijon"),
                communeCode: try CommuneCode("21231"), departementCode: try DepartementCode("21"),
                regionCode: try RegionCode("27")),
            position: try Coordinates(latitude: 47.322, longitude: 5.0415),
            territories: [Territory(kind: .qpv, code: "QP021004", name: try OneLine("Grésilles"), vintage: 2015)],
            website: try WebAddress("https://atelier.example/"),
            openingHours: try OpeningHoursText("Mo-Fr 09:00-12:00,14:00-18:00; PH off"),
            services: [try OneLine("Accès internet et matériel informatique"), try OneLine("Impression 3D")],
            contacts: [
                Contact(phone: try PhoneNumber("03 80 12 34 56"), email: try EmailAddress("a@atelier.example")),
                Contact(phone: try PhoneNumber("+32 2 123 45 67")),
            ],
            labels: [
                LabelAward(name: try OneLine("Fabrique de territoire")),
                LabelAward(name: try OneLine("France services")),
                LabelAward(name: try OneLine("Bonne|Adresse")),
            ],
            operator: PlaceOperator(name: try OneLine("SCIC"), siret: try SIRET("40109226700020")),
            confirmedOn: try CalendarDay("2026-11-03"), createdAt: Date(timeIntervalSince1970: 0),
            updatedAt: Date(timeIntervalSince1970: 1_793_523_600))
        try edit(&place)
        return place
    }

    private func export(_ places: [Place]) -> DigitalMediation {
        DigitalMediation(of: places, from: "Réseau d’essai", zone: Zone(.paris))
    }

    /// The rows as a reader of tables reads them.
    private func rows(_ bytes: [UInt8]) throws -> [[String: String]] {
        var (rows, row, cell, isQuoted): ([[String]], [String], String, Bool) = ([], [], "", false)
        var scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\"" where isQuoted && scalars.first == "\"":
                scalars.removeFirst()
                cell += "\""
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: (row, cell) = (row + [cell], "")
            case "\r" where !isQuoted: continue
            case "\n" where !isQuoted: (rows, row, cell) = (rows + [row + [cell]], [], "")
            default: cell.unicodeScalars.append(scalar)
            }
        }
        let header = try #require(rows.first)
        return rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    }

    @Test func `a place is written as the national schema names its parts`() throws {
        let row = try #require(rows(export([place()]).table.bytes).first)
        #expect(row["pivot"] == "40109226700020")
        #expect(row["nom"] == "L’Atelier, « du 9 »")
        #expect(row["adresse"] == "9 rue \"Neuve\"")
        #expect(row["typologie"] == "TIERS_LIEUX|FABLAB")
        #expect(row["telephone"] == "+33380123456")
        #expect(row["courriels"] == "a@atelier.example")
        #expect(row["horaires"] == "Mo-Fr 09:00-12:00,14:00-18:00; PH off")
        #expect(row["services"] == "Accès internet et matériel informatique")
        #expect(row["dispositif_programmes_nationaux"] == "France Services")
        #expect(row["formations_labels"] == "Fabriques de Territoire")
        #expect(row["autres_formations_labels"] == "Bonne/Adresse|QPV")
        #expect(row["date_maj"] == "2026-11-03")
        let summary = try #require(row["presentation_resume"])
        #expect(summary.count <= 280 && summary.hasPrefix("Bonjour Un lieu ouvert") && summary.hasSuffix("…"))
    }

    @Test func `a place that the schema has no room for is left out, and counted by the reason`() throws {
        let export = export([
            try place(), try place { $0.operator = nil }, try place { $0.address.street = nil },
            try place { $0.state = .closed }, try place { $0.operator = PlaceOperator(rna: try RNA("W212001234")) },
        ])
        #expect(export.exported == 2)
        #expect(export.omitted == [.operatorNumber: 1, .address: 1, .closed: 1])
    }

    @Test func `hours that are not understood, and numbers that the schema does not know, are left out`() throws {
        let row = try #require(
            try rows(
                export([
                    place {
                        $0.openingHours = try OpeningHoursText("quand il fait beau")
                        $0.contacts = [Contact(phone: try PhoneNumber("+32 2 123 45 67"))]
                        $0.confirmedOn = nil
                    }
                ]).table.bytes
            ).first)
        #expect(row["horaires"] == "" && row["telephone"] == "")
        #expect(row["date_maj"] == "2026-11-01")
    }

    @Test(.realData) func `the table is valid under the national schema`() async throws {
        let schema = try RealData.folder.appending(path: "schemas/mednum-1.0.2.tableschema.json").path
        let overseas = try place {
            $0.address = Address(
                street: try OneLine("1, rue\nNeuve".replacing("\n", with: " ")), postcode: try Postcode("97400"),
                commune: try OneLine("Saint-Denis"), communeCode: try CommuneCode("97411"))
            $0.contacts = [Contact(phone: try PhoneNumber("0262 12 34 56"))]
            $0.position = nil
        }
        let bare = try place {
            $0.description = nil
            $0.services = []
            $0.labels = []
            $0.website = nil
            $0.openingHours = nil
            $0.contacts = []
            $0.confirmedOn = nil
            $0.operator = PlaceOperator(rna: try RNA("W9R1000123"))
        }
        for places in [[], [try place(), overseas, bare]] {
            try await FormatJudge.table.check(export(places).table.bytes, expecting: ["schema": ["path": schema]])
        }
    }

    @Test func `every place has its row in the table of all, whatever its texts`() throws {
        let names = ["a,b", "\"q\"", "=1+1", "été; \u{301}", "x\"\u{301},y"]
        let places = try names.map { name in try place { $0.name = try OneLine(name) } }
        let rows = try rows(PlaceTable.bytes(of: places, WebAddress("https://reseau.example")))
        #expect(rows.map { $0["name"] } == names)
        #expect(rows.allSatisfy { $0["url"] == "https://reseau.example/places/\($0["id"] ?? "")" })
        #expect(rows[0]["phones"] == "+33380123456|+3221234567")
        #expect(try self.rows(PlaceTable.bytes(of: [], WebAddress("https://reseau.example"))).isEmpty)
    }
}
