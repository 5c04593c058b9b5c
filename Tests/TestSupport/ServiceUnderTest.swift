import Domain
package import Foundation

/// One real process, `<product> serve`.
package final class ServiceUnderTest: Sendable {
    package let pid: pid_t

    init(_ service: ServiceName, environment: [String: String], log: URL) throws {
        pid = try Command.spawn(TestServers.executable(service), ["serve"], environment: environment, log: log)
    }

    package var isRunning: Bool {
        kill(pid, 0) == 0 && waitpid(pid, nil, WNOHANG) == 0
    }

    package func signal(_ signal: Int32) {
        _ = kill(pid, signal)
    }

    /// Sends a signal and waits until the process is gone.
    package func end(with signal: Int32) async throws {
        _ = kill(pid, signal)
        try await eventually("process \(pid) ends", within: .seconds(30)) { [self] in !isRunning }
    }
}

package enum Command {
    /// Starts a program with its output appended to a file.
    static func spawn(_ program: URL, _ arguments: [String], environment: [String: String], log: URL) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A thread of a pool blocks signals, and its children would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var pid: pid_t = 0
        let argv = ([program.path] + arguments).map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        let status = posix_spawn(&pid, program.path, &actions, &attributes, argv, envp)
        guard status == 0 else {
            throw TestFailure("\(program.path) does not start: \(String(cString: strerror(status)))")
        }
        return pid
    }

    /// Runs a program to its end and returns its standard output; its standard error goes to a file.
    /// - Throws: `TestFailure` when it does not exit with `status`.
    package static func run(
        _ program: URL, _ arguments: [String], environment: [String: String], log: URL, status: Int32 = 0
    ) async throws -> String {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        try Data().write(to: log)
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        let text = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let data = output.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
        guard process.terminationStatus == status else {
            let said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            throw TestFailure(
                "\(program.lastPathComponent) \(arguments) ended with \(process.terminationStatus): \(said)")
        }
        return text
    }
}

/// What a test could not do.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Asks again until the answer is yes; fails after `duration`.
package func eventually(
    _ what: String, within duration: Duration = .seconds(20), _ holds: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + duration
    repeat {
        if try await holds() { return }
        try await Task.sleep(for: .milliseconds(20))
    } while ContinuousClock.now < end
    throw TestFailure("not within \(duration): \(what)")
}
