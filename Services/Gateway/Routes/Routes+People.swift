import Domain
import HTTPTypes

/// Signing in, accounts, people, keys and the log of actions.
extension Routes {
    static func peopleAPI(_ site: Site, _ sessions: SessionAuthentication) -> [Route] {
        let account = AccountViews(site: site, sessions: sessions)
        let people = PeopleViews(site: site)
        let keys = KeyViews(site: site)
        return [
            .on(
                .post, "/api/v1/sign-in",
                .init(
                    "requestSignIn", "Ask for a link by mail; the answer never tells who is known.",
                    .accepted(.signInAsked)), [.idempotencyKey], body: .json(.newSignIn), act: account.requestSignIn),
            .get(
                "/api/v1/account", .init("getAccount", "Who is signed in.", .one(.person)), access: .keyHolder,
                view: account.account),
            .get(
                "/api/v1/account/sessions", .init("findOwnSessions", "Where one is signed in.", .one(.sessionList)),
                access: .keyHolder, view: account.sessions),
            .on(
                .delete, "/api/v1/sessions/{id}", .init("endSession", "Sign a browser out.", .gone), [.id],
                access: .keyHolder, act: account.endSession),
            .get(
                "/api/v1/people", .init("findPeople", "Those who can sign in.", .page(.person)),
                [.q] + Parameter.paging, access: .keyHolder, view: people.find),
            .get(
                "/api/v1/people/{id}", .init("getPerson", "A person and their roles.", .one(.person)), [.id],
                access: .keyHolder, view: people.show),
            .get(
                "/api/v1/people/{id}/sessions",
                .init("findSessions", "Where a person is signed in.", .one(.sessionList)), [.id], access: .keyHolder,
                view: people.sessions),
            .on(
                .post, "/api/v1/people", .init("createPerson", "Let somebody sign in.", .created(.person)),
                [.idempotencyKey], access: .keyHolder, body: .json(.newPerson), act: people.create),
            .on(
                .patch, "/api/v1/people/{id}",
                .init("changePerson", "Change a person's address or name.", .one(.person)), [.id, .ifMatch],
                access: .keyHolder, body: .json(.personChanges), act: people.change),
            .on(
                .post, "/api/v1/people/{id}/grants", .init("grantRole", "Give a person a role.", .one(.person)),
                [.id, .idempotencyKey], access: .keyHolder, body: .json(.roleGrant), act: people.grant),
            .on(
                .post, "/api/v1/people/{id}/grants/revoke",
                .init("revokeRole", "Take a role from a person.", .one(.person)), [.id, .idempotencyKey],
                access: .keyHolder, body: .json(.roleGrant), act: people.revoke),
            .get(
                "/api/v1/keys", .init("findKeys", "Keys to the API, the newest first.", .page(.key)),
                Parameter.paging, access: .keyHolder, view: keys.find),
            .on(
                .post, "/api/v1/keys", .init("createKey", "Make a key; it is shown this once.", .created(.createdKey)),
                access: .keyHolder, body: .json(.newKey), act: keys.create),
            .on(
                .delete, "/api/v1/keys/{id}", .init("revokeKey", "Make a key worthless for good.", .gone), [.id],
                access: .keyHolder, act: keys.revoke),
            .get(
                "/api/v1/audit", .init("findAudit", "What staff did, the newest first.", .page(.auditEntry)),
                Parameter.paging, access: .keyHolder, view: keys.audit),
        ]
    }

    static func peoplePages(_ site: Site, _ sessions: SessionAuthentication) -> [Route] {
        let signIn = SignInPages(site: site, sessions: sessions)
        let account = AccountPages(site: site, sessions: sessions)
        let people = PeoplePages(site: site)
        let keys = KeyPages(site: site)
        let token = Parameter(name: "token", place: .path, schema: .text(), about: "From the mail.", isRequired: true)
        return [
            .on(.get, "/sign-in", nil, [.language], act: signIn.form),
            .on(.post, "/sign-in", body: .form, act: signIn.request),
            .on(.get, "/sign-in/{token}", nil, [token, .language], act: signIn.askToOpen),
            .on(.post, "/sign-in/{token}", nil, [token, .language], body: .form, act: signIn.open),
            .on(.post, "/sign-out", body: .form, act: signIn.leave),
            .on(.get, "/account", nil, [.language], access: .signedIn, act: account.show),
            .on(.post, "/account/sessions/{id}/end", nil, [.id], access: .signedIn, body: .form, act: account.end),
            .on(.get, "/admin/people", nil, [.q, .cursor, .language], access: .signedIn, act: people.list),
            .on(.post, "/admin/people", access: .signedIn, body: .form, act: people.create),
            .on(.get, "/admin/people/{id}", nil, [.id, .language], access: .signedIn, act: people.show),
            .on(.post, "/admin/people/{id}", nil, [.id], access: .signedIn, body: .form, act: people.change),
            .on(.post, "/admin/people/{id}/grant", nil, [.id], access: .signedIn, body: .form, act: people.grant),
            .on(.post, "/admin/people/{id}/revoke", nil, [.id], access: .signedIn, body: .form, act: people.revoke),
            .on(
                .post, "/admin/people/{id}/end-sessions", nil, [.id], access: .signedIn, body: .form,
                act: people.endSessions),
            .on(.get, "/admin/keys", nil, [.cursor, .language], access: .signedIn, act: keys.list),
            .on(.post, "/admin/keys", access: .signedIn, body: .form, act: keys.create),
            .on(.post, "/admin/keys/{id}/revoke", nil, [.id], access: .signedIn, body: .form, act: keys.revoke),
            .on(.get, "/admin/audit", nil, [.cursor, .language], access: .signedIn, act: keys.audit),
        ]
    }
}
