package import Foundation

/// The mails that arrived in the sink.
package struct Mailbox: Sendable {
    package struct Mail: Codable, Sendable {
        package let recipient: String
        package let subject: String
        /// By name in lower case.
        package let headers: [String: String]
        package let text: String
        package let html: String
    }

    private let folder: URL

    package init(_ folder: URL) {
        self.folder = folder
    }

    /// All mails to an address whose subject contains some words, in no order.
    package func mails(to address: String, subjectContaining words: String) async throws -> [Mail] {
        // What is still being written is hidden.
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil, options: .skipsHiddenFiles
        )
        .filter { $0.pathExtension == "eml" }
        .filter { try String(decoding: Data(contentsOf: $0).prefix(1000), as: UTF8.self).contains(address) }
        guard !files.isEmpty else { return [] }
        let read = try await Judge.run("/usr/bin/python3", [Judge.script("read_mail.py")] + files.map(\.path))
        guard read.status == 0 else { throw TestFailure("read_mail.py: \(read.output)") }
        return try read.output.split(separator: "\n").map {
            try JSONDecoder().decode(Mail.self, from: Data($0.utf8))
        }.filter { $0.recipient.contains(address) && $0.subject.contains(words) }
    }

    /// The first mail to arrive; waits for it.
    package func first(to address: String, subjectContaining words: String) async throws -> Mail {
        var found: [Mail] = []
        try await eventually("a mail to \(address) arrives") {
            found = try await mails(to: address, subjectContaining: words)
            return !found.isEmpty
        }
        return found[0]
    }
}
