import Domain
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import ServiceKit

/// Everything that the gateway answers, a line each. The public document is written from the same lines.
enum Routes {
    static func all(_ site: Site, _ sessions: SessionAuthentication) throws -> [Route] {
        let api = api(site) + peopleAPI(site, sessions)
        let described = OpenAPIDocument(
            routes: api + [document([])], title: site.network.name, address: site.network.publicURL.text)
        return try api + [document(try described.json.encoded())] + feeds(site) + pages(site)
            + peoplePages(site, sessions)
    }

    static func api(_ site: Site) -> [Route] {
        let places = PlaceViews(site: site)
        let territories = TerritoryViews(site: site)
        let events = EventViews(site: site)
        let offers = OfferViews(site: site)
        let webhooks = WebhookViews(site: site)
        let subscribers = SubscriberViews(site: site)
        let order = [Parameter.id, .ifMatchIfWanted, .idempotencyKey]
        return [
            .get(
                "/api/v1/places", .init("findPlaces", "Places that match all that is given.", .page(.place)),
                Parameter.placeSearch + Parameter.paging, view: places.find),
            .get(
                "/api/v1/places.geojson",
                .init("mapPlaces", "All places that match all that is given, for a map (RFC 7946).", .map),
                Parameter.placeSearch, view: places.map),
            .get(
                "/api/v1/places.csv",
                .init("tabulatePlaces", "All places that match all that is given, as a table (RFC 4180).", .table),
                Parameter.placeSearch, view: OpenDataViews(site: site).places),
            .get(
                "/api/v1/places/{id}",
                .init("getPlace", "A place, its coming events and its open offers.", .movable(.placeView)), [.id],
                view: places.show),
            .on(
                .post, "/api/v1/places", .init("createPlace", "Add a place, visible at once.", .created(.place)),
                [.idempotencyKey], access: .keyHolder, body: .json(.newPlace), act: places.create),
            .on(
                .patch, "/api/v1/places/{id}", .init("changePlace", "Change the fields that are given.", .one(.place)),
                [.id, .ifMatch], access: .keyHolder, body: .json(.placeChanges), act: places.change),
            .on(
                .post, "/api/v1/places/{id}/confirm",
                .init("confirmPlace", "What its card says is still true today.", .one(.place)), order,
                access: .keyHolder, body: .ignored, act: places.confirm),
            .on(
                .post, "/api/v1/places/{id}/publish", .init("publishPlace", "Show a place.", .one(.place)), order,
                access: .keyHolder, body: .ignored, act: places.publish),
            .on(
                .post, "/api/v1/places/{id}/close", .init("closePlace", "Mark a place as closed.", .one(.place)), order,
                access: .keyHolder, body: .ignored, act: places.close),
            .get(
                "/api/v1/places/{id}/contacts",
                .init("getContacts", "All that is kept of a place's contacts, with consents.", .one(.contactCards)),
                [.id], access: .keyHolder, view: places.contacts),
            .get(
                "/api/v1/places/{id}/states",
                .init("getPlaceStates", "The states that a place went through.", .one(.placeStates)), [.id],
                access: .keyHolder, view: places.states),
            .get(
                "/api/v1/territories",
                .init("findTerritories", "Territories by name, code or postcode.", .page(.territory)),
                [.q, .territoryKind] + Parameter.paging, view: territories.find),
            .get(
                "/api/v1/territories/{kind}/{code}",
                .init("getTerritory", "A territory and its outline.", .one(.outlinedTerritory)),
                Parameter.territoryPath + [.vintage], view: territories.show),
            .get(
                "/api/v1/events",
                .init("findEvents", "Events that match all that is given, the soonest first.", .page(.event)),
                Parameter.eventSearch + Parameter.paging, view: events.find),
            .get("/api/v1/events/{id}", .init("getEvent", "An event.", .one(.event)), [.id], view: events.show),
            .on(
                .post, "/api/v1/events", .init("createEvent", "Add an event, as a draft.", .created(.event)),
                [.idempotencyKey], access: .keyHolder, body: .json(.newEvent), act: events.create),
            .on(
                .patch, "/api/v1/events/{id}", .init("changeEvent", "Change the fields that are given.", .one(.event)),
                [.id, .ifMatch], access: .keyHolder, body: .json(.eventChanges), act: events.change),
            .on(
                .post, "/api/v1/events/{id}/publish", .init("publishEvent", "Show a draft to everybody.", .one(.event)),
                order, access: .keyHolder, body: .ignored, act: events.publish),
            .on(
                .post, "/api/v1/events/{id}/cancel",
                .init("cancelEvent", "Tell everybody that an event will not take place.", .one(.event)), order,
                access: .keyHolder, body: .ignored, act: events.cancel),
            .get(
                "/api/v1/offers",
                .init("findOffers", "Offers that match all that is given, the newest first.", .page(.offer)),
                Parameter.offerSearch + Parameter.paging, view: offers.find),
            .get("/api/v1/offers/{id}", .init("getOffer", "An offer.", .one(.offer)), [.id], view: offers.show),
            .on(
                .post, "/api/v1/offers", .init("createOffer", "Add an offer, as a draft.", .created(.offer)),
                [.idempotencyKey], access: .keyHolder, body: .json(.newOffer), act: offers.create),
            .on(
                .patch, "/api/v1/offers/{id}", .init("changeOffer", "Change the fields that are given.", .one(.offer)),
                [.id, .ifMatch], access: .keyHolder, body: .json(.offerChanges), act: offers.change),
            .on(
                .post, "/api/v1/offers/{id}/publish", .init("publishOffer", "Show a draft to everybody.", .one(.offer)),
                order, access: .keyHolder, body: .ignored, act: offers.publish),
            .on(
                .post, "/api/v1/offers/{id}/close",
                .init("closeOffer", "Tell everybody that an offer is filled or withdrawn.", .one(.offer)), order,
                access: .keyHolder, body: .ignored, act: offers.close),
            .get(
                "/api/v1/webhooks",
                .init("findWebhooks", "The key's webhooks; all of them for staff.", .page(.webhook)), Parameter.paging,
                access: .keyHolder, view: webhooks.find),
            .get(
                "/api/v1/webhooks/{id}", .init("getWebhook", "A webhook.", .one(.webhook)), [.id], access: .keyHolder,
                view: webhooks.show),
            .get(
                "/api/v1/webhooks/{id}/deliveries",
                .init("findDeliveries", "What was sent to a webhook, the newest first.", .page(.delivery)),
                [.id] + Parameter.paging, access: .keyHolder, view: webhooks.deliveries),
            .on(
                .post, "/api/v1/webhooks",
                .init("createWebhook", "Have events sent to an address.", .created(.createdWebhook)), [.idempotencyKey],
                access: .keyHolder, body: .json(.newWebhook), act: webhooks.create),
            .on(
                .delete, "/api/v1/webhooks/{id}",
                .init("disableWebhook", "Stop deliveries to a webhook for good.", .gone), [.id], access: .keyHolder,
                act: webhooks.disable),
            .on(
                .post, "/api/v1/subscribers",
                .init(
                    "createSubscriber", "Ask for the newsletter; a mail asks to confirm.", .accepted(.subscriptionAsked)
                ), [.idempotencyKey], body: .json(.newSubscriber), act: subscribers.create),
        ] + duplicates(site)
    }

    static func feeds(_ site: Site) -> [Route] {
        let feeds = FeedViews(site: site)
        let openData = OpenDataViews(site: site)
        return [
            .get("/open-data/mediation-numerique.csv", view: openData.digitalMediation),
            .get("/open-data/mediation-numerique.json", view: openData.digitalMediationReport),
            .get("/outlines.geojson", nil, [.outlineKind], view: TerritoryViews(site: site).outlines),
            .get("/feeds/events.ics", nil, Parameter.territory, view: feeds.eventsCalendar),
            .get("/feeds/events.atom", nil, Parameter.territory, view: feeds.eventsAtom),
            .get("/feeds/offers.atom", nil, Parameter.territory, view: feeds.offersAtom),
            .get("/feeds/offers.json", nil, Parameter.territory, view: feeds.offersJSON),
        ]
    }

    static func pages(_ site: Site) throws -> [Route] {
        let pages = PageViews(site: site)
        let newsletter = NewsletterPages(site: site)
        let token = Parameter(name: "token", place: .path, schema: .text(), about: "From the mail.", isRequired: true)
        return [
            .page("/", view: pages.home),
            .page("/places", Parameter.placeSearch + Parameter.paging, view: pages.places),
            .page("/places/{id}", view: pages.place),
            .page("/events", Parameter.eventSearch + Parameter.paging, view: pages.events),
            .page("/events/{id}", view: pages.event),
            .page("/offers", Parameter.offerSearch + Parameter.paging, view: pages.offers),
            .page("/offers/{id}", view: pages.offer),
            .on(.post, "/newsletter/subscribe", body: .form, act: newsletter.subscribe),
            .on(.get, "/newsletter/confirm/{token}", nil, [token, .language], act: newsletter.askToConfirm),
            .on(.post, "/newsletter/confirm/{token}", nil, [token], body: .form, act: newsletter.confirm),
            .on(.get, "/newsletter/unsubscribe/{token}", nil, [token, .language], act: newsletter.askToUnsubscribe),
            .on(.post, "/newsletter/unsubscribe/{token}", nil, [token], body: .ignored, act: newsletter.unsubscribe),
        ] + informationPages(site)
    }

    /// What is about the site itself, for people and for machines.
    private static func informationPages(_ site: Site) -> [Route] {
        let legal = LegalPages(site: site)
        let machines = MachineViews(site: site)
        return [
            .page("/legal", view: legal.legal), .page("/privacy", view: legal.privacy),
            .page("/accessibility", view: legal.accessibility), .page("/contact", view: legal.contact),
            .page("/sitemap", view: legal.siteMap),
            .get("/robots.txt", view: machines.robots), .get("/sitemap.xml", view: machines.sitemap),
            .get("/sitemaps/{kind}", nil, [.cursor], view: machines.partOfSitemap),
            .get("/.well-known/security.txt", view: machines.security),
            .on(.get, "/favicon.ico", act: { _ in noIcon }),
        ] + site.portal.assets.map { asset in .on(.get, asset.path, act: asset.response) }
    }

    /// Browsers ask for an icon of this name by themselves, and call it an error when there is none. Pages name theirs.
    private static let noIcon: Response = {
        var headers = Fields.common
        headers[.cacheControl] = "public, max-age=86400"
        return Response(status: .noContent, headers: headers)
    }()

    private static func document(_ bytes: [UInt8]) -> Route {
        .get("/api/v1/openapi.json", .init("getDocument", "This document.", .document)) { _ in
            View(sources: []) { _ in
                Composed(body: bytes, contentType: "application/json", validUntil: .distantFuture)
            }
        }
    }
}
