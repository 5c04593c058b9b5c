import Domain
import Testing

struct TerritoryKeyTests {
    @Test(arguments: [
        "region:27", "departement:2A", "departement:974", "epci:242100410", "commune:2B033", "catchment:21231",
        "qpv:QP02A001", "qpv:QN02101M",
    ])
    func `a key is a kind and a code of its form`(text: String) throws {
        let key = try TerritoryKey(text)
        #expect(key.text == text)
        #expect(try TerritoryKey(key.kind, key.code) == key)
    }

    @Test(arguments: [
        "", ":", "27", "region:", "region:271", "departement:97", "epci:24210041", "epci:24210041é", "commune:2C033",
        "qpv:QP0210041", "qpv:qp021004", "other:27", "planet:3", "region:27 ", "qpv:QP0210é",
    ])
    func `anything else is none`(text: String) {
        #expect(throws: InvalidValue(.officialCode)) { try TerritoryKey(text) }
    }
}
