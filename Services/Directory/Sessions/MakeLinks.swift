import Domain
import FoundationEssentials
import Logging
import Outbox
import Postgres
import ServiceLifecycle

/// Looks at wishes to sign in after they were answered, and forgets what is over. Several instances may run.
struct MakeLinks: Service {
    private static let lookEvery = Duration.seconds(1)
    private static let tidyEvery = Duration.seconds(600)

    let database: PostgresPool
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        let listener = CommitSignal.shared.listen()
        var tidied = ContinuousClock.now
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                while try await makeOne(), !Task.isShuttingDownGracefully {}
                if ContinuousClock.now - tidied > Self.tidyEvery {
                    tidied = .now
                    try await SignInStore.removeExpired(at: now(), on: database)
                    try await SessionStore.removeExpired(at: now(), on: database)
                }
            } catch is CancellationError {
                return
            } catch {
                logger.warning("sign-in links not made", metadata: ["error": "\(error)"])
            }
            await listener.wait(upTo: Self.lookEvery)
        }
    }

    /// Whether there was a wish.
    private func makeOne() async throws -> Bool {
        try await database.transaction { transaction in
            guard let wish = try await SignInStore.take(in: transaction) else { return false }
            try await MakeLink(wish: wish)(at: now(), in: transaction)
            return true
        }
    }
}
