import FoundationEssentials
import Logging
import Metrics
import Postgres

/// Tries again, step by step of the ladder, what was set aside, and after it what waited behind. Several instances may
/// run: each event is taken by one of them.
struct Retries: Sendable {
    static let lookEvery = Duration.seconds(1)

    let applier: EventApplier
    let ladder: RetryLadder

    func run() async {
        while !Task.isCancelled {
            do {
                while let due = try await ParkedStore.takeDue(of: applier.consumer, ladder, on: applier.database) {
                    try await retry(due)
                }
            } catch is CancellationError {
                return
            } catch {
                applier.logger.warning(
                    "retries interrupted", metadata: ["consumer": "\(applier.consumer)", "error": "\(error)"])
            }
            try? await Task.sleep(for: Self.lookEvery)
        }
    }

    private func retry(_ due: ParkedStore.Due) async throws {
        guard due.attempts <= ladder.steps.count else {
            // Its last attempt never came to an end.
            return try await bury(due, "the process ended during the last attempt", as: .crash)
        }
        do {
            let event = try applier.read(type: due.type, body: due.envelope, republished: due.republished)
            guard let event else { return try await bury(due, "nothing here reacts to \(due.type)", as: .dead) }
            try await applier.applyParked(event)
        } catch let error as UnreadableEvent {
            try await bury(due, "\(error)", as: .dead)
        } catch let error where error is CancellationError || (error as? PostgresError)?.isOutage == true {
            await giveBack(due)
            throw error
        } catch {
            guard let wait = ladder.wait(after: due.attempts) else {
                return try await bury(due, "\(error)", as: .dead)
            }
            try await ParkedStore.failed(
                due.eventId, of: applier.consumer, error: "\(error)", next: wait, reason: .retry, on: applier.database)
            log(.warning, "event failed again", due, "\(error)")
        }
    }

    /// An attempt that was none is not counted. It waits for the database, but not for long when we are asked to stop;
    /// a cancelled task can ask nothing of the database.
    private func giveBack(_ due: ParkedStore.Due) async {
        repeat {
            let done = await Task { [applier] in
                (try? await ParkedStore.giveBack(due.eventId, of: applier.consumer, on: applier.database)) != nil
            }.value
            if done { return }
            try? await Task.sleep(for: Self.lookEvery)
        } while !Task.isCancelled
    }

    private func bury(_ due: ParkedStore.Due, _ error: String, as reason: ParkedStore.Reason) async throws {
        try await ParkedStore.failed(
            due.eventId, of: applier.consumer, error: error, next: nil, reason: reason, on: applier.database)
        Counter(label: "dead_total", dimensions: [("type", due.type)]).increment()
        log(.error, "event is dead", due, error)
    }

    private func log(_ level: Logger.Level, _ message: Logger.Message, _ due: ParkedStore.Due, _ error: String) {
        applier.logger.log(
            level: level, message,
            metadata: [
                "consumer": "\(applier.consumer)", "event": "\(due.eventId)", "type": "\(due.type)",
                "attempt": "\(due.attempts)", "error": "\(error)",
            ])
    }
}
