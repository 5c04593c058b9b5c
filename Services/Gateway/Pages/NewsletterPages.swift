import Domain
import FoundationEssentials
import HTMLKit
import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceKit

/// The newsletter's pages: asking for it, and the two links of its mails. A link's page only says what its button will
/// do, since mail scanners open every link.
struct NewsletterPages: Sendable {
    let site: Site

    /// - Note: the second field is a trap: people do not see it, programs that fill every field do.
    static func form(_ language: Language) -> HTML {
        """
        <form action="/newsletter/subscribe" method="post">
        <label for="email">\(language("Votre adresse électronique", "Your e-mail address"))</label>
        <input id="email" name="email" type="email" autocomplete="email" required maxlength="254">
        <div class="trap" aria-hidden="true">
        <label for="website">\(language("Laissez ce champ vide", "Leave this field empty"))</label>
        <input id="website" name="website" tabindex="-1" autocomplete="off">
        </div>
        <button>\(language("S’abonner", "Subscribe"))</button>
        </form>

        """
    }

    @Sendable func subscribe(_ incoming: Incoming) async throws -> Response {
        let form = Query(String(decoding: incoming.body, as: UTF8.self)[...])
        let language = incoming.language
        // Who falls into the trap is told the same as everybody.
        if form["website"] == nil {
            guard let email = form["email"] else { throw Problem("field-required", status: 422, field: "email") }
            let wanted = NewSubscriber(email: try EmailAddress(email), language: language)
            let request = try JSON.decode(CreateSubscriber.self, from: try JSON.encode(wanted))
            _ = try await site.order(request, incoming)
        }
        return page(
            language, language("Vérifiez votre messagerie", "Check your mail"),
            """
            <p>\(language("Un message vous a été envoyé. Ouvrez le lien qu’il contient pour confirmer votre abonnement.", "A message was sent to you. Open the link in it to confirm your subscription."))</p>

            """)
    }

    @Sendable func askToConfirm(_ incoming: Incoming) async throws -> Response {
        let link = try await read(incoming)
        guard link.state != .confirmed else { return confirmed(incoming.language) }
        let language = incoming.language
        return PlainPage.response(
            site.layout(language("Confirmer votre abonnement", "Confirm your subscription"), incoming),
            """
            <p>\(language("Ce bouton abonne l’adresse", "This button subscribes the address")) <strong>\(link.maskedEmail)</strong> \
            \(language("à la lettre mensuelle.", "to the monthly newsletter."))</p>
            <form method="post">
            <button>\(language("Confirmer", "Confirm"))</button>
            </form>

            """)
    }

    @Sendable func confirm(_ incoming: Incoming) async throws -> Response {
        _ = try await site.order(ConfirmSubscriber(token: token(incoming)), incoming)
        return confirmed(incoming.language)
    }

    private func confirmed(_ language: Language) -> Response {
        page(
            language, language("Abonnement confirmé", "Subscription confirmed"),
            "<p>\(language("Vous recevrez la prochaine lettre.", "You will receive the next newsletter."))</p>\n")
    }

    @Sendable func askToUnsubscribe(_ incoming: Incoming) async throws -> Response {
        let link = try await read(incoming)
        guard link.state != .unsubscribed else { return unsubscribed(incoming.language) }
        let language = incoming.language
        return PlainPage.response(
            site.layout(language("Se désabonner", "Unsubscribe"), incoming),
            """
            <p>\(language("Ce bouton retire l’adresse", "This button removes the address")) <strong>\(link.maskedEmail)</strong> \
            \(language("de la lettre mensuelle, tout de suite.", "from the monthly newsletter, at once."))</p>
            <form method="post">
            <button>\(language("Se désabonner", "Unsubscribe"))</button>
            </form>

            """)
    }

    /// One click (RFC 8058): the address alone is enough, whatever the body, without cookie, origin or redirect.
    @Sendable func unsubscribe(_ incoming: Incoming) async throws -> Response {
        _ = try await site.order(UnsubscribeSubscriber(token: token(incoming)), incoming)
        return unsubscribed(incoming.language)
    }

    private func unsubscribed(_ language: Language) -> Response {
        page(
            language, language("Désabonnement fait", "Unsubscribed"),
            "<p>\(language("Vous ne recevrez plus la lettre mensuelle.", "You will no longer receive the newsletter."))</p>\n"
        )
    }

    private func read(_ incoming: Incoming) async throws -> SubscriberLink {
        try await site.read(ReadSubscriberLink(token: token(incoming)), incoming)
    }

    private func token(_ incoming: Incoming) -> String {
        incoming.captures["token"] ?? ""
    }

    private func page(_ language: Language, _ title: String, _ content: HTML) -> Response {
        PlainPage.response(Layout(portal: site.portal, language: language, title: title), content)
    }

    /// What `CreateSubscriber` is decoded from.
    private struct NewSubscriber: Encodable {
        let email: EmailAddress
        let language: Language
    }
}
