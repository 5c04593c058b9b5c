import Domain
import Foundation
import Testing

@Suite struct PlaceValueTests {
    @Test(arguments: [
        ("03 80 12 34 56", "+33380123456"), ("03.80.12.34.56", "+33380123456"), ("+33 3 80 12 34 56", "+33380123456"),
        ("0033380123456", "+33380123456"), ("+33 (0)3 80 12 34 56", "+33380123456"), ("0262 12 34 56", "+262262123456"),
        ("0690 12 34 56", "+590690123456"), ("0596123456", "+596596123456"), ("0639 12 34 56", "+262639123456"),
        ("+32 2 123 45 67", "+3221234567"), ("06\u{A0}12\u{202F}34 56 78", "+33612345678"),
    ])
    func `a telephone number is kept in international form`(written: String, kept: String) throws {
        #expect(try PhoneNumber(written).text == kept)
    }

    @Test(arguments: ["", "12", "3639", "03 80 12 34", "03 80 12 34 56 78", "+33 1", "appelez-nous", "+0380"])
    func `what is no telephone number is refused`(written: String) {
        #expect(throws: InvalidValue(.phone)) { try PhoneNumber(written) }
    }

    @Test func `a French number is read in pairs`() throws {
        #expect(try PhoneNumber("+33380123456").words == "03\u{A0}80\u{A0}12\u{A0}34\u{A0}56")
        #expect(try PhoneNumber("+262262123456").words == "02\u{A0}62\u{A0}12\u{A0}34\u{A0}56")
        #expect(try PhoneNumber("+3221234567").words == "+3221234567")
    }

    @Test(arguments: ["401 092 267 00020", "40109226700020", "35600000000048", "356 000 000 00001"])
    func `a SIRET passes its check, and La Poste's another one`(written: String) throws {
        #expect(try SIRET(written).text.count == 14)
    }

    @Test(arguments: ["40109226700021", "4010922670002", "401092267000200", "4010922670002A", ""])
    func `a SIRET that fails it is refused`(written: String) {
        #expect(throws: InvalidValue(.siret)) { try SIRET(written) }
    }

    @Test func `an association's number is W and nine more`() throws {
        #expect(try RNA("w 212 001234").text == "W212001234")
        #expect(try RNA("W9R1000123").text == "W9R1000123")
        for wrong in ["212001234", "W21200123", "W2120012345", "X212001234", "W21200123A"] {
            #expect(throws: InvalidValue(.rna)) { try RNA(wrong) }
        }
    }

    @Test func `opening hours are one line that says something`() throws {
        #expect(try OpeningHoursText("Mo-Fr 09:00-18:00; PH off").text == "Mo-Fr 09:00-18:00; PH off")
        #expect(throws: InvalidValue(.blank)) { try OpeningHoursText("  ") }
        #expect(throws: InvalidValue(.lineBreak)) { try OpeningHoursText("a\nb") }
        #expect(throws: InvalidValue(.tooLong)) { try OpeningHoursText(String(repeating: "a", count: 1_001)) }
    }

    @Test func `only what a person agreed to is shown`() throws {
        let card = ContactCard(
            name: try OneLine("Camille"), role: try OneLine("accueil"), phone: try PhoneNumber("0380123456"),
            email: try EmailAddress("c@lieu.example"), consents: [.phone])
        #expect(try card.shown == Contact(phone: PhoneNumber("0380123456")))
        var silent = card
        silent.consents = nil
        #expect(silent.shown == nil)
        silent.consents = [.name]
        #expect(try silent.shown == Contact(name: OneLine("Camille"), role: OneLine("accueil")))
    }

    @Test func `an empty list is not written, and one that is absent reads as empty`() throws {
        struct Holder: Codable, Equatable {
            var names: SparseList<Int>
        }
        #expect(String(decoding: try JSON.encode(Holder(names: [])), as: UTF8.self) == "{}")
        #expect(try JSON.decode(Holder.self, from: Data("{}".utf8)) == Holder(names: []))
        let full = Holder(names: [1, 2])
        #expect(try JSON.decode(Holder.self, from: JSON.encode(full)) == full)
    }
}
