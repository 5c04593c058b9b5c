import Domain
import Foundation
import Testing

@testable import Gateway

@Suite struct WordsTests {
    @Test(arguments: [
        (0, "aucune offre", "no offers"), (1, "1 offre", "1 offer"), (2, "2 offres", "2 offers"),
        (10_000, "10\u{202F}000 offres", "10,000 offers"),
        (1_234_005, "1\u{202F}234\u{202F}005 offres", "1,234,005 offers"),
    ])
    func `things are counted in words`(number: Int, french: String, english: String) {
        #expect(Language.french.count(number, Language.offerWords, ("offer", "offers")) == french)
        #expect(Language.english.count(number, Language.offerWords, ("offer", "offers")) == english)
    }

    @Test func `what was not counted to the end is said to be more`() throws {
        let page = Page(items: [try place()], counted: 20_000, next: "x")
        #expect(Language.french.count(places: page) == "plus de 10\u{202F}000 tiers-lieux")
    }
}
