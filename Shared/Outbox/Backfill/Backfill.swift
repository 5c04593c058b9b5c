import Domain
import FoundationEssentials
import Logging
import Messaging
import Metrics
import Postgres

/// Fills the read models of one consumer from the exports of those who own the facts: when the consumer is new, when
/// its queue had to be made anew, and when an operator asks for it.
///
/// It runs beside the consuming: whichever brings an aggregate's newest version first, the other falls out as stale, and
/// an event that finds its own version there from an export is still told as news.
struct Backfill: Sendable {
    static let lookEvery = Duration.seconds(2)
    /// After so many starts of a page without an end it is taken item by item.
    static let mostStarts = 3
    private static let budget = Duration.seconds(5)
    private static let firstPause = Duration.milliseconds(500)
    private static let lastPause = Duration.seconds(10)

    let consumer: String
    let reactions: [Reaction]
    let database: PostgresPool
    let broker: BrokerSettings
    let logger: Logger

    /// Asks for everything from the beginning.
    func wantAll() async throws {
        try await database.transaction { transaction in
            for reaction in reactions {
                try await BackfillStore.want(
                    reaction.aggregateType, from: reaction.owner, for: consumer, on: transaction)
            }
        }
        logger.notice("the queue is made anew, and what it may have missed is asked for", metadata: told)
    }

    /// Works on what is wanted, for ever. It waits for the queue to be bound: what is told after the export was read has
    /// to arrive there.
    func run(_ isBound: @Sendable () -> Bool) async {
        var knowsAll = false
        while !Task.isCancelled {
            do {
                if !knowsAll {
                    try await BackfillStore.forget(
                        allBut: reactions.map(\.aggregateType), of: consumer, on: database)
                    for reaction in reactions {
                        try await BackfillStore.wantFirst(
                            reaction.aggregateType, from: reaction.owner, for: consumer, on: database)
                    }
                    knowsAll = true
                }
                if isBound(), try await !BackfillStore.wanted(by: consumer, on: database).isEmpty {
                    try await work(isBound)
                }
            } catch is CancellationError {
                return
            } catch {
                logger.warning("backfill interrupted", metadata: told.merging(["error": "\(error)"]) { $1 })
            }
            try? await Task.sleep(for: Self.lookEvery)
        }
    }

    /// Until nothing is wanted any more, or the queue is gone. The connection for the asking lives no longer.
    private func work(_ isBound: @Sendable () -> Bool) async throws {
        let client = RequestClient(broker.named("\(consumer) backfill"), logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await client.run() }
            defer { group.cancelAll() }
            var pause = Self.firstPause
            while !Task.isCancelled, isBound() {
                await client.waitUntilReady()
                let wanted = try await BackfillStore.wanted(by: consumer, on: database)
                if wanted.isEmpty { return }
                var moved = false
                for each in wanted {
                    do {
                        if try await readPage(each, client, isBound) { moved = true }
                    } catch let error where !(error is CancellationError) {
                        logger.info(
                            "export not read yet",
                            metadata: told.merging(["of": "\(each.aggType)", "error": "\(error)"]) { $1 })
                    }
                }
                if moved {
                    pause = Self.firstPause
                } else {
                    try await Task.sleep(for: pause)
                    pause = min(pause * 2, Self.lastPause)
                }
            }
        }
    }

    /// Reads and applies one page; false when there was nothing to do.
    private func readPage(
        _ wanted: BackfillStore.Wanted, _ client: RequestClient, _ isBound: @Sendable () -> Bool
    ) async throws -> Bool {
        guard isBound(), let reaction = reactions.first(where: { $0.aggregateType == wanted.aggType }) else {
            return false
        }
        let request = try reaction.export.request(wanted.afterId)
        let answer = try await client.request(
            reaction.owner, type: request.type, body: request.body, budget: Self.budget)
        let page = try reaction.export.page(answer)
        // Without the queue, what happened while the page was on its way is nowhere.
        guard isBound(), let starts = try await BackfillStore.recordStart(wanted, of: consumer, on: database) else {
            return false
        }
        do {
            let take = starts > Self.mostStarts ? takeOneByOne : takeTogether
            guard try await take(page, wanted, reaction) else { return false }
        } catch {
            // An end, though not a good one. A cancelled task can ask nothing of the database.
            await Task { try? await BackfillStore.withdrawStart(wanted, of: consumer, on: database) }.value
            throw error
        }
        if page.next == nil { logger.notice("export read", metadata: told.merging(["of": "\(wanted.aggType)"]) { $1 }) }
        return true
    }

    private func takeTogether(
        _ page: ExportReader.Page, _ wanted: BackfillStore.Wanted, _ reaction: Reaction
    ) async throws -> Bool {
        do {
            return try await apply(page, wanted, reaction, failed: [])
        } catch let error where !Self.passes(error) {
            // Something in it can not be applied: it is found out, and the rest goes on.
            return try await apply(page, wanted, reaction, failed: failing(page, reaction))
        }
    }

    /// For a page of which the process has died again and again: each item counts as failed and is passed before it is
    /// tried, so that the next start goes on behind the one that kills.
    private func takeOneByOne(
        _ page: ExportReader.Page, _ wanted: BackfillStore.Wanted, _ reaction: Reaction
    ) async throws -> Bool {
        var wanted = wanted
        for item in page.items {
            let step = ExportReader.Page(items: [item], next: item.id)
            guard try await apply(step, wanted, reaction, failed: [item.id]) else { return false }
            wanted.afterId = item.id
            do {
                try await database.transaction { transaction in
                    try await Self.apply([item], reaction, consumer, in: transaction)
                    try await BackfillStore.takeFailureBack(wanted.aggType, of: consumer, in: transaction)
                }
            } catch {
                log(item, of: reaction, because: error)
            }
        }
        return try await apply(ExportReader.Page(items: [], next: page.next), wanted, reaction, failed: [])
    }

    /// A whole page in one transaction, but for what is known to fail.
    private func apply(
        _ page: ExportReader.Page, _ wanted: BackfillStore.Wanted, _ reaction: Reaction, failed: Set<UUID>
    ) async throws -> Bool {
        try await database.transaction { transaction in
            guard try await BackfillStore.lock(wanted, of: consumer, in: transaction) else { return false }
            let items = page.items.filter { !failed.contains($0.id) }
            try await Self.apply(items, reaction, consumer, in: transaction)
            try await BackfillStore.advance(
                wanted.aggType, of: consumer, past: page, failed: failed.count, in: transaction)
            return true
        }
    }

    private static func apply(
        _ items: [ExportReader.Item], _ reaction: Reaction, _ consumer: String, in transaction: Transaction
    ) async throws {
        guard !items.isEmpty else { return }
        let moved = try await InboxStore.moveCursors(
            items, of: reaction.aggregateType, consumer: consumer, in: transaction)
        for (item, isNew) in zip(items, moved) where isNew { try await item.apply(transaction) }
    }

    private struct Tried: Error {}

    /// Which items of a page can not be applied: each is tried, and nothing is kept.
    private func failing(_ page: ExportReader.Page, _ reaction: Reaction) async throws -> Set<UUID> {
        var failing: Set<UUID> = []
        for item in page.items {
            do {
                try await database.transaction { transaction in
                    try await Self.apply([item], reaction, consumer, in: transaction)
                    throw Tried()
                }
            } catch is Tried {
                continue
            } catch let error where Self.passes(error) {
                throw error
            } catch {
                failing.insert(item.id)
                log(item, of: reaction, because: error)
            }
        }
        return failing
    }

    private func log(_ item: ExportReader.Item, of reaction: Reaction, because error: any Error) {
        Counter(label: "backfill_failed_total").increment()
        logger.error(
            "what an export tells can not be applied",
            metadata: told.merging(
                ["of": "\(reaction.aggregateType)", "id": "\(item.id)", "error": "\(error)"]) { $1 })
    }

    /// Whether the page may succeed when it is read again.
    private static func passes(_ error: any Error) -> Bool {
        error is CancellationError || (error as? PostgresError)?.isTemporary == true
    }

    private var told: Logger.Metadata {
        ["consumer": "\(consumer)"]
    }
}
