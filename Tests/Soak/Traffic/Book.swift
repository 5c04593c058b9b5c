import Synchronization

/// What people asked for and were told is done.
final class Book: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case place, event, offer
    }

    struct Entries: Sendable {
        /// The newest version that was acknowledged, by identifier. Each thing has one writer, so it is the thing's.
        var things: [Kind: [String: Int]] = [:]
        var isPublic: [Kind: [String]] = [:]
        /// Addresses of those who asked for the letter.
        var subscribers: Set<String> = []
        var confirmed: Set<String> = []
        /// Those who had agreed before the letter was cut.
        var readers: Set<String> = []
        /// Orders that were never answered, by kind.
        var unanswered: [String: Int] = [:]
    }

    private let state = Mutex(Entries())

    var entries: Entries { state.withLock { $0 } }

    func write(_ change: (inout Entries) -> Void) {
        state.withLock { change(&$0) }
    }

    /// Something that may be read, if there is any yet.
    func anyPublic(_ kind: Kind, _ dice: inout Dice) -> String? {
        let drawn = dice.next()
        return state.withLock { entries in
            guard let all = entries.isPublic[kind], !all.isEmpty else { return nil }
            return all[Int(drawn % UInt64(all.count))]
        }
    }
}
