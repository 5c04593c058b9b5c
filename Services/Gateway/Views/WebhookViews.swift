import Domain
import HTTPTypes
import HummingbirdCore

/// Webhooks in the API, for partners and staff.
struct WebhookViews: Sendable {
    let site: Site

    @Sendable func find(_ incoming: Incoming) throws -> View {
        let page = try incoming.query.page()
        return View(sources: []) { read in try .json(try await read(FindWebhooks(page: page))) }
    }

    @Sendable func show(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Webhook.self)
        return View(sources: []) { read in
            let webhook = try await read(GetWebhook(id: id))
            return try .json(webhook, version: webhook.version)
        }
    }

    @Sendable func deliveries(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Webhook.self)
        let page = try incoming.query.page()
        return View(sources: []) { read in try .json(try await read(FindDeliveries(webhookId: id, page: page))) }
    }

    @Sendable func create(_ incoming: Incoming) async throws -> Response {
        let created = try await site.order(try incoming.decoded(CreateWebhook.self), incoming)
        var response = try Response(json: CreatedWebhookDocument(created: created), status: .created)
        response.headers[.location] = "/api/v1/webhooks/\(created.webhook.id)"
        response.headers[.eTag] = "\"\(created.webhook.version)\""
        return response
    }

    @Sendable func disable(_ incoming: Incoming) async throws -> Response {
        _ = try await site.order(DisableWebhook(id: try incoming.id(of: Webhook.self)), incoming)
        return Response(status: .noContent, headers: Fields.common)
    }
}

/// The newsletter in the API.
struct SubscriberViews: Sendable {
    let site: Site

    @Sendable func create(_ incoming: Incoming) async throws -> Response {
        _ = try await site.order(try incoming.decoded(CreateSubscriber.self), incoming)
        return try Response(json: SubscriptionAsked(), status: .accepted)
    }
}
