import Domain
import FoundationEssentials
import HTMLKit
import HTTPTypes
import HummingbirdCore
import ServiceKit

/// Coming in and going out: the form, the page behind the mailed link, and the way out. The link's page only has a
/// button, since mail scanners open every link.
struct SignInPages: Sendable {
    /// Nobody fills the form in faster.
    private static let leastSeconds = 2.0

    let site: Site
    let sessions: SessionAuthentication

    @Sendable func form(_ incoming: Incoming) async throws -> Response {
        guard incoming.requester.person == nil else { return .seeOther("/account") }
        return form(incoming, "")
    }

    /// - Note: the second field is a trap: people do not see it, programs that fill every field do. The third tells
    ///   when the form was shown.
    private func form(_ incoming: Incoming, _ email: String, _ notice: HTML = "") -> Response {
        let language = incoming.language
        return page(
            incoming, language("Se connecter", "Sign in"),
            """
            \(notice)<p>\(language("Indiquez votre adresse : vous y recevrez un lien pour entrer. Il n’y a pas de mot de passe.", "Give your address: a link to come in is sent to it. There is no password."))</p>
            <form action="/sign-in" method="post">
            <label for="email">\(language("Votre adresse électronique", "Your e-mail address"))</label>
            <input id="email" name="email" type="email" autocomplete="email" required maxlength="254" value="\(email)">
            <div class="trap" aria-hidden="true">
            <label for="website">\(language("Laissez ce champ vide", "Leave this field empty"))</label>
            <input id="website" name="website" tabindex="-1" autocomplete="off">
            </div>
            <input type="hidden" name="shown" value="\(Int(site.now().timeIntervalSince1970 * 1000))">
            <button>\(language("Recevoir le lien", "Send me the link"))</button>
            </form>

            """)
    }

    @Sendable func request(_ incoming: Incoming) async throws -> Response {
        let (form, language) = (incoming.form, incoming.language)
        guard let text = form["email"] else { throw Problem("field-required", status: 422, field: "email") }
        let email = try EmailAddress(text)
        let shown = form["shown"].flatMap { Double($0) }.map { $0 / 1000 }
        if let shown, site.now().timeIntervalSince1970 - shown < Self.leastSeconds {
            return self.form(
                incoming, text,
                "<p class=\"notice\">\(language("C’était très rapide : envoyez encore une fois, s’il vous plaît.", "That was very fast: please send once more."))</p>\n"
            )
        }
        // Who falls into the trap, or never saw the form, is told the same as everybody.
        if form["website"] == nil, shown != nil {
            _ = try await site.orderAside(RequestSignIn(email: email, language: language), incoming)
        }
        return page(
            incoming, language("Vérifiez votre messagerie", "Check your mail"),
            """
            <p>\(language("Si cette adresse est connue ici, un lien vient d’y être envoyé. Il est valable quinze minutes et ne sert qu’une fois.", "If this address is known here, a link was just sent to it. It is valid for fifteen minutes and works once."))</p>
            <p>\(language("Rien n’arrive, ou vous n’avez plus accès à cette messagerie ? Écrivez à l’équipe du réseau, qui peut changer l’adresse de votre compte.", "Nothing comes, or you have lost access to that mailbox? Write to the network’s staff, who can change the address of your account."))</p>

            """)
    }

    @Sendable func askToOpen(_ incoming: Incoming) async throws -> Response {
        let language = incoming.language
        return page(
            incoming, language("Se connecter", "Sign in"),
            """
            <p>\(language("Ce bouton vous connecte dans ce navigateur.", "This button signs you in in this browser."))</p>
            <form method="post">
            <button>\(language("Se connecter", "Sign in"))</button>
            </form>

            """)
    }

    @Sendable func open(_ incoming: Incoming) async throws -> Response {
        let secret = RandomSecret.make()
        let order = OpenSession(
            linkHash: Authentication.hash(of: incoming.captures["token"] ?? ""),
            sessionHash: Authentication.hash(of: secret), device: try Device.words(incoming.headers[.userAgent]))
        sessions.learn(try await site.orderAside(order, incoming))
        var response = Response.seeOther("/account")
        response.headers[.setCookie] = sessions.cookie.setting(secret)
        return response
    }

    /// The cookie goes in any case.
    @Sendable func leave(_ incoming: Incoming) async throws -> Response {
        if let session = incoming.requester.session {
            _ = try await site.orderAside(EndSession(id: session), incoming)
            sessions.forget(session)
        }
        var response = Response.seeOther("/")
        response.headers[.setCookie] = sessions.cookie.clearing
        return response
    }

    private func page(_ incoming: Incoming, _ title: String, _ content: HTML) -> Response {
        PlainPage.response(site.layout(title, incoming), content)
    }
}

extension Incoming {
    /// The fields of a form of ours.
    var form: Query {
        Query(String(decoding: body, as: UTF8.self)[...])
    }
}

extension Response {
    /// To another page, to be read anew there.
    static func seeOther(_ target: LinkTarget) -> Response {
        var headers = Fields.common
        headers[.location] = target.text
        headers[.cacheControl] = "no-store"
        return Response(status: .seeOther, headers: headers)
    }
}
