import Domain
import Foundation
import Mail
import Testing

@testable import Newsletter

struct DeliveryTests {
    private func delivery(_ kind: Delivery.Kind = .edition, deferrals: Int = 0) throws -> Delivery {
        let json = """
            {"id": "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "kind": "\(kind.rawValue)",
            "cause_id": "0193A1B2-C3D4-7E5F-8A9B-000000000001", "subscriber_id": "0193a1b2-c3d4-7e5f-8a9b-000000000002",
            "email": "ana@exemple.fr", "language": "fr", "unsubscribe_token": "t", "deferrals": \(deferrals)}
            """
        return try JSON.decode(Delivery.self, from: Data(json.utf8))
    }

    @Test(arguments: [
        (550, "5.1.1 unknown", 0, Delivery.Outcome.refused(reply: "550 5.1.1")),
        (554, "no status", 0, .refused(reply: "554")),
        (450, "4.2.2 full", 0, .deferred(reply: "450 4.2.2", for: .seconds(300))),
        (451, "4.7.1 greylisted", 4, .deferred(reply: "451 4.7.1", for: .seconds(86_400))),
        (451, "4.7.1 greylisted", 5, .refused(reply: "451 4.7.1")),
        // Our reputation is not the person's address: tried again, however often.
        (550, "5.7.1 spam", 0, .blamedOnUs(reply: "550 5.7.1")),
        (550, "5.7.1 spam", 5, .blamedOnUs(reply: "550 5.7.1")),
    ])
    func `a refusal for now is tried again at growing distances, and at last taken for a no`(
        code: Int, line: String, deferrals: Int, outcome: Delivery.Outcome
    ) throws {
        let reply = SMTPReply(code: code, lines: [line])
        let result: SendResult = code < 500 ? .deferred(reply) : .refused(reply)
        #expect(try delivery(deferrals: deferrals).outcome(of: result) == outcome)
    }

    @Test(arguments: [
        (Delivery.Kind.edition, true, Delivery.Outcome.uncertain),
        (.optIn, true, .returned(after: .seconds(30))),
        (.edition, false, .returned(after: .seconds(30))),
    ])
    func `a connection lost after the final dot leaves an edition uncertain`(
        kind: Delivery.Kind, afterFinalDot: Bool, outcome: Delivery.Outcome
    ) throws {
        #expect(try delivery(kind).outcome(ofConnectionLost: afterFinalDot) == outcome)
    }

    @Test func `a mail has the same Message-ID at each attempt, and no other mail has it`() throws {
        let id = try delivery().messageID(domain: "maillage.example")
        #expect(try delivery(deferrals: 3).messageID(domain: "maillage.example") == id)
        #expect(id.wholeMatch(of: /[0-9a-f]{32}@maillage\.example/) != nil)
        let other = try JSON.decode(
            Delivery.self,
            from: Data(
                """
                {"id": "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "kind": "edition",
                "cause_id": "0193A1B2-C3D4-7E5F-8A9B-000000000003",
                "subscriber_id": "0193a1b2-c3d4-7e5f-8a9b-000000000002", "email": "ana@exemple.fr",
                "language": "fr", "unsubscribe_token": "t", "deferrals": 0}
                """.utf8))
        #expect(other.messageID(domain: "maillage.example") != id)
    }

    @Test func `the return path names the recipient`() throws {
        let path = try delivery().returnPath(domain: "maillage.example")
        #expect(path.text == "bounces+0193a1b2c3d47e5f8a9b0c1d2e3f4a5b@maillage.example")
    }
}
