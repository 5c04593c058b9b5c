import Foundation
import Glibc
import TestSupport

/// The month's letter, pushed by hand while what has to do with it goes wrong.
struct Edition: Sendable {
    let installation: Installation
    let stage: Stage
    let journal: Journal
    let book: Book

    /// When a part of the run is over, so that there is time left for what the faults delay.
    func push(after wait: Duration, _ dice: Dice) async throws {
        var dice = dice
        await stage.sleep(wait)
        stage.isSending = true
        defer { stage.isSending = false }
        journal.say("newsletter push")
        book.write { $0.readers = $0.confirmed }
        try await pushAndKill(after: dice.seconds(2.2...6))
        // What the service sends besides stays under fire for a while.
        let calm = ContinuousClock.now + .seconds(20)
        while true {
            let status = try await Command.run(
                "/bin/bash", arguments, environment: ["PATH": "/usr/bin:/bin"], output: log)
            if status == 0 { break }
            journal.say("newsletter push ended with \(status), and is called again")
            try await Task.sleep(for: .seconds(1))
            if .now > stage.patience { return journal.odd("newsletter push never came to its end") }
        }
        journal.say("newsletter push is done")
        try? await Task.sleep(until: min(calm, stage.end), clock: .continuous)
    }

    private func pushAndKill(after time: Duration) async throws {
        let pid = try Command.spawn("/bin/bash", arguments, environment: ["PATH": "/usr/bin:/bin"], output: log)
        try? await Task.sleep(for: time)
        journal.say("kill -9 of newsletter push")
        kill(pid, SIGKILL)
        try await eventually("the command is gone") { waitpid(pid, nil, WNOHANG) != 0 }
    }

    private var log: URL { installation.home.appending(path: "log/push") }

    private var arguments: [String] {
        let script = """
            cd "$1" && . settings/newsletter.env
            exec bin/newsletter push --month "$(TZ=$MAILLAGE_TIME_ZONE date +%Y-%m)"
            """
        return ["-c", script, "push", installation.home.path]
    }
}
