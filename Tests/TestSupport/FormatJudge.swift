import Foundation

/// An independent program that reads what Maillage wrote: a script of `Tests/Judges`, run by a Python that has the
/// libraries which the scripts import.
package struct FormatJudge: Sendable {
    /// What the judge said against it.
    package struct Objection: Error, CustomStringConvertible {
        package let description: String
    }

    package static let calendar = FormatJudge(script: "judge_ics.py")
    package static let atom = FormatJudge(script: "judge_atom.py")
    package static let jsonFeed = FormatJudge(script: "judge_jsonfeed.py")
    package static let outlines = FormatJudge(script: "judge_outlines.py")
    package static let html = FormatJudge(script: "judge_html.py")
    package static let markdown = FormatJudge(script: "judge_markdown.py")
    package static let openingHours = FormatJudge(script: "judge_hours.py")
    package static let knownOpeningHours = FormatJudge(script: "judge_known_hours.py")
    package static let schoolHolidays = FormatJudge(script: "judge_school_holidays.py")

    /// A table by its Table Schema, of which `expected` names the file: `["schema": ["path": …]]`.
    package static let table = FormatJudge(script: "judge_table.py")

    private let script: String

    /// Has the file judged. `expected` holds the texts that must come back equal; the head of the script says by what
    /// they are keyed.
    ///
    /// - Throws: `Objection` with all that is wrong.
    package func check(
        _ bytes: some Sequence<UInt8>, expecting expected: [String: [String: String]] = [:]
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "judged-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "file")
        let expectations = folder.appending(path: "expected.json")
        try Data(bytes).write(to: file)
        try JSONEncoder().encode(expected).write(to: expectations)
        let verdict = try await Judge.run(
            TestServers.python, [Judge.script(script), file.path, expectations.path])
        guard verdict.status == 0 else { throw Objection(description: "\(script): \(verdict.output)") }
    }
}

extension RealData {
    /// The big list of naughty strings: empty ones, blank ones and ones that XML can not carry included.
    package static func naughtyStrings() throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(contentsOf: folder.appending(path: "security/blns.json")))
    }
}
