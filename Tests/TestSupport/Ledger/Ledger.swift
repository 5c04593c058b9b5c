import Domain
import Foundation
import Postgres

/// What was asked, told, received and done, compared in the databases, at the broker, at the partner and in the mails.
///
/// `sent` is what a caller asked and a producer committed, `seen` what each consumer received and made of it. Lost is
/// what was acknowledged or committed but did not arrive, double an effect that happened twice, stuck what waits.
package struct Ledger: Sendable {
    /// Which receipts there must be.
    package enum Receipts: Sendable {
        /// Each consumer received each event.
        case everyEvent
        /// Each consumer has the newest state, also by an export: events may have gone with a queue or a broker.
        case newestState
    }

    let system: TestSystem
    let streams: [LedgerStream]
    let receipts: Receipts
    let partner: PartnerServer?

    /// The partner is one whose webhooks were registered before the load began; its requests are compared with
    /// what it should have been told.
    package init(
        of system: TestSystem, streams: [LedgerStream] = LedgerStream.all, receipts: Receipts = .everyEvent,
        partner: PartnerServer? = nil
    ) {
        self.system = system
        self.streams = streams
        self.receipts = receipts
        self.partner = partner
    }

    var consumers: Set<ServiceName> { Set(streams.flatMap(\.consumers)) }
    var producers: Set<ServiceName> { Set(streams.map(\.producer)) }

    /// Waits until all has arrived and nothing waits, then for `quiet`, and judges.
    /// - Throws: `TestFailure` with what differs.
    @discardableResult
    package func closes(
        within duration: Duration = .seconds(30), quiet: Duration = .seconds(1), intents: [Intent] = []
    ) async throws -> LedgerFindings {
        let end = ContinuousClock.now + duration
        var findings: LedgerFindings
        repeat {
            findings = try await look(intents)
            if findings.lost.isEmpty, findings.stuck.isEmpty {
                // What comes a second time may come late.
                try await Task.sleep(for: quiet)
                findings = try await look(intents)
                if findings.isClosed { break }
            }
            try await Task.sleep(for: .milliseconds(200))
        } while ContinuousClock.now < end
        print(findings)
        guard findings.isClosed else { throw TestFailure("\(findings)") }
        return findings
    }

    /// What the ledger says now. The broker, which answers slowly, is asked only when all else is in order.
    package func look(_ intents: [Intent] = []) async throws -> LedgerFindings {
        var findings = LedgerFindings()
        for stream in streams { try await look(at: stream, intents, &findings) }
        for consumer in consumers { try await lookAtTrail(of: consumer, &findings) }
        for service in consumers.union(producers) { try await lookAtWaiting(in: service, &findings) }
        if consumers.contains(.notifications), receipts == .everyEvent { try await lookAtWebhooks(&findings) }
        if consumers.contains(.newsletter) { try await lookAtMails(&findings) }
        if findings.lost.isEmpty, findings.stuck.isEmpty { try await lookAtQueues(&findings) }
        return findings
    }

    // MARK: One stream, from the order to the effect

    private struct Told: Decodable, Sendable {
        let eventId: UUID
        let aggId: UUID
        let aggVersion: Int
    }

    struct Version: Decodable, Sendable {
        let id: UUID
        let version: Int
    }

    private func look(
        at stream: LedgerStream, _ intents: [Intent], _ findings: inout LedgerFindings
    ) async throws {
        // Consumers first: what is committed while this looks is then not missed at them.
        var effects: [(ServiceName, [UUID: Int])] = []
        var received: [ServiceName: Set<UUID>] = [:]
        for consumer in stream.consumers {
            for query in stream.effects(consumer) {
                effects.append((consumer, Self.newest(try await system.all(query, in: consumer))))
            }
            received[consumer] = Set(try await system.all("SELECT event_id FROM inbox WHERE handled", in: consumer))
        }
        let told: [Told] = try await system.all(
            "SELECT event_id, agg_id, agg_version FROM outbox WHERE agg_type = \(stream.aggregate)",
            in: stream.producer)
        let facts: [Version] = try await system.all(stream.facts, in: stream.producer)
        let name = stream.aggregate
        findings.told += told.count
        let newestTold = Self.newest(told.map { Version(id: $0.aggId, version: $0.aggVersion) })
        for fact in facts where newestTold[fact.id] != fact.version {
            findings.lost.append("\(name) \(fact.id) is at \(fact.version), told was \(newestTold[fact.id] ?? 0)")
        }
        for (consumer, effects) in effects {
            for fact in facts where effects[fact.id, default: 0] < fact.version {
                findings.lost.append(
                    "\(name) \(fact.id) is at \(fact.version), at \(consumer.rawValue) \(effects[fact.id, default: 0])")
            }
        }
        for (consumer, received) in received {
            let missing = told.filter { !received.contains($0.eventId) }
            findings.received += told.count - missing.count
            guard receipts == .everyEvent else { continue }
            for event in missing {
                findings.lost.append(
                    "\(name) \(event.aggId) v\(event.aggVersion): event \(event.eventId) at \(consumer.rawValue)")
            }
        }
        try await look(at: intents.filter { $0.aggregate == name }, of: stream, &findings)
    }

    private func look(
        at intents: [Intent], of stream: LedgerStream, _ findings: inout LedgerFindings
    ) async throws {
        struct Named: Decodable, Sendable {
            let id: UUID
            let version: Int
            let name: String
        }
        let made = Dictionary(
            grouping: try await system.all(stream.named, in: stream.producer, as: Named.self), by: \.name)
        for creation in intents where creation.act == .create {
            let rows = made[creation.name] ?? []
            let changes = intents.filter { $0.act != .create && $0.name == creation.name }
            let done = changes.count { $0.outcome.isDone }
            let unknown = changes.count { $0.outcome == .unknown }
            findings.acknowledged += (creation.outcome.isDone ? 1 : 0) + done
            if rows.isEmpty, creation.outcome.isDone { findings.lost.append("acknowledged: \(creation.name)") }
            if rows.count > 1 { findings.double.append("\(creation.name) was made \(rows.count) times") }
            guard let row = rows.first else { continue }
            if row.version < 1 + done {
                findings.lost.append("\(creation.name) is at \(row.version) after \(done) acknowledged changes")
            }
            if row.version > 1 + done + unknown {
                findings.double.append("\(creation.name) is at \(row.version) after \(done) changes")
            }
        }
    }

    private static func newest(_ versions: [Version]) -> [UUID: Int] {
        Dictionary(versions.map { ($0.id, $0.version) }, uniquingKeysWith: max)
    }
}
