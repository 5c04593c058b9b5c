import Domain
import Foundation
import Testing

@testable import Messaging

@Suite struct TopologyTests {
    @Test func `names on the broker never change`() {
        #expect(Topology.exchange(of: .jobsBoard) == "ev.jobs-board")
        #expect(Topology.bindingKey(type: "jobs-board.offer.published.v1") == "jobs-board.offer.published.v1.*")
        #expect(
            Topology.routingKey(
                type: "jobs-board.offer.published.v1", aggregateID: "0190163D-8694-739B-AEA5-966C26F8AD91")
                == "jobs-board.offer.published.v1.s2")
        #expect(Topology.requestQueue(of: .directory) == "q.directory.requests")
        #expect(Topology.owner(ofType: "jobs-board.offer.published.v1") == .jobsBoard)
        #expect(Topology.owner(ofType: "nobody.offer.published.v1") == nil)
        #expect(Topology.owner(ofType: "") == nil)
    }

    @Test func `an event queue has the arguments that keep its messages, and a queue for the dead beside it`() {
        let queue = Topology.eventQueue(of: .newsletter, concern: "editions")
        #expect(queue.name == "q.newsletter.editions.r1")
        #expect(
            queue.arguments == [
                "x-queue-type": .text("quorum"), "x-single-active-consumer": .flag(true),
                "x-delivery-limit": .number(100), "x-dead-letter-exchange": .text("dlx"),
                "x-dead-letter-routing-key": .text("newsletter.editions"),
                "x-dead-letter-strategy": .text("at-least-once"), "x-overflow": .text("reject-publish"),
            ])
        #expect(queue.companions.map(\.queue.name) == ["dead.newsletter.editions.r1"])
        #expect(queue.companions.map(\.exchange) == ["dlx"])
        #expect(queue.companions.map(\.key) == ["newsletter.editions"])
    }

    @Test func `a service may touch its own queues, read all events and write its own`() {
        let jobs = Topology.permissions(of: .jobsBoard)
        #expect(jobs.configure == #"^(q|dead)\.jobs-board\."#)
        #expect(jobs.read == #"^((q|dead)\.jobs-board\.|ev\.|submissions$|dlx$)"#)
        #expect(jobs.write == #"^((q|dead)\.jobs-board\.|ev\.jobs-board$|dlx$|amq\.default$)"#)
        #expect(
            Topology.permissions(of: .gateway).write
                == #"^((q|dead)\.gateway\.|ev\.gateway$|dlx$|amq\.default$|submissions$)"#)
    }

    @Test func `the definitions name users, permissions and exchanges as RabbitMQ reads them`() throws {
        let bytes = try Topology.definitions(users: [
            (name: "events", passwordHash: "aGFzaA==", administrator: false),
            (name: "admin", passwordHash: "YWRtaW4=", administrator: true),
            (name: "visitor", passwordHash: "dmlzaXQ=", administrator: false),
        ])
        let parts = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: [[String: Any]]])
        let users = try #require(parts["users"])
        #expect(users.map { $0["name"] as? String } == ["events", "admin", "visitor"])
        #expect(users.map { $0["tags"] as? String } == ["", "administrator", ""])
        #expect(users[0]["password_hash"] as? String == "aGFzaA==")
        #expect(users[0]["hashing_algorithm"] as? String == "rabbit_password_hashing_sha256")
        #expect(parts["permissions"]?.map { $0["user"] as? String } == ["events", "admin"])
        #expect(parts["permissions"]?[1]["write"] as? String == ".*")
        #expect(
            parts["exchanges"]?.map { $0["name"] as? String } == [
                "ev.directory", "ev.events", "ev.jobs-board", "ev.newsletter", "ev.notifications", "dlx",
            ])
        #expect(
            parts["exchanges"]?.map { $0["type"] as? String } == Array(repeating: "topic", count: 5) + ["direct"])
    }

    @Test func `acknowledgements are joined only where nothing unacknowledged lies between`() {
        var tags = AcknowledgedTags()
        func calls(_ new: [UInt64]) -> [String] {
            tags.add(new).map { "\($0.tag)\($0.multiple ? "+" : "")" }
        }
        #expect(calls([1]) == ["1"])
        #expect(calls([2, 3, 4]) == ["4+"])
        #expect(calls([8, 6]) == ["8", "6"])
        #expect(calls([5]) == ["5"])
        #expect(calls([10, 7, 9]) == ["10+"])
        #expect(calls([]) == [])
    }
}
