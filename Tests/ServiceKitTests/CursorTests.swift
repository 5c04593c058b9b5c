import Domain
import Foundation
import ServiceKit
import Testing

struct CursorTests {
    @Test func `a cursor comes back as it was given`() throws {
        let cursor = try Cursors.encode(["é?/+": 1])
        #expect(cursor.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        #expect(try Cursors.decode([String: Int].self, from: cursor) == ["é?/+": 1])
    }

    @Test(arguments: ["", "x", "%%%", "eyJhIjox", "bnVsbA"])
    func `what is no cursor is a problem with a name`(text: String) {
        let problem = #expect(throws: Problem.self) { try Cursors.decode([String: Int].self, from: text) }
        #expect(problem?.code == "cursor-not-valid")
    }
}
