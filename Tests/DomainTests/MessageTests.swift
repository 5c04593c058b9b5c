import Domain
import Foundation
import Testing

struct MessageTests {
    @Test func `new identifiers are version 7 and sort by their time`() {
        let early = UUID.version7(at: Date(timeIntervalSince1970: 1000))
        let late = UUID.version7(at: Date(timeIntervalSince1970: 2000))
        #expect(early.uuidString < late.uuidString)
        #expect(early.uuidString.dropFirst(14).first == "7")
        #expect("89AB".contains(early.uuidString.dropFirst(19).prefix(1)))
    }

    @Test(
        arguments: [
            ("019aa111-2222-7333-8444-000000000001", 7), ("019AA111-2222-7333-8444-000000000001", 7), ("", 5), ("a", 4),
        ] as [(String, UInt32)])
    func `the shard of an aggregate never moves`(id: String, shard: UInt32) {
        #expect(Shard.of(id) == shard)
    }

    @Test func `a trace is read, continued and written`() throws {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let trace = try #require(TraceContext(traceparent: text))
        #expect(trace.traceparent == text)
        #expect(trace.child().traceID == trace.traceID)
        #expect(trace.child().spanID != trace.spanID)
    }

    @Test(arguments: [
        "", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    ])
    func `a broken trace is not continued`(text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test func `a page tells that its total is a lower bound`() throws {
        let page = Page<Int>(items: [1], counted: 10_001, next: nil)
        #expect(
            String(decoding: try JSON.encode(page), as: UTF8.self)
                == #"{"items":[1],"next":null,"total":10000,"total_at_least":true}"#)
        let exact = Page<Int>(items: [], counted: 10_000, next: "x")
        #expect(
            String(decoding: try JSON.encode(exact), as: UTF8.self) == #"{"items":[],"next":"x","total":10000}"#)
    }

    @Test func `a patch tells absent from null`() throws {
        let changes = try JSON.decode(
            ChangeEvent.Changes.self, from: Data(#"{"description":null,"location":"Ici"}"#.utf8))
        guard case .clear = changes.description else {
            Issue.record("null must clear")
            return
        }
        #expect(try changes.location?.value == OneLine("Ici"))
        #expect(changes.url == nil)
    }

    @Test func `a value that breaks a rule names its field as the wire spells it`() {
        let error = #expect(throws: InvalidValue.self) {
            try JSON.decode(CreatePlace.self, from: Data(#"{"name":"X","address":{"commune_code":"zz"}}"#.utf8))
        }
        #expect(error == InvalidValue(.officialCode, field: "address.commune_code"))
    }

    @Test func `partners' names of events have no hyphen and no version`() {
        #expect(WebhookEventName.of("jobs-board.offer.published.v1") == "jobs_board.offer.published")
        #expect(WebhookEventName.all.count == 11)
    }
}
