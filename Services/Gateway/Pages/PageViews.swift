import Calendars
import Domain
import FoundationEssentials
import HTMLKit
import ServiceKit

/// The portal's pages that show what there is.
struct PageViews: Sendable {
    let site: Site

    @Sendable func home(_ incoming: Incoming) throws -> View {
        page([.events, .jobsBoard], site.network.name, incoming) { read, layout in
            let now = site.today
            async let events = read.optional(FindEvents(state: .published, from: now, page: PageQuery(limit: 10)))
            async let offers = read.optional(FindOffers(open: true, page: PageQuery(limit: 10)))
            let home = HomePage(layout: layout, events: await events, offers: await offers)
            return Content(
                html: home.html,
                validUntil: min(
                    site.zone.midnight(after: now),
                    home.events.value.map { Validity.of($0, after: now) } ?? .distantFuture),
                missing: home.missing)
        }
    }

    @Sendable func places(_ incoming: Incoming) throws -> View {
        let search = try PlaceViews.search(incoming.query)
        return page(.directory, incoming.language("Tiers-lieux", "Places"), incoming, hasMap: true) { read, layout in
            let found = try await read(search)
            return Content(html: Lists(layout: layout, query: incoming.query).places(found, search))
        }
    }

    @Sendable func place(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Place.self)
        return View(sources: PlaceParts.sources, speaks: true) { read in
            let parts = try await PlaceParts(id, site, read)
            var layout = site.layout(
                parts.place.name.text, incoming, under: (incoming.language("Tiers-lieux", "Places"), "/places"))
            // Without pictures behind it, a map of one place is a dot on nothing.
            layout.hasMap =
                site.portal.map != nil && site.portal.settings.tiles != nil && parts.place.position != nil
            return composed(
                layout,
                Content(
                    html: PlacePage(layout: layout, parts: parts).html,
                    validUntil: parts.validUntil, missing: parts.missing))
        }
    }

    /// Those that are not over, unless a time is asked for.
    @Sendable func events(_ incoming: Incoming) throws -> View {
        let search = try EventViews.search(incoming.query)
        return page(.events, incoming.language("Agenda", "Events"), incoming) { read, layout in
            let now = site.today
            var asked = search
            if asked.state == nil { asked.state = .published }
            if asked.from == nil { asked.from = now }
            let found = try await read(asked)
            return Content(
                html: Lists(layout: layout, query: incoming.query).events(found),
                validUntil: search.from == nil ? Validity.of(found, after: now) : .distantFuture)
        }
    }

    @Sendable func event(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Event.self)
        return View(sources: .events, speaks: true) { read in
            let listing = try await read(GetEvent(id: id))
            return composed(
                site.layout(
                    listing.event.title.text, incoming, under: (incoming.language("Agenda", "Events"), "/events")),
                Content(html: ItemPages.event(listing, incoming.language)))
        }
    }

    /// Those that are open, unless another state is asked for.
    @Sendable func offers(_ incoming: Incoming) throws -> View {
        let search = try OfferViews.search(incoming.query)
        return page(.jobsBoard, incoming.language("Offres", "Offers"), incoming) { read, layout in
            var asked = search
            if asked.state == nil, asked.open == nil { asked.open = true }
            let found = try await read(asked)
            return Content(
                html: Lists(layout: layout, query: incoming.query).offers(found, search),
                validUntil: site.zone.midnight(after: site.now()))
        }
    }

    @Sendable func offer(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Offer.self)
        return View(sources: .jobsBoard, speaks: true) { read in
            let listing = try await read(GetOffer(id: id))
            let today = try site.zone.local(site.now()).calendarDay
            return composed(
                site.layout(
                    listing.offer.title.text, incoming, under: (incoming.language("Offres", "Offers"), "/offers")),
                Content(
                    html: ItemPages.offer(listing, on: today, incoming.language),
                    validUntil: site.zone.midnight(after: site.now())))
        }
    }

    struct Content: Sendable {
        let html: HTML
        var validUntil = Date.distantFuture
        var missing: [ServiceName] = []
    }

    private func page(
        _ sources: Sources, _ title: String, _ incoming: Incoming, hasMap: Bool = false,
        _ content: @escaping @Sendable (Reader, Layout) async throws -> Content
    ) -> View {
        View(sources: sources, speaks: true) { read in
            var layout = site.layout(title, incoming)
            layout.hasMap = hasMap && site.portal.map != nil
            return composed(layout, try await content(read, layout))
        }
    }

    private func composed(_ layout: Layout, _ content: Content) -> Composed {
        Composed(
            body: layout.page(content.html).bytes, contentType: "text/html; charset=utf-8",
            validUntil: content.validUntil, missing: content.missing)
    }
}
