import Foundation
import TestSupport

/// What the mail sink holds for the readers of one test, told apart by the domain of their addresses. It is the truth
/// that the newsletter's own rows are compared with.
struct SinkContents {
    let folder: URL
    let domain: String

    /// The Message-IDs of the mails to each address, one for each time that a mail arrived.
    func messageIDs() throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        // What is still being written is hidden.
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        for file in files where file.pathExtension == "eml" {
            let mail = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            guard let address = Self.header("x-sink-rcptto", of: mail), address.hasSuffix("@\(domain)") else {
                continue
            }
            found[address, default: []].append(Self.header("message-id", of: mail) ?? "")
        }
        return found
    }

    private static func header(_ name: String, of mail: String) -> String? {
        for line in mail.split(separator: "\r\n", omittingEmptySubsequences: false).prefix(40) {
            guard line.lowercased().hasPrefix("\(name):") else { continue }
            return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
        }
        return nil
    }
}
