import Domain
import FoundationEssentials

/// What may become of a person, and by whom. Pure: the caller saves the result.
extension Person {
    /// The person with the changes made; equal to itself when they change nothing.
    func changed(by changes: ChangePerson.Changes, at now: Date) -> Person {
        var person = self
        if let email = changes.email { person.email = email }
        if let name = changes.name { person.name = name.value }
        return person == self ? self : person.next(at: now)
    }

    func granted(_ grant: RoleGrant, at now: Date) -> Person {
        guard !grants.contains(grant) else { return self }
        var person = next(at: now)
        person.grants.append(grant)
        return person
    }

    func revoked(_ grant: RoleGrant, at now: Date) -> Person {
        guard grants.contains(grant) else { return self }
        var person = next(at: now)
        person.grants.removeAll { $0 == grant }
        return person
    }

    private func next(at now: Date) -> Person {
        var person = self
        person.version += 1
        person.updatedAt = now
        return person
    }
}

extension Requester {
    /// Throws when the person is of the staff, which only administrators may touch: who could change the address of
    /// one could sign in as them.
    func mustBeAbove(_ person: Person) throws(Problem) {
        if person.grants.areOfStaff { try mustBeAdministrator() }
    }

    /// Throws unless the requester may give and take this role, and it is one that can be given.
    func mayGive(_ grant: RoleGrant) throws {
        switch grant.role {
        case .facilitator, .caretaker: try mustBeStaff()
        case .staff, .administrator: try mustBeAdministrator()
        case .other: throw Problem("value-not-listed", status: 422, field: "role")
        }
        guard grant.role.hasSubject == (grant.subjectId != nil) else {
            throw Problem(grant.role.hasSubject ? "field-required" : "field-unknown", status: 422, field: "subject_id")
        }
    }
}
