import Foundation
import TestSupport

/// An SMTP server in a process of its own that behaves as the recipient's name says: see `faulty_smtp.py`.
final class FaultyServer: Sendable {
    let url: String
    private let folder: URL

    private init(url: String, folder: URL) {
        self.url = url
        self.folder = folder
    }

    static func with(_ body: (FaultyServer) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faulty-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let port = try FreePort.next()
        let process = try Command.spawn(
            "/usr/bin/python3", [Judge.script("faulty_smtp.py"), "\(port)", folder.path], environment: [:],
            output: folder.appending(path: "log"))
        defer {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
            try? FileManager.default.removeItem(at: folder)
        }
        let server = FaultyServer(url: "smtp://127.0.0.1:\(port)?tls=off", folder: folder)
        try await body(server)
    }

    /// `recipient Message-ID` of each mail that it kept, sorted.
    var mails: [String] {
        let text = (try? String(contentsOf: folder.appending(path: "mails"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init).sorted()
    }

    var recipients: [String] {
        mails.compactMap { $0.split(separator: " ").first.map(String.init) }
    }
}
