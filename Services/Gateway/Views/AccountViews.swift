import Domain
import HTTPTypes
import HummingbirdCore

/// Signing in, and one's own account, in the API.
struct AccountViews: Sendable {
    let site: Site
    let sessions: SessionAuthentication

    @Sendable func requestSignIn(_ incoming: Incoming) async throws -> Response {
        _ = try await site.orderAside(try incoming.decoded(RequestSignIn.self), incoming)
        return try Response(json: SignInAsked(), status: .accepted)
    }

    @Sendable func account(_ incoming: Incoming) throws -> View {
        View(sources: []) { read in
            let person = try await read(GetAccount())
            return try .json(person, version: person.version)
        }
    }

    @Sendable func sessions(_ incoming: Incoming) throws -> View {
        View(sources: []) { read in try .json(try await read(FindSessions())) }
    }

    @Sendable func endSession(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Session.self)
        _ = try await site.orderAside(EndSession(id: id), incoming)
        sessions.forget(id)
        return Response(status: .noContent, headers: Fields.common)
    }
}

/// What a wish to sign in is answered with, whether or not the address is known.
struct SignInAsked: Encodable {
    let status = "link_sent_if_known"
}
