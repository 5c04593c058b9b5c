import Domain
import Testing

@testable import Directory

@Suite struct AddressCodesTests {
    @Test(
        arguments: [
            // What follows from a commune alone.
            (nil, "21231", nil, "21231", "21", "27", false),
            (nil, "2A004", nil, "2A004", "2A", "94", false),
            (nil, "97411", nil, "97411", "974", "04", false),
            // The three cities whose arrondissements have codes of their own.
            ("75010", "75110", "75", "75056", "75", "11", false),
            ("69007", "69387", "69", "69123", "69", "84", false),
            ("13002", "13202", "13", "13055", "13", "93", false),
            // A commune served from the neighbouring département contradicts nothing.
            ("01200", "74224", "74", "74224", "74", "84", false),
            ("20000", "2A004", "2A", "2A004", "2A", "94", false),
            // Two of three agree.
            ("78220", "78686", "92", "78686", "78", "11", true),
            (nil, "14327", "06", nil, "06", "93", true),
            // A place overseas to which its source gave the nearest commune of another land.
            ("97129", "97353", "973", nil, "971", "01", true),
            ("97460", "2A041", "2A", nil, "974", "04", true),
            ("97228", nil, nil, nil, "972", "02", false),
            ("97150", "97801", nil, "97801", "978", nil, false),
            (nil, nil, nil, nil, nil, nil, false),
        ] as [(String?, String?, String?, String?, String?, String?, Bool)])
    func `what two of a source's codes say is kept`(
        postcode: String?, commune: String?, departement: String?, keptCommune: String?, keptDepartement: String?,
        region: String?, doubtful: Bool
    ) throws {
        let codes = Address.Codes(
            postcode: try postcode.map(Postcode.init(_:)), commune: try commune.map(CommuneCode.init(_:)),
            departement: try departement.map(DepartementCode.init(_:)))
        let kept = codes.reconciled()
        #expect(kept.commune?.text == keptCommune)
        #expect(kept.departement?.text == keptDepartement)
        #expect(kept.region?.text == region)
        #expect(kept.doubtful == doubtful)
    }

    @Test func `the region of a source is used only where its département is unknown`() throws {
        let codes = Address.Codes(region: try RegionCode("27"))
        #expect(codes.reconciled().region?.text == "27")
    }

    @Test func `an address typed by hand is completed`() throws {
        let address = try Address(communeCode: CommuneCode("75110")).completed()
        #expect(address.communeCode?.text == "75056")
        #expect(address.departementCode?.text == "75")
        #expect(address.regionCode?.text == "11")
    }

    @Test(
        arguments: [
            ("21231", "25", nil, "address.departement_code"), ("21231", nil, "11", "address.region_code"),
            (nil, "21", "11", "address.region_code"),
        ] as [(String?, String?, String?, String)])
    func `an address typed by hand may not contradict itself`(
        commune: String?, departement: String?, region: String?, field: String
    ) throws {
        let address = Address(
            communeCode: try commune.map(CommuneCode.init(_:)),
            departementCode: try departement.map(DepartementCode.init(_:)),
            regionCode: try region.map(RegionCode.init(_:)))
        #expect(throws: InvalidValue(.officialCode, field: field)) { try address.completed() }
    }

    @Test func `each of the 101 départements has one of the 18 regions`() throws {
        let mainland = (1...95).map { $0 < 10 ? "0\($0)" : "\($0)" }.filter { $0 != "20" } + ["2A", "2B"]
        let codes = try (mainland + ["971", "972", "973", "974", "976"]).map(DepartementCode.init(_:))
        #expect(codes.count == 101)
        #expect(Set(codes.compactMap(\.region)).count == 18)
        #expect(codes.allSatisfy { $0.region != nil })
    }
}
