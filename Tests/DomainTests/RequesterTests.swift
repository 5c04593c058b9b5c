import Domain
import Foundation
import Testing

struct RequesterTests {
    private func read(_ json: String) throws -> Requester {
        try JSON.decode(Requester.self, from: Data(json.utf8))
    }

    @Test func `what a gateway of an earlier version says of a requester is understood`() throws {
        let id = AccessKey.ID.new()
        #expect(try read(#"{"role": "staff"}"#) == Requester(role: .staff))
        let partner = try read(#"{"role": "partner", "key": "\#(id)"}"#)
        #expect(partner == Requester(role: .partner, key: id) && partner.scopes == [.webhooks, .read])
    }

    @Test func `a role or a scope of a later version gives no right`() throws {
        let later = try read(#"{"role": "emperor", "places": [], "scopes": ["everything:write"], "more": 1}"#)
        #expect(later.role == .visitor && later.scopes == [.other])
        #expect(!Right.staff.allows(later) && !Right.key(.placesWrite).allows(later))
    }

    @Test func `a requester is read as written`() throws {
        let requester = Requester(
            role: .facilitator, person: .new(), session: .new(), places: [.new()], circles: [.new()])
        #expect(try JSON.decode(Requester.self, from: JSON.encode(requester)) == requester)
    }

    @Test func `a key without its scopes in what was told is one from before there were any`() throws {
        let json = """
            {"id": "\(AccessKey.ID.new())", "version": 1, "hash": "00", "role": "partner", "label": "x",
             "revoked": false}
            """
        let key = try JSON.decode(AccessKey.self, from: Data(json.utf8))
        #expect(Requester(key).scopes == Scope.ofOldKeys)
    }
}
