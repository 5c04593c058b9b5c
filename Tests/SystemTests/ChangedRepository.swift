import Foundation
import TestSupport

/// The repository with some files that it does not have, built without a change to it.
///
/// Where the system lets us, the files are laid over the repository in a view of the file system that the build alone
/// has: the compiler then finds all that is built already, under the paths that it knows. Elsewhere it is a copy, and
/// everything is built anew.
struct ChangedRepository {
    private let folder: URL
    private let isOverlay: Bool
    private let log: URL

    private static let overlay = """
        mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/merged"
        mount --bind "$2/merged" "$1"
        cd "$1"
        shift 2
        exec "$@"
        """

    private static let copy = """
        cd "$1"
        tar -c --exclude=./.build --exclude=./.local --exclude=./.git . | tar -xp -C "$2/upper" --skip-old-files
        mkdir "$2/upper/.build"
        cp -a .build/checkouts .build/repositories .build/workspace-state.json "$2/upper/.build/"
        """

    /// Writes the files by their paths. The folder is new.
    init(_ files: [String: String], in folder: URL) async throws {
        self.folder = folder
        log = folder.appending(path: "log")
        for part in ["upper", "work", "merged"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: part), withIntermediateDirectories: true)
        }
        for (path, text) in files {
            let file = folder.appending(path: "upper").appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let arguments = [Self.overlay, "sh", Repository.root.path, folder.path]
        isOverlay =
            try await Command.run("/usr/bin/unshare", ["--mount", "sh", "-ec"] + arguments + ["true"], output: log) == 0
        if !isOverlay { try await run("/bin/sh", ["-ec", Self.copy, "sh", Repository.root.path, folder.path]) }
    }

    /// Runs a command at the top of the repository as it would be.
    func run(_ command: [String]) async throws {
        if isOverlay {
            let arguments = ["--mount", "sh", "-ec", Self.overlay, "sh", Repository.root.path, folder.path]
            try await run("/usr/bin/unshare", arguments + command)
        } else {
            let arguments = ["-ec", "cd \"$1\"; shift; exec \"$@\"", "sh", folder.appending(path: "upper").path]
            try await run("/bin/sh", arguments + command)
        }
    }

    private func run(_ program: String, _ arguments: [String]) async throws {
        let status = try await Command.run(program, arguments, output: log)
        guard status == 0 else {
            let said = try String(contentsOf: log, encoding: .utf8).suffix(4000)
            throw TestFailure("\(arguments.suffix(4)) ended with \(status): \(said)")
        }
    }

    /// Where a build in it leaves an executable.
    func executable(_ product: String) throws -> URL {
        let build = folder.appending(path: "upper/.build")
        for triple in try FileManager.default.contentsOfDirectory(at: build, includingPropertiesForKeys: nil) {
            let found = triple.appending(path: "debug/\(product)")
            if triple.lastPathComponent != "debug", FileManager.default.isExecutableFile(atPath: found.path) {
                return found
            }
        }
        throw TestFailure("no \(product) was built")
    }
}
