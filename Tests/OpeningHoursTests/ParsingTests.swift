import OpeningHoursKit
import Testing

@Suite struct ParsingTests {
    @Test(arguments: [
        "24/7", "Mo-Fr 09:00-12:00,14:00-18:00", "mo-fr 9:00-12:00", "Mo,We,Fr 10:00-12:00", "Fr-Mo 10:00-12:00",
        "Mo-Fr 09:00-18:00; Sa 10:00-12:00; PH off", "Mo[1] 10:00-12:00", "Fr[-1] 18:00-22:00",
        "Mo[1,3],Tu[2-4] 10:00-12:00", "Su[1] +1 day 10:00-12:00", "PH -1 day 10:00-12:00", "18:00+", "10:00-12:00+",
        "22:00-02:00", "10:00-26:00", "Mar-Oct 10:00-18:00", "Dec 20-Jan 5 off", "Jul 14 off", "Jul 1-15: 10:00-12:00",
        "2026 Jul 6-2027 Jul 8 10:00-12:00", "2026-2028 10:00-12:00", "2026+ Mo 10:00-12:00", "2024-2030/2 off",
        "week 1-20 Mo 10:00-12:00", "week 2-52/2 Mo 10:00-12:00", "week 1,3,5: Mo 10:00-12:00", "SH off", "PH,SH off",
        "SH Mo-Fr 10:00-12:00", "Mo-Fr,PH 10:00-12:00", "off \"travaux\"", "unknown", "\"sur rendez-vous\"",
        "Mo-Fr 08:00-18:00 || \"sur rendez-vous\"", "Mo-Fr 08:00-12:00, We 14:00-18:00", "Mo open \"a;b||c\"",
        " Mo-Fr  09:00 – 12:00 ; ", "Mo-Fr 10:00-12:00, 14:00-16:00", "Jan-Mar,Jul-Aug Mo-Fr 10:00-12:00", "Mo-Fr",
        "off",
        "Jul 6 - Aug 1 10:00-12:00", "Mo - Fr 10:00-12:00",
    ])
    func `is understood`(text: String) {
        #expect(OpeningHours(text)?.text == text)
    }

    @Test(arguments: [
        "", " ", ";", "lundi 9h-12h", "Lu-Ve 10:00-12:00", "Mo-Fr 10-12", "Mo-Fr 10h00-12h00", "Mo 10:00", "10:00",
        "Mo 25:00-26:00", "Mo 24:00-26:00", "Mo 10:60-12:00", "Mo 10:00-49:00", "10:00-12:00 Mo", "Mo-Fr 24/7",
        "24/7 10:00-12:00", "sunrise-sunset", "10:00-sunset", "10:00-16:00/02:00", "easter off", "week 20-10 Mo off",
        "week 0 Mo off", "week 54 off", "Jul 32 off", "Jul 0 off", "Jul 10-5 off", "Mo[6] off", "Mo[0] off", "Mo[] off",
        "2027-2026 off", "2026-2028/0 off", "Mo, Tu 10:00-12:00", "Jul 6, Jul 8 10:00-12:00", "Mo-Fr 10:00-12:00,",
        "Mo-Fr 10:00-12:00 ||", "|| Mo", ",Mo 10:00-12:00", ";Mo 10:00-12:00", "Mo;;Tu",
        "Mo-Fr 10:00-12:00 \"a\" \"b\"",
        "Mo-Fr 10:00-12:00 \"a", "MoTu 10:00-12:00", "Monday 10:00-12:00", "Mo 10:00-12:00 Tu 10:00-12:00", "ouvert",
        "Jul 6-2026 Jul 8 off", "Mo\u{301} 10:00-12:00", "Mo 10:00-12:00 / 14:00-16:00", "week", "PH -1", "SH PH off",
    ])
    func `is not understood, so that it is shown as text`(text: String) {
        #expect(OpeningHours(text) == nil)
    }

    @Test func `a text is bounded`() {
        let comment = String(repeating: "a", count: OpeningHours.maximumBytes - 9)
        #expect(OpeningHours("Mo off \"\(comment)\"") != nil)
        #expect(OpeningHours("Mo off \"\(comment)a\"") == nil)
    }
}
