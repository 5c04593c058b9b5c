import Domain
import FoundationEssentials
import Postgres
import ServiceKit

extension ChangePerson {
    /// With the address everything goes that was reached by the old one: links that were mailed, and open sessions.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Person {
        try requester.mustBeAllowed(Self.self)
        let person = try await PersonStore.lock(id, in: transaction)
        try requester.mustBeAbove(person)
        try Versions.checkMatch(expectedVersion, current: person.version)
        let changed = person.changed(by: changes, at: now)
        guard changed != person else { return person }
        try await PersonStore.update(changed, in: transaction)
        if changed.email != person.email {
            try await SignInStore.closeLinks(of: id, at: now, in: transaction)
            for session in try await SessionStore.lockOpen(of: id, at: now, in: transaction) {
                try await session.end(at: now, in: transaction)
            }
        }
        return changed
    }
}
