/// Who may do one thing. Staff may do whatever anybody may, and administrators whatever staff may.
package enum Right: Hashable, Sendable {
    case anyone
    /// Whoever signed in, for themselves.
    case signedIn
    /// Whoever signed in, for themselves, and staff for anybody.
    case ownOrStaff
    /// Facilitators for their places, and keys with the scope for all of them.
    case facilitator(Scope)
    /// Keys with the scope.
    case key(Scope)
    case staff
    case administrator

    /// Whether the requester may do it at all. Which place it is about is asked by `allows(_:at:)`.
    package func allows(_ requester: Requester) -> Bool {
        switch self {
        case .anyone: true
        case .signedIn: requester.person != nil
        case .ownOrStaff: requester.person != nil || requester.isStaff
        case .facilitator(let scope): requester.isStaff || requester.has(scope) || !requester.places.isEmpty
        case .key(let scope): requester.isStaff || requester.has(scope)
        case .staff: requester.isStaff
        case .administrator: requester.role == .administrator
        }
    }

    /// Whether the requester may do it at this place; nil for what is at none, which is no facilitator's.
    package func allows(_ requester: Requester, at place: Place.ID?) -> Bool {
        guard case .facilitator(let scope) = self else { return allows(requester) }
        return requester.isStaff || requester.has(scope) || place.map(requester.places.contains) ?? false
    }
}

extension Requester {
    /// Throws unless the table of rights lets the requester put this request at all.
    package func mustBeAllowed<Request: ServiceRequest>(_ type: Request.Type) throws(Problem) {
        guard let right = Rights.table[Request.name], right.allows(self) else { throw .forbidden }
    }

    /// Throws unless the requester may put this request about what is at a place.
    package func mustBeAllowed<Request: ServiceRequest>(_ type: Request.Type, at place: Place.ID?) throws(Problem) {
        guard may(type, at: place) else { throw .forbidden }
    }

    package func may<Request: ServiceRequest>(_ type: Request.Type, at place: Place.ID?) -> Bool {
        Rights.table[Request.name]?.allows(self, at: place) ?? false
    }
}
