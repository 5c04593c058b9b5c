import Foundation
import Synchronization

/// A clock that stands until it is moved.
final class TestClock: Sendable {
    private let moment: Mutex<Date>

    init(_ moment: Date = Date(timeIntervalSince1970: 1_795_000_000)) {
        self.moment = Mutex(moment)
    }

    var now: Date {
        moment.withLock { $0 }
    }

    func advance(by seconds: TimeInterval) {
        moment.withLock { $0 = $0.addingTimeInterval(seconds) }
    }
}
