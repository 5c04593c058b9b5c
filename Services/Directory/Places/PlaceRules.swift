import Domain
import FoundationEssentials

/// What may become of a place. Pure: the caller saves the result and tells of it.
extension Place {
    /// A place made of an order, confirmed on the day that it names or else on the day of its making.
    /// - Throws: when the codes of its address contradict each other.
    init(_ order: CreatePlace, at now: Date, on today: CalendarDay) throws(InvalidValue) {
        self.init(
            id: .new(), version: 1, name: order.name, state: order.state ?? .active,
            kinds: (order.kinds ?? []).withoutRepeats, description: order.description,
            address: try order.address?.completed() ?? Address(), position: order.position, website: order.website,
            otherNames: SparseList((order.otherNames ?? []).withoutRepeats), openingHours: order.openingHours,
            equipment: SparseList((order.equipment ?? []).withoutRepeats),
            services: SparseList((order.services ?? []).withoutRepeats),
            contacts: SparseList((order.contacts ?? []).compactMap(\.shown)), links: SparseList(order.links ?? []),
            labels: SparseList(try (order.labels ?? []).checked()), operator: order.operator?.unlessEmpty,
            confirmedOn: order.confirmedOn ?? today, createdAt: now, updatedAt: now)
    }

    /// The place with the changes made; equal to itself when they change nothing.
    /// - Throws: when the codes of its address contradict each other.
    func changed(by changes: ChangePlace.Changes, at now: Date) throws(InvalidValue) -> Place {
        var place = self
        if let name = changes.name { place.name = name }
        if let state = changes.state { place.state = state }
        if let kinds = changes.kinds { place.kinds = kinds.withoutRepeats }
        if let description = changes.description { place.description = description.value }
        if let address = changes.address { place.address = try address.completed() }
        if let position = changes.position { place.position = position.value }
        if let website = changes.website { place.website = website.value }
        if let names = changes.otherNames { place.otherNames = SparseList(names.withoutRepeats) }
        if let hours = changes.openingHours { place.openingHours = hours.value }
        if let equipment = changes.equipment { place.equipment = SparseList(equipment.withoutRepeats) }
        if let services = changes.services { place.services = SparseList(services.withoutRepeats) }
        if let contacts = changes.contacts { place.contacts = SparseList(contacts.compactMap(\.shown)) }
        if let links = changes.links { place.links = SparseList(links) }
        if let labels = changes.labels { place.labels = SparseList(try labels.checked()) }
        if let `operator` = changes.operator { place.operator = `operator`.value?.unlessEmpty }
        if let confirmedOn = changes.confirmedOn { place.confirmedOn = confirmedOn.value }
        return place == self ? self : place.next(at: now)
    }

    /// The place as somebody found it to be true on a day; itself when that was known.
    func confirmed(on day: CalendarDay, at now: Date) -> Place {
        guard confirmedOn.map({ $0 < day }) ?? true else { return self }
        var place = next(at: now)
        place.confirmedOn = day
        return place
    }

    /// The place with its doors closed; itself when they are.
    func closed(at now: Date) -> Place {
        guard state != .closed else { return self }
        var place = next(at: now)
        place.state = .closed
        return place
    }

    /// What is to be told of a place that was `earlier`.
    func event(since earlier: Place) -> EventType<Place> {
        state == .closed && earlier.state != .closed ? PlaceEvents.closed : PlaceEvents.changed
    }

    /// The same, one version later.
    func next(at now: Date) -> Place {
        var place = self
        place.version += 1
        place.updatedAt = now
        return place
    }
}

extension ChangePlace.Changes {
    /// What a source says now and did not say before. What it goes on saying is left as people may have changed it.
    init(from earlier: CreatePlace, to order: CreatePlace) {
        self.init()
        if order.name != earlier.name { name = order.name }
        if order.state != earlier.state { state = order.state }
        if order.kinds != earlier.kinds { kinds = order.kinds ?? [] }
        if order.description != earlier.description { description = Patch(order.description) }
        if order.address != earlier.address { address = order.address ?? Address() }
        if order.position != earlier.position { position = Patch(order.position) }
        if order.website != earlier.website { website = Patch(order.website) }
        if order.otherNames != earlier.otherNames { otherNames = order.otherNames ?? [] }
        if order.openingHours != earlier.openingHours { openingHours = Patch(order.openingHours) }
        if order.equipment != earlier.equipment { equipment = order.equipment ?? [] }
        if order.services != earlier.services { services = order.services ?? [] }
        if order.contacts != earlier.contacts { contacts = order.contacts ?? [] }
        if order.links != earlier.links { links = order.links ?? [] }
        if order.labels != earlier.labels { labels = order.labels ?? [] }
        if order.operator != earlier.operator { `operator` = Patch(order.operator) }
        if order.confirmedOn != earlier.confirmedOn { confirmedOn = Patch(order.confirmedOn) }
    }
}

extension Patch {
    fileprivate init(_ value: Value?) {
        self = value.map(Patch.set) ?? .clear
    }
}

extension Array where Element: Hashable {
    fileprivate var withoutRepeats: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

extension [LabelAward] {
    /// - Throws: when one ends before it begins.
    fileprivate func checked() throws(InvalidValue) -> [LabelAward] {
        for (index, label) in enumerated() {
            if let from = label.from, let until = label.until, until < from {
                throw InvalidValue(.endBeforeStart, field: "labels.\(index).until")
            }
        }
        return self
    }
}

extension PlaceOperator {
    fileprivate var unlessEmpty: PlaceOperator? {
        isEmpty ? nil : self
    }
}
