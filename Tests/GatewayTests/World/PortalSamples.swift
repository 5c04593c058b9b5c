import Domain
import Foundation
import TestSupport

@testable import Gateway

/// A network as its visitors see it, and all kinds of its pages.
enum PortalSamples {
    static let placeID = Place.ID(FeedSamples.uuid(900))
    static let eventID = Event.ID(FeedSamples.uuid(1))
    static let offerID = Offer.ID(FeedSamples.uuid(1))

    static func places() throws -> [Place] {
        let names = [
            ("L’Atelier, « chez Zoé »", "21000", "Dijon", 47.322, 5.0415),
            ("La Coursive", "25000", "Besançon", 47.2378, 6.0241),
            ("Le Moulin à café", "71000", "Mâcon", 46.3069, 4.8287),
            ("Fab'Lab de l’Yonne", "89000", "Auxerre", 47.7982, 3.5738),
            ("La Filature – tiers-lieu culturel et agricole du Haut-Jura", "39200", "Saint-Claude", 46.3872, 5.8642),
            ("Quai <img src=x onerror=alert(5)>", "58000", "Nevers", 46.9896, 3.159),
            ("Sans adresse", "90000", "Belfort", 0, 0),
        ]
        return try names.enumerated().map { index, row in
            var place = try place(row.0, id: index == 0 ? placeID : Place.ID(FeedSamples.uuid(900 + index)))
            place.kinds = index.isMultiple(of: 2) ? [.coworking, .fablab] : [.culturalWasteland]
            place.state = index == 3 ? .project : index == 5 ? .closed : .active
            place.address = Address(
                street: try OneLine("3 rue de la Gare"), postcode: try Postcode(row.1), commune: try OneLine(row.2))
            place.position = row.3 == 0 ? nil : try Coordinates(latitude: row.3, longitude: row.4)
            place.website = try WebAddress("https://atelier.example/?a=1&b=2")
            place.confirmedOn = try CalendarDay("2026-09-01")
            return index == 0 ? try detailed(place) : place
        }
    }

    /// With everything that a card may say.
    private static func detailed(_ place: Place) throws -> Place {
        var place = place
        place.description = try Markdown("## Le lieu\n\nUn *grand* atelier, [son site](https://atelier.example/).")
        place.otherNames = [try OneLine("Chez Zoé")]
        place.openingHours = try OpeningHoursText("Mo-Fr 09:00-12:00,14:00-18:00; PH off")
        place.services = [try OneLine("Impression 3D"), try OneLine("Accès internet")]
        place.equipment = [try OneLine("Découpe laser")]
        place.contacts = [
            Contact(
                name: try OneLine("Zoé <b>"), role: try OneLine("accueil"), phone: try PhoneNumber("03 80 12 34 56"),
                email: try EmailAddress("zoe@atelier.example"))
        ]
        place.labels = [LabelAward(name: try OneLine("Fabrique de territoire"), from: try CalendarDay("2021-07-01"))]
        place.links = [PlaceLink(title: try OneLine("Wiki"), url: try WebAddress("https://wiki.example/"))]
        place.operator = PlaceOperator(name: try OneLine("SCIC L’Atelier"), siret: try SIRET("40109226700020"))
        return place
    }

    static func answer(_ services: FakeServices) throws {
        let places = try places()
        let events = [
            try FeedSamples.event(endsAt: "2026-11-03T15:30:00Z", onlineUrl: "https://visio.example/cafe"),
            try FeedSamples.event(2, title: "Portes ouvertes de la friche", state: .cancelled, isPlaced: false),
            try FeedSamples.event(3, title: "Atelier <réparation> & entraide", startsAt: "2026-12-12T09:00:00Z"),
        ]
        let offers = [
            try FeedSamples.offer(), try FeedSamples.offer(2, title: "Mission de service civique", state: .closed),
        ]
        services.on(FindPlaces.self) { request in
            request.page.cursor == nil && request.page.limit < PageQuery.maximumLimit
                ? Page(items: places, counted: 20_000, next: "suite") : whole(places)
        }
        services.on(GetPlace.self) { request in
            guard let place = places.first(where: { $0.id == request.id }) else { throw Problem.notFound }
            return place
        }
        services.on(FindOutlines.self) { _ in
            let ring = [[4.0, 46.9], [5.6, 46.9], [5.6, 48.1], [4.0, 48.1], [4.0, 46.9]]
            return [
                OutlinedTerritory(
                    Territory(kind: .departement, code: "21", name: try OneLine("Côte-d’Or")),
                    outline: Outline(coordinates: [[ring]]))
            ]
        }
        services.on(FindEvents.self) { _ in whole(events) }
        services.on(FindOffers.self) { _ in whole(offers) }
        services.on(GetEvent.self) { _ in events[0] }
        services.on(GetOffer.self) { _ in offers[0] }
        services.on(CreateSubscriber.self) { _ in Done() }
        services.on(ReadSubscriberLink.self) { _ in SubscriberLink(maskedEmail: "l…@exemple.fr", state: .pending) }
        services.on(ConfirmSubscriber.self) { _ in Done() }
        services.on(UnsubscribeSubscriber.self) { _ in Done() }
    }

    /// The addresses by a name each, in portions that a judge is done with in time.
    static let pages = [lists, items, information, letter].reduce(into: [:]) { all, some in all.merge(some) { $1 } }

    static let lists = [
        "home": "/", "places": "/places", "places-found": "/places?q=atelier&kind=fablab&lang=en",
        "events": "/events", "offers": "/offers",
    ]

    static let items = [
        "place": "/places/\(placeID)", "event": "/events/\(eventID)", "offer": "/offers/\(offerID)",
        "not-found": "/rien", "refused": "/events?from=hier",
    ]

    static let information = [
        "legal": "/legal", "privacy": "/privacy", "accessibility": "/accessibility", "contact": "/contact",
        "sitemap": "/sitemap",
    ]

    static let letter = [
        "confirm": "/newsletter/confirm/jeton", "unsubscribe": "/newsletter/unsubscribe/jeton", "sign-in": "/sign-in",
        "signing-in": "/sign-in/jeton",
    ]

    /// One page as the judge is told of it.
    struct Judged: Encodable {
        let url: String
        var fill: [String: String] = [:]
        var press: String?
    }

    /// What the forms of the newsletter lead to.
    static func answers(at root: String) -> [String: Judged] {
        [
            "subscribed": Judged(url: "\(root)/", fill: ["#email": "lectrice@exemple.fr"], press: ".band button"),
            "confirmed": Judged(url: "\(root)/newsletter/confirm/jeton", press: "main button"),
        ]
    }
}
