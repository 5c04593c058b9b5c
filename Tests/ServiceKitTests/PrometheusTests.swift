import CoreMetrics
import Testing

@testable import ServiceKit

struct PrometheusTests {
    @Test func `metrics are told in the text format, sorted, with their labels escaped`() async {
        let registry = PrometheusRegistry()
        let requests = registry.makeCounter(
            label: "requests_total", dimensions: [("type", "a\"b\\c\nd"), ("outcome", "ok")])
        requests.increment(by: 2)
        registry.makeMeter(label: "outbox_oldest_seconds", dimensions: []).set(1.5)
        registry.makeTimer(label: "request_seconds", dimensions: []).recordNanoseconds(500_000_000)
        registry.onCollect { registry.makeMeter(label: "collected", dimensions: []).set(Int64(7)) }
        #expect(
            await registry.text() == #"""
                # TYPE collected gauge
                collected 7
                # TYPE outbox_oldest_seconds gauge
                outbox_oldest_seconds 1.5
                # TYPE request_seconds_count counter
                request_seconds_count 1
                # TYPE request_seconds_sum counter
                request_seconds_sum 0.5
                # TYPE requests_total counter
                requests_total{type="a\"b\\c\nd",outcome="ok"} 2

                """#)
    }

    @Test func `a number that is not finite does not stop the text`() async {
        let registry = PrometheusRegistry()
        registry.makeMeter(label: "x", dimensions: []).set(Double.nan)
        registry.makeMeter(label: "y", dimensions: []).set(Double.infinity)
        #expect(await registry.text().contains("x NaN"))
        #expect(await registry.text().contains("y +Inf"))
    }
}
