import ArgumentParser
import Domain
import FoundationEssentials
import Glibc
import Logging
import Postgres
import ServiceLifecycle
import UnixSignals

/// `newsletter push`: cuts the month's edition, shows on standard error how its mails go, and ends when none waits any
/// more. The sending itself is done by the sender beside it, or by any other on the same database.
struct PushByHand: Service {
    /// How long what was published before the command may be on its way to this service.
    static let hearing = Duration.seconds(2)

    let month: Month
    let push: PushEdition
    let database: PostgresPool
    let now: @Sendable () -> Date

    /// The command with a sender beside it. However it ends, each session first ends the mail that it has in hand.
    func group(sender: SendDeliveries, logger: Logger) -> ServiceGroup {
        func part(_ service: any Service) -> ServiceGroupConfiguration.ServiceConfiguration {
            .init(
                service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        }
        var configuration = ServiceGroupConfiguration(
            services: [part(database), part(sender), part(self)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        configuration.maximumCancellationDuration = .seconds(4)
        return ServiceGroup(configuration: configuration)
    }

    func run() async throws {
        switch try await cut() {
        case .pushed(let edition):
            show(
                "edition of \(month) pushed: \(edition.events) events, \(edition.offers) offers, "
                    + "\(edition.places) places, \(edition.recipients) recipients")
            try await follow(edition, since: nil)
        case .alreadyPushed(let edition):
            show("edition of \(month) already pushed at \(edition.cutAt.rfc3339): sending only what still waits")
            try await follow(edition, since: DeliveryStore.counts(of: edition.id, on: database))
        case .nothingNew(let begin):
            print("nothing new since \(begin.rfc3339): no edition, no mail")
        }
    }

    private func cut() async throws -> PushEdition.Outcome {
        let called = now()
        do {
            if let edition = try await EditionStore.edition(of: month, on: database) { return .alreadyPushed(edition) }
            try push.check(month, at: called)
            show("waiting 2 seconds for what was published just now")
            try await waiting(Self.hearing)
            // Times are told in whole seconds: this holds all of the second in which the command was called. What
            // changed since then, heard or not, is for the next edition.
            return try await push(month, at: called.addingTimeInterval(1), keepsEmpty: false)
        } catch PushEdition.Refusal.isToCome {
            show("\(month) is to come: it can be cut once it has begun")
            throw ExitCode.failure
        } catch PushEdition.Refusal.isOver {
            show("\(month) is over and was not cut: its news is in the next edition; only the current month can be cut")
            throw ExitCode.failure
        }
    }

    /// `before` is what had become of the mails before this command; nil when there were none.
    private func follow(_ edition: Edition, since before: DeliveryStore.Counts?) async throws {
        var shown: DeliveryStore.Counts?
        while true {
            let counts = try await DeliveryStore.counts(of: edition.id, on: database)
            let left = counts.waiting + counts.claimed
            if counts != shown { show("\(counts.line(since: before)), left \(left)") }
            shown = counts
            if left == 0 {
                print(counts.line(since: before))
                return
            }
            try await waiting(.milliseconds(300))
        }
    }

    private func waiting(_ time: Duration) async throws {
        do {
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: time) }
        } catch {
            show("interrupted: the service, or the same command again, does the rest")
            throw ExitCode.failure
        }
    }

    private func show(_ text: String) {
        var line = "\(text)\n"
        // A terminal that is gone has nobody left to show it to.
        line.withUTF8 { bytes in _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }
}

extension DeliveryStore.Counts {
    /// What was sent and refused since `before`; what is deferred and uncertain now.
    func line(since before: Self?) -> String {
        let line =
            "sent \(sent - (before?.sent ?? 0)), refused \(refused - (before?.refused ?? 0)), "
            + "deferred \(deferred), uncertain \(uncertain)"
        return before.map { "\(line), already sent \($0.sent)" } ?? line
    }
}
