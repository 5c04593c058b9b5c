import Domain
import Foundation
import TestSupport

/// A service where an operator puts it: an archive unpacked into a folder for each build, with a link to the one in use.
struct InstalledService {
    let service: ServiceName
    let folder: URL
    /// What the operator wrote into the settings sample, and nothing of the test's own surroundings.
    private let settings: [String: String]

    /// Unpacks the first build and fills in the settings sample: `addresses` are its lines that are not as in the sample.
    init(_ service: ServiceName, in folder: URL, archive: URL, addresses: [String: String]) async throws {
        self.service = service
        self.folder = folder
        try await Self.unpack(archive, into: folder.appending(path: "first"))
        let sample = folder.appending(path: "first/\(service.rawValue).env.sample")
        settings = try Self.settings(in: sample).merging(addresses) { $1 }
    }

    /// Puts another build beside those that are there.
    static func unpack(_ archive: URL, into folder: URL) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let unpacked = try await Judge.run("/bin/tar", ["-xzf", archive.path, "-C", folder.path])
        guard unpacked.status == 0 else { throw TestFailure("tar: \(unpacked.output)") }
    }

    /// As systemd reads an `EnvironmentFile`.
    private static func settings(in sample: URL) throws -> [String: String] {
        var settings: [String: String] = [:]
        for line in try String(contentsOf: sample, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            guard let equals = line.firstIndex(of: "=") else { throw TestFailure("not a setting: \(line)") }
            settings[String(line[..<equals])] = line[line.index(after: equals)...].trimmingCharacters(in: ["\""])
        }
        return settings
    }

    /// Makes a build the one in use.
    func use(_ build: String) throws {
        let link = folder.appending(path: "current")
        try? FileManager.default.removeItem(at: link)
        try FileManager.default.createSymbolicLink(
            at: link, withDestinationURL: folder.appending(path: build))
    }

    func migrate() async throws {
        let said = folder.appending(path: "migrate.log")
        let status = try await Command.run("/usr/bin/env", arguments("migrate"), environment: [:], output: said)
        guard status == 0 else { throw TestFailure(try String(contentsOf: said, encoding: .utf8)) }
    }

    func serve() throws -> Running {
        Running(
            pid: try Command.spawn(
                "/usr/bin/env", arguments("serve"), environment: [:], output: folder.appending(path: "serve.log")))
    }

    private func arguments(_ command: String) -> [String] {
        let environment = ["PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": folder.appending(path: "current/bin").path]
        // A debug build would take Swift's libraries of a toolchain first: where there is none, those beside it.
        return ["-C", folder.path, "-i"] + settings.merging(environment) { $1 }.map { "\($0)=\($1)" }
            + [folder.appending(path: "current/bin/\(service.rawValue)").path, command]
    }

    struct Running {
        let pid: pid_t

        /// The files that it consists of: its program first among them.
        func files() throws -> Set<String> {
            let maps = try String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8)
            return Set(
                maps.split(separator: "\n").compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } })
        }

        var isRunning: Bool { kill(pid, 0) == 0 && waitpid(pid, nil, WNOHANG) == 0 }

        func stop() async throws {
            kill(pid, SIGTERM)
            try await eventually("the installed service ends", within: .seconds(25)) { !isRunning }
        }
    }
}
