import Foundation
import TestSupport

/// The service that `CONTRIBUTING.md` shows: its files, and the lines that it adds to others.
struct ShownService {
    /// By their paths.
    let files: [String: String]
    /// The lines of its `diff`.
    private let changes: [Substring]

    init(in text: String) throws {
        var files: [String: String] = [:]
        for block in text.matches(of: /\n`([^`\n]+)`:[^\n]*\n\n```[a-z]+\n(.*?)\n```\n/.dotMatchesNewlines()) {
            files[String(block.1)] = String(block.2) + "\n"
        }
        guard let diff = text.firstMatch(of: /\n```diff\n(.*?)\n```\n/.dotMatchesNewlines()) else {
            throw TestFailure("CONTRIBUTING.md changes no file")
        }
        self.files = files
        self.changes = diff.1.split(separator: "\n")
    }

    /// The files that are changed, as they are then: a line that begins with `+` comes after the one before it, and in
    /// place of one that begins with `-`.
    func changed(in repository: URL) throws -> [String: String] {
        var texts: [String: [String]] = [:]
        var path = ""
        var place = 0
        for change in changes {
            if change.hasPrefix("+++ ") {
                path = String(change.dropFirst(4))
                let text = try String(contentsOf: repository.appending(path: path), encoding: .utf8)
                texts[path] = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                continue
            }
            let line = String(change.dropFirst())
            switch change.first {
            case "+":
                texts[path]?.insert(line, at: place)
                place += 1
            default:
                guard let found = texts[path]?.firstIndex(of: line), texts[path]?.lastIndex(of: line) == found else {
                    throw TestFailure("\(path) has not one line: \(line)")
                }
                place = found + 1
                guard change.first == "-" else { continue }
                texts[path]?.remove(at: found)
                place = found
            }
        }
        return texts.mapValues { $0.joined(separator: "\n") }
    }
}
