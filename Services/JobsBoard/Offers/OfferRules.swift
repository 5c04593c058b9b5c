import Domain
import FoundationEssentials

/// What may become of an offer. Pure: the caller saves the result and tells of it.
extension Offer {
    /// A draft made of an order.
    init(_ order: CreateOffer, at now: Date) {
        self.init(
            id: .new(), version: 1, title: order.title, kind: order.kind ?? .job, description: order.description,
            state: .draft, organisation: order.organisation, placeId: order.placeId, closesOn: order.closesOn,
            url: order.url, createdAt: now, updatedAt: now, publishedAt: nil)
    }

    /// The offer with the changes made; equal to itself when they change nothing.
    func changed(by changes: ChangeOffer.Changes, at now: Date) throws(Problem) -> Offer {
        guard state != .closed else { throw .transition }
        var offer = self
        if let title = changes.title { offer.title = title }
        if let kind = changes.kind { offer.kind = kind }
        if let description = changes.description { offer.description = description.value }
        if let organisation = changes.organisation { offer.organisation = organisation.value }
        if let placeId = changes.placeId { offer.placeId = placeId.value }
        if let closesOn = changes.closesOn { offer.closesOn = closesOn.value }
        if let url = changes.url { offer.url = url.value }
        guard offer != self else { return self }
        return offer.next(at: now)
    }

    /// The offer shown to everybody; itself when it is.
    func published(at now: Date) throws(Problem) -> Offer {
        switch state {
        case .published: return self
        case .draft:
            var offer = next(at: now)
            offer.state = .published
            offer.publishedAt = now
            return offer
        case .closed, .other: throw .transition
        }
    }

    /// The offer filled or withdrawn; itself when it is. A draft was told to nobody, so it can not be closed.
    func closed(at now: Date) throws(Problem) -> Offer {
        switch state {
        case .closed: return self
        case .published:
            var offer = next(at: now)
            offer.state = .closed
            return offer
        case .draft, .other: throw .transition
        }
    }

    private func next(at now: Date) -> Offer {
        var offer = self
        offer.version += 1
        offer.updatedAt = now
        return offer
    }
}
