import Foundation
import Testing

@testable import Gateway

@Suite struct RateLimitsTests {
    private let clock = TestClock()

    @Test func `a bucket fills up evenly`() {
        let limits = RateLimits(perMinute: 60, burst: 2, now: { clock.now })
        #expect([1, 2, 3].map { _ in limits.allow("a") } == [true, true, false])
        clock.advance(by: 1)
        #expect([1, 2].map { _ in limits.allow("a") } == [true, false])
        #expect(limits.allow("b"))
    }

    @Test func `however many ask, few are remembered, and among them who asks all the time`() {
        let limits = RateLimits(perMinute: 1, now: { clock.now })
        #expect(limits.allow("always"))
        for number in 0..<60_000 {
            #expect(limits.allow("\(number)"))
            if number.isMultiple(of: 1_000) { #expect(!limits.allow("always")) }
        }
        #expect(limits.askers <= 20_000)
    }

    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002/64"), ("2001:db8:1:2::1", "20010db800010002/64"),
        ("2001:db8:1:3::1", "20010db800010003/64"), ("unknown", "unknown"), ("a:b", "a:b"),
    ])
    func `one household counts as one asker`(address: String, household: String) {
        #expect(ClientAddress.household(of: address) == household)
    }
}
