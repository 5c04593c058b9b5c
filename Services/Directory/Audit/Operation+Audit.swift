import Domain
import FoundationEssentials
import Postgres
import ServiceKit

extension Operation {
    /// An order as in every service, with what this one adds: in the order's own transaction, a line in the audit log
    /// when staff gave it. Being the nearer one, it is what `.command` means everywhere in this service.
    static func command<Request: ServiceRequest>(
        _ type: Request.Type, in database: PostgresPool, now: @escaping @Sendable () -> Date,
        _ run: @escaping @Sendable (Request, Requester, Date, Transaction) async throws -> Request.Reply
    ) -> Operation {
        .command(type, in: database, now: now, prepare: { _ in }) { request, requester, moment, transaction in
            let reply = try await run(request, requester, moment, transaction)
            if requester.isStaff {
                let entry = try AuditEntry(of: request, reply, by: requester, at: moment)
                try await AuditStore.add(entry, in: transaction)
            }
            return reply
        }
    }
}

/// An order of which more is worth keeping than what it was done to.
protocol Detailed {
    var auditDetail: String { get }
}

extension GrantRole: Detailed {
    var auditDetail: String { grant.auditDetail }
}

extension RevokeRole: Detailed {
    var auditDetail: String { grant.auditDetail }
}

extension ChangePerson: Detailed {
    var auditDetail: String {
        [changes.email.map { _ in "email" }, changes.name.map { _ in "name" }].compactMap(\.self)
            .joined(separator: " ")
    }
}

extension CreateAccessKey: Detailed {
    var auditDetail: String { ([role.rawValue] + scopes.map(\.rawValue)).joined(separator: " ") }
}

extension RoleGrant {
    var auditDetail: String {
        [role.rawValue, subjectId?.description].compactMap(\.self).joined(separator: " ")
    }
}

extension AuditEntry {
    /// What the order names, or else what came of it.
    private struct Subject: Decodable {
        let id: String?
    }

    init<Request: ServiceRequest>(
        of request: Request, _ reply: Request.Reply, by requester: Requester, at now: Date
    ) throws {
        let named = try JSON.decode(Subject.self, from: JSON.encode(request)).id
        let subject = try named ?? JSON.decode(Subject.self, from: JSON.encode(reply)).id
        self.init(
            number: 0, at: now, role: requester.role.rawValue, personId: requester.person, keyId: requester.key,
            action: Request.name, subjectId: subject, detail: (request as? any Detailed)?.auditDetail)
    }

    /// What an operator did at the command line.
    init(byOperator action: String, on subject: String?, detail: String? = nil, at now: Date) {
        self.init(
            number: 0, at: now, role: "operator", personId: nil, keyId: nil, action: action, subjectId: subject,
            detail: detail)
    }
}
