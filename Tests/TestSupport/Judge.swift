import Foundation

/// A program of somebody else's that a test asks.
package enum Judge {
    package struct Verdict: Sendable {
        package let status: Int32
        /// What it wrote, errors included.
        package let output: String
    }

    /// Where a script of `Tests/Judges` is.
    package static func script(_ name: String) -> String {
        Repository.root.appending(path: "Tests/Judges/\(name)").path
    }

    /// Runs a program to its end, which never blocks the threads that other tests run on.
    package static func run(_ program: String, _ arguments: [String]) async throws -> Verdict {
        // A file rather than a pipe, which would fill up and stop the program.
        let file = FileManager.default.temporaryDirectory.appending(path: "output-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let status = try await Command.run(program, arguments, output: file)
        return Verdict(status: status, output: String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }
}
