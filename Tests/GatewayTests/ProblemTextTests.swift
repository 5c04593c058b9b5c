import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite struct ProblemTextTests {
    /// Every code that stands in the sources of the services, and those of the domain's values.
    private func codes() throws -> Set<String> {
        var codes: Set<String> = []
        for folder in ["Services", "Shared"] {
            let files = FileManager.default.enumerator(
                at: Repository.root.appending(path: folder), includingPropertiesForKeys: nil)
            while let file = files?.nextObject() as? URL {
                guard file.pathExtension == "swift" else { continue }
                let text = try String(contentsOf: file, encoding: .utf8)
                for match in text.matches(of: /(?:Problem\(|self\.init\()\s*"([a-z][a-z-]+)"/) {
                    codes.insert(String(match.1))
                }
                if file.lastPathComponent == "InvalidValue.swift" {
                    for match in text.matches(of: /: "([a-z-]+)"/) { codes.insert(String(match.1)) }
                }
            }
        }
        return codes
    }

    @Test func `every code that is used has its words in both languages`() throws {
        let codes = try codes()
        #expect(codes.count > 30)
        #expect(codes.contains("text-not-allowed") && codes.contains("version-mismatch"))
        for code in codes.sorted() {
            let texts = ProblemText.all[code]
            #expect(texts != nil, "no words for \(code)")
            #expect(texts?.french.title != texts?.english.title)
        }
    }

    @Test func `a code that is not known yet has words that fit its status`() {
        #expect(ProblemText.of("new-one", 409, in: .french).title == "Demande refusée")
        #expect(ProblemText.of("new-one", 500, in: .english).title == "Internal error")
    }
}
