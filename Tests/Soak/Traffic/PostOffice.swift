import Foundation

/// What arrived in the mail sink, read once.
actor PostOffice {
    struct Mail: Sendable {
        let recipient: String
        let messageID: String
        /// Of the link that confirms; nil in an edition.
        let token: String?
    }

    /// More than any opt-in mail, and than the head of a letter.
    private static let longestRead = 32_768

    private let folder: URL
    private var files: Set<String> = []
    private(set) var mails: [Mail] = []

    init(_ folder: URL) {
        self.folder = folder
    }

    /// The mails that came since the last call.
    @discardableResult
    func collect() throws -> [Mail] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".eml") && !$0.hasPrefix(".") && !files.contains($0) }
        let new = try names.sorted().compactMap { name in
            let file = try FileHandle(forReadingFrom: folder.appending(path: name))
            defer { try? file.close() }
            return Self.mail(try file.read(upToCount: Self.longestRead) ?? Data())
        }
        files.formUnion(names)
        mails += new
        return new
    }

    private static func mail(_ bytes: Data) -> Mail? {
        let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        guard let end = text.firstRange(of: "\n\n")?.lowerBound else { return nil }
        let head = text[..<end].split(separator: "\n")
        func header(_ name: String) -> String? {
            head.first { $0.lowercased().hasPrefix("\(name):") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
        guard let recipient = header("x-sink-rcptto"), let messageID = header("message-id") else { return nil }
        // A soft line break of quoted-printable may stand in the link.
        let link = text[end...].replacing("=\n", with: "").firstMatch(of: /\/newsletter\/confirm\/([A-Za-z0-9_-]+)/)
        let token = link.map { String($0.output.1) } ?? ""
        let isEdition = header("list-unsubscribe") != nil
        return Mail(recipient: recipient, messageID: messageID, token: isEdition ? nil : token)
    }
}
