import Domain
import Foundation
import Testing

/// Fixed values, so that their bytes can be compared with files.
enum Samples {
    static let time = Date(timeIntervalSince1970: 1_793_523_600)
    static let trace = TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")

    static func id<Entity>(_ last: Int) throws -> Identifier<Entity> {
        try #require(Identifier("019aa111-2222-7333-8444-\(String(repeating: "0", count: 11))\(last)"))
    }

    static func place() throws -> Place {
        Place(
            id: try id(1), version: 3, name: try OneLine("L’Atelier « du 9 » & Cie"), state: .active,
            kinds: [.coworking, .fablab], description: try Markdown("Un lieu *ouvert*.\n\nDeux étages."),
            address: Address(
                street: try OneLine("9 rue du Moulin"), postcode: try Postcode("21000"), commune: try OneLine("Dijon"),
                communeCode: try CommuneCode("21231"), departementCode: try DepartementCode("21"),
                regionCode: try RegionCode("27")),
            position: try Coordinates(latitude: 47.322, longitude: 5.0415),
            territories: [
                Territory(kind: .region, code: "27", name: try OneLine("Bourgogne-Franche-Comté")),
                Territory(kind: .commune, code: "21231", name: try OneLine("Dijon")),
                Territory(kind: .qpv, code: "QP021004", name: try OneLine("Grésilles"), vintage: 2015),
            ],
            website: try WebAddress("https://atelier.example/?a=1&b=2"), otherNames: [try OneLine("Le 9")],
            openingHours: try OpeningHoursText("Mo-Fr 09:00-18:00; PH off"), equipment: [try OneLine("Découpe laser")],
            services: [try OneLine("Impression 3D")],
            contacts: [
                Contact(
                    name: try OneLine("Camille"), role: try OneLine("accueil"), phone: try PhoneNumber("0380123456"),
                    email: try EmailAddress("accueil@atelier.example"))
            ],
            links: [PlaceLink(title: try OneLine("Wiki"), url: try WebAddress("https://wiki.atelier.example/"))],
            labels: [
                LabelAward(
                    name: try OneLine("Fabrique de territoire"), from: try CalendarDay("2021-07-01"),
                    until: try CalendarDay("2027-06-30"))
            ],
            operator: PlaceOperator(
                name: try OneLine("SCIC L’Atelier"), siret: try SIRET("40109226700020"), rna: try RNA("W212001234")),
            confirmedOn: try CalendarDay("2026-11-03"),
            createdAt: time, updatedAt: time)
    }

    static func barePlace() throws -> Place {
        Place(
            id: try id(1), version: 1, name: try OneLine("X"), state: .project, kinds: [], description: nil,
            address: Address(), position: nil, website: nil, confirmedOn: nil, createdAt: time, updatedAt: time)
    }

    static func mergedPlace(_ place: Place) throws -> Place {
        var place = place
        place.mergedInto = try id(8)
        return place
    }

    static func event() throws -> Event {
        Event(
            id: try id(2), version: 4, sequence: 1, title: try OneLine("Café du réseau"),
            description: try Markdown("Visio mensuelle."), state: .published, startsAt: time,
            endsAt: time.addingTimeInterval(5400), timezone: .paris, placeId: try id(1),
            location: try OneLine("Salle des fêtes"), onlineUrl: try WebAddress("https://visio.example/cafe"),
            url: try WebAddress("https://reseau.example/cafe"), createdAt: time, updatedAt: time, publishedAt: time)
    }

    static func bareEvent() throws -> Event {
        Event(
            id: try id(2), version: 2, sequence: 0, title: try OneLine("X"), description: nil, state: .published,
            startsAt: time, endsAt: nil, timezone: .reunion, placeId: nil, location: nil, onlineUrl: nil, url: nil,
            createdAt: time, updatedAt: time, publishedAt: time)
    }

    static func offer() throws -> Offer {
        Offer(
            id: try id(3), version: 2, title: try OneLine("Animatrice ou animateur de fablab"), kind: .sharedJob,
            description: try Markdown("Mi-temps partagé."), state: .published, organisation: try OneLine("La Filature"),
            placeId: try id(1), closesOn: try CalendarDay("2026-12-31"),
            url: try WebAddress("https://filature.example/offre"), createdAt: time, updatedAt: time, publishedAt: time)
    }

    static func bareOffer() throws -> Offer {
        Offer(
            id: try id(3), version: 2, title: try OneLine("X"), kind: .job, description: nil, state: .published,
            organisation: nil, placeId: nil, closesOn: nil, url: nil, createdAt: time, updatedAt: time,
            publishedAt: time)
    }

    static func key() throws -> AccessKey {
        AccessKey(
            id: try id(4), version: 1, hash: String(repeating: "ab", count: 32), role: .staff,
            label: try OneLine("portail"), revoked: false)
    }

    static func session() throws -> Session {
        Session(
            id: try id(8), version: 2, hash: String(repeating: "ef", count: 32), personId: try id(9),
            role: .facilitator, places: [try id(1)], circles: [], usedAt: time,
            expiresAt: time.addingTimeInterval(Session.lasts), ended: false)
    }

    static func signInLink() throws -> SignInLink {
        SignInLink(
            id: try id(8), email: try EmailAddress("lectrice@exemple.fr"), language: .french,
            token: String(repeating: "a", count: 43), expiresAt: time.addingTimeInterval(SignInLink.lasts))
    }

    static func subscriber() throws -> Subscriber {
        Subscriber(id: try id(5), version: 2, state: .confirmed)
    }

    static func edition() throws -> Edition {
        Edition(
            id: try id(6), version: 1, month: try Month("2026-11"), cutAt: time,
            contentHash: String(repeating: "cd", count: 32), events: 3, offers: 2, places: 1, recipients: 40)
    }

    static func webhook() throws -> Webhook {
        Webhook(
            id: try id(7), version: 1, url: try WebAddress("https://partenaire.example/crochet"),
            types: ["events.event.published", "jobs_board.offer.published"], state: .active, createdAt: time,
            updatedAt: time)
    }
}
