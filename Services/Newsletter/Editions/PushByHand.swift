import ArgumentParser
import Domain
import FoundationEssentials
import Glibc
import Postgres
import ServiceLifecycle

/// `newsletter push`: cuts a month's edition, shows on standard error how its mails go, and ends when none waits any
/// more. The sending itself is done by the sender beside it, or by any other on the same database.
struct PushByHand: Service {
    let month: Month
    let push: PushEdition
    let database: PostgresPool
    let now: @Sendable () -> Date

    func run() async throws {
        let now = now()
        guard month <= Month(of: now, in: push.zone) else {
            show("\(month) is a month to come: it can be cut once it has begun")
            throw ExitCode.failure
        }
        // Times are told in whole seconds: what was published in the second that is passing is in this edition.
        let cut = now.addingTimeInterval(1)
        try await Task.sleep(for: .seconds(max(0, cut.timeIntervalSinceNow)))
        switch try await push(month, at: cut, keepsEmpty: false) {
        case .pushed(let edition):
            show(
                "edition of \(month) pushed: \(edition.events) events, \(edition.offers) offers, "
                    + "\(edition.places) places, \(edition.recipients) recipients")
            try await follow(edition)
        case .alreadyPushed(let edition):
            show("edition of \(month) already pushed at \(edition.cutAt.rfc3339): sending only what still waits")
            try await follow(edition)
        case .nothingNew(let begin):
            print("nothing new since \(begin.rfc3339): no edition, no mail")
        }
    }

    private func follow(_ edition: Edition) async throws {
        var shown: DeliveryStore.Counts?
        while true {
            let counts = try await DeliveryStore.counts(of: edition.id, on: database)
            let left = counts.waiting + counts.claimed
            if counts != shown { show("\(counts.line), left \(left)") }
            shown = counts
            if left == 0 {
                print(counts.line)
                return
            }
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(300)) }
            } catch {
                show("interrupted: the service, or the same command again, sends the rest")
                throw ExitCode.failure
            }
        }
    }

    private func show(_ text: String) {
        var line = "\(text)\n"
        // A terminal that is gone has nobody left to show it to.
        line.withUTF8 { bytes in _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }
}

extension DeliveryStore.Counts {
    var line: String {
        "sent \(sent), refused \(refused), deferred \(deferred), uncertain \(uncertain)"
    }
}
