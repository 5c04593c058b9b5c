import Foundation
import Testing

@testable import Outbox

struct WaveTests {
    @Test func `no wave holds two events of one aggregate and each keeps its order`() throws {
        let (a, b) = (UUID(), UUID())
        let rows = [row(1, a), row(2, b), row(3, a), row(4, a), row(5, b)]
        #expect(OutboxRow.waves(rows).map { $0.map(\.id) } == [[1, 2], [3, 5], [4]])
        #expect(OutboxRow.waves([]).isEmpty)
    }

    private func row(_ id: Int, _ aggregate: UUID) -> OutboxRow {
        OutboxRow(
            id: id, eventId: UUID(), aggType: "place", aggId: aggregate, type: "t", exchange: "e", routingKey: "k",
            correlationId: "c", envelope: Data(), traceparent: nil, republished: nil, attempts: 0)
    }
}
