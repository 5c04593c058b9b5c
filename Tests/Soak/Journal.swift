import Foundation
import Synchronization

/// What the run tells while it goes on, each line with the seconds since its beginning, and what it counts.
final class Journal: Sendable {
    struct Counts: Sendable {
        var faults: [String: Int] = [:]
        var orders = 0
        var acknowledged = 0
        /// How often an order was sent again with its key.
        var repeated = 0
        var reads = 0
        /// By status, and by the word for what went wrong.
        var answers: [String: Int] = [:]
        /// What must not happen, whatever the fault.
        var oddities: [String] = []
    }

    private let start = ContinuousClock.now
    private let state = Mutex(Counts())

    var elapsed: Duration { .now - start }
    var counts: Counts { state.withLock { $0 } }

    func count(_ change: (inout Counts) -> Void) {
        state.withLock { change(&$0) }
    }

    /// Tells of something that must not happen. The run then fails.
    func odd(_ text: String) {
        count { $0.oddities.append(text) }
        say("!!! \(text)")
    }

    func say(_ text: String) {
        let seconds = "\(elapsed.components.seconds)"
        print("[\(String(repeating: " ", count: max(0, 4 - seconds.count)))\(seconds)s] \(text)")
    }

    func print(_ text: String) {
        // At once, also into a file.
        try? FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
    }
}
