/// What a ledger found: how much of everything, and what differs.
package struct LedgerFindings: Sendable, CustomStringConvertible {
    /// Orders whose senders were told that they were carried out.
    package var acknowledged = 0
    /// Events that producers committed.
    package var told = 0
    /// Receipts of those events, over all consumers.
    package var received = 0
    /// What arrived more than once under one identifier where that is allowed: webhooks and opt-in mails.
    package var repeats = 0
    /// Acknowledged or committed, and not where it should have arrived.
    package var lost: [String] = []
    /// An effect that happened twice, or a version that fell.
    package var double: [String] = []
    /// What waits though nothing more will happen by itself.
    package var stuck: [String] = []

    package var isClosed: Bool { lost.isEmpty && double.isEmpty && stuck.isEmpty }

    package var description: String {
        let sums =
            "ledger: \(acknowledged) acknowledged, \(told) told, \(received) received, \(repeats) repeated; "
            + "\(lost.count) lost, \(double.count) double, \(stuck.count) stuck"
        let differences = [("lost", lost), ("double", double), ("stuck", stuck)].flatMap { kind, lines in
            lines.prefix(20).map { "  \(kind): \($0)" }
        }
        return ([sums] + differences).joined(separator: "\n")
    }
}
