import Domain
import Testing

@testable import Gateway

@Suite struct QueryTests {
    @Test(arguments: [
        ("q=caf%C3%A9", "café"), ("q=a+b", "a b"), ("q=a%2Bb", "a+b"), ("q=%zz", "%zz"), ("q=%4", "%4"),
        ("q=a=b", "a=b"), ("%71=x", "x"), ("q=%FF", "\u{FFFD}"), ("q=", nil), ("q", nil), ("", nil),
    ])
    func `a value is decoded`(text: String, value: String?) {
        #expect(Query(text[...])["q"] == value)
    }

    @Test(arguments: [
        ("limite=5", "parameter-unknown", "limite", "limit"), ("kinds=fablab", "parameter-unknown", "kinds", "kind"),
        ("zzzzzzzzzz=1", "parameter-unknown", "zzzzzzzzzz", nil), ("q=a&q=b", "parameter-not-valid", "q", nil),
    ])
    func `names are checked`(text: String, code: String, field: String, suggestion: String?) {
        #expect(throws: Problem(code, status: 400, field: field, suggestion: suggestion)) {
            try Query(text[...]).check(against: Parameter.placeSearch + Parameter.paging)
        }
    }

    @Test(arguments: [
        ("near=47.2", "near", nil), ("near=91,0", "near", nil), ("near=a,b", "near", nil),
        ("radius_km=5", "radius_km", nil), ("near=47,6&radius_km=-1", "radius_km", nil),
        ("kind=fablabs", "kind", "fablab"), ("region=Bretagne", "region", nil), ("departement=999", "departement", nil),
        ("limit=dix", "limit", nil), ("limit=0", "limit", nil),
    ])
    func `values are checked`(text: String, field: String, suggestion: String?) {
        #expect(throws: Problem("parameter-not-valid", status: 400, field: field, suggestion: suggestion)) {
            try PlaceViews.search(Query(text[...]))
        }
    }

    @Test func `a page of more than 200 is refused and said why`() {
        #expect(throws: Problem("limit-too-large", status: 422, field: "limit")) { try Query("limit=201").page() }
    }

    @Test func `a search is read`() throws {
        let search = try PlaceViews.search(
            Query("q=atelier&near=47.2,6.02&radius_km=12.5&kind=fablab&region=27&limit=5"))
        #expect(search.text == "atelier")
        #expect(search.near == (try Coordinates(latitude: 47.2, longitude: 6.02)))
        #expect(search.radiusKm == 12.5)
        #expect(search.kind == .fablab)
        #expect(search.region?.text == "27")
        #expect(search.page == PageQuery(limit: 5))
    }
}
