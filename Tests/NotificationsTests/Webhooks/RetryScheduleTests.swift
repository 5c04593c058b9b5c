import Foundation
import Testing

@testable import Notifications

struct RetryScheduleTests {
    private let failed = AttemptResult.failed(.connectionFailed)

    @Test(arguments: zip(1...9, [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]))
    func `a failure is followed by the standard's next wait`(attempt: Int, seconds: Int) {
        #expect(RetrySchedule.next(after: failed, attempt: attempt, jitter: 0) == .retry(after: .seconds(seconds)))
        let late = RetrySchedule.next(after: failed, attempt: attempt, jitter: 1)
        #expect(late == .retry(after: .seconds(seconds) * 1.1))
    }

    @Test func `after ten attempts it is given up`() {
        #expect(RetrySchedule.next(after: failed, attempt: 10, jitter: 0) == .giveUp)
        #expect(
            RetrySchedule.next(after: .refused(status: 500, retryAfter: .seconds(1)), attempt: 10, jitter: 0) == .giveUp
        )
    }

    @Test func `success ends it, and 410 ends the subscription`() {
        #expect(RetrySchedule.next(after: .delivered(status: 204), attempt: 1, jitter: 0) == .done)
        #expect(RetrySchedule.next(after: .gone, attempt: 1, jitter: 0) == .disable)
    }

    @Test func `Retry-After lengthens the wait, never shortens it, up to a day`() {
        func wait(_ seconds: Int, attempt: Int) -> RetrySchedule.NextStep {
            RetrySchedule.next(
                after: .refused(status: 503, retryAfter: .seconds(seconds)), attempt: attempt, jitter: 0)
        }
        #expect(wait(60, attempt: 1) == .retry(after: .seconds(60)))
        #expect(wait(60, attempt: 2) == .retry(after: .seconds(300)))
        #expect(wait(1_000_000, attempt: 1) == .retry(after: .seconds(86_400)))
    }

    @Test(arguments: [429, 502, 504]) func `a receiver under load is given the longer wait`(status: Int) {
        let result = AttemptResult.refused(status: status, retryAfter: nil)
        #expect(RetrySchedule.next(after: result, attempt: 1, jitter: 0) == .retry(after: .seconds(300)))
        #expect(RetrySchedule.next(after: result, attempt: 9, jitter: 0) == .retry(after: .seconds(86_400)))
    }

    @Test(arguments: [301, 404, 500, 503]) func `any other refusal is tried again as usual`(status: Int) {
        let result = AttemptResult.refused(status: status, retryAfter: nil)
        #expect(RetrySchedule.next(after: result, attempt: 1, jitter: 0) == .retry(after: .seconds(5)))
    }

    @Test(
        arguments: [
            ("120", 120), ("0", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
            ("-1", nil), ("soon", nil), ("", nil), ("99999999999999999999", nil), ("99999999999", 10_000_000),
        ] as [(String, Int?)])
    func `Retry-After is seconds or a date`(text: String, seconds: Int?) {
        let now = Date(timeIntervalSince1970: 784_111_740)
        #expect(RetryAfter.delay(text, now: now) == seconds.map { .seconds($0) })
    }
}
