import Domain
import Foundation
import OpeningHoursKit
import TestSupport
import Testing

@Suite struct HostileHoursTests {
    @Test func `texts that were damaged at random are read or refused, and never stop the program`() throws {
        var random = Repeatable(seed: 7)
        let valid = [
            "Mo-Fr 09:00-12:00,14:00-18:00; Sa[1,-1] 10:00-12:00 \"é\"; PH -1 day off || unknown \"x\"",
            "2026 Dec 20-2027 Jan 5 off; week 2-52/2: Mo 22:00-26:00, SH Mo-Fr 18:00+",
            "Jul 1-15,Aug 3 24/7; 24/7 open",
        ].map { Array($0.unicodeScalars) }
        let pieces = Array("0123456789-:;,|+/[]\" \u{301}\u{A0}MoPHSH🏳️‍🌈é\n".unicodeScalars)
        let clock = ContinuousClock()
        let moment = try StateTests.moment("2026-07-06T10:00")
        var understood = 0
        let time = clock.measure {
            for index in 0..<20_000 {
                var text = valid[index % valid.count]
                for _ in 0...Int.random(in: 0...3, using: &random) {
                    let place = Int.random(in: 0...text.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: text.insert(pieces[Int.random(in: pieces.indices, using: &random)], at: place)
                    case 1: if place < text.count { text.remove(at: place) }
                    default: text.removeSubrange(min(place, text.count)..<min(place + 2, text.count))
                    }
                }
                guard let hours = OpeningHours(String(String.UnicodeScalarView(text))) else { continue }
                understood += 1
                if index.isMultiple(of: 50) { _ = hours.nextChange(after: moment, in: StateTests.dijon) }
            }
        }
        #expect(understood > 100)
        #expect(time < .seconds(2 * Self.slowness))
    }

    @Test(arguments: [
        "Mo,", "10:00-11:00,", "Mo off;", "Mo off||", "1", "Jan 1,", "week 1,", "2026,", "Mo[1,", "\"", ";", " ",
        "24/7;",
        "Mo[1],", "PH,", "-", "00:00-48:00,", "é",
    ])
    func `a text as long as may be costs little`(piece: String) throws {
        let text = String(repeating: piece, count: OpeningHours.maximumBytes / piece.utf8.count)
        let moment = try StateTests.moment("2026-07-06T10:00")
        let time = ContinuousClock().measure {
            for text in [text, String(text.dropLast()), text + "Mo"] {
                guard let hours = OpeningHours(text) else { continue }
                _ = hours.nextChange(after: moment, in: StateTests.dijon)
            }
        }
        #expect(time < .milliseconds(100 * Self.slowness))
    }

    @Test(arguments: [-1e15, -62_135_769_600, 0, 4_102_444_800, 1e15])
    func `any moment may be asked`(seconds: Double) throws {
        let hours = try #require(OpeningHours("Mo-Fr 10:00-12:00; Mo[-1] off; week 1 off; PH,SH off"))
        let date = Date(timeIntervalSince1970: seconds)
        _ = hours.state(at: date, in: StateTests.dijon)
        _ = hours.nextChange(after: date, in: StateTests.dijon)
    }

    /// Without optimisation the code takes several times as long.
    private static let slowness = 4
}
