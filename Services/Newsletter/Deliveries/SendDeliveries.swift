import Domain
import FoundationEssentials
import Logging
import Mail
import Outbox
import Postgres
import ServiceLifecycle
import Synchronization

/// Sends what is due, over several sessions with the mail server, each of which holds one delivery at a time. Any
/// number of senders may run on one database.
final class SendDeliveries: Service {
    static let houseEvery = Duration.seconds(5)
    static let pause = Duration.seconds(300)

    private let settings: MailSettings
    private let composer: Composer
    private let database: PostgresPool
    private let logger: Logger
    private let ledger: Ledger
    private let work = CommitSignal()
    private let state = Mutex((isStopping: false, pausedUntil: ContinuousClock.now))

    init(_ settings: MailSettings, composer: Composer, database: PostgresPool, logger: Logger) {
        self.settings = settings
        self.composer = composer
        self.database = database
        self.logger = logger
        ledger = Ledger(database: database)
    }

    /// Runs until a graceful shutdown; then each session ends the mail that it has in hand.
    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup { helpers in
                helpers.addTask { [ledger] in await ledger.run() }
                helpers.addTask { [self] in await keepHouse() }
                await withTaskGroup { sessions in
                    for number in 0..<settings.sessions {
                        sessions.addTask { [self] in await send(first: number == 0) }
                    }
                }
                helpers.cancelAll()
            }
        } onGracefulShutdown: { [self] in
            state.withLock { $0.isStopping = true }
            work.send()
        }
    }

    private var isRunning: Bool {
        !Task.isCancelled && !state.withLock(\.isStopping)
    }

    /// Renews the leases of what is held here, and settles what others left behind.
    private func keepHouse() async {
        while !Task.isCancelled {
            do {
                try await ledger.renewLeases()
                let settled = try await DeliveryStore.settleLapsed(on: database)
                if settled > 0 {
                    logger.warning("claims left behind by a sender are settled", metadata: ["count": "\(settled)"])
                }
            } catch {
                // Whatever a statement says that was cut short by the end of the sending.
                guard !Task.isCancelled else { return }
                logger.warning("leases not kept", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: Self.houseEvery)
        }
    }

    /// One session: takes and sends one delivery after another.
    /// - Parameter first: whether it looks for work by itself; the others are woken when there is some.
    private func send(first: Bool) async {
        let looks = (first ? CommitSignal.shared : work).listen()
        var session = SendingSession(settings, composer: composer, ledger: ledger, logger: logger)
        while isRunning {
            do {
                try await waitWhilePaused()
                guard isRunning else { break }
                guard let delivery = try await ledger.take() else {
                    await session.close()
                    await looks.wait(upTo: first ? .seconds(1) : .seconds(10))
                    continue
                }
                if first { work.send() }
                if await session.send(delivery) == .blamedOnUs { pauseAll() }
            } catch {
                // The database is away: nothing is lost, since nothing was claimed.
                await session.close()
                try? await Task.sleep(for: .seconds(1))
            }
        }
        await session.close()
    }

    private func pauseAll() {
        state.withLock { $0.pausedUntil = .now + Self.pause }
        logger.error("the mail server refuses the sender, not the recipient: sending pauses for five minutes")
    }

    private func waitWhilePaused() async throws {
        while isRunning, state.withLock({ $0.pausedUntil > .now }) {
            try await Task.sleep(for: .milliseconds(500))
        }
    }
}
