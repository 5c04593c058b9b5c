import Domain

/// What public files say of territories, put together before anything is written.
struct TerritoryData: Sendable {
    /// What a list or its outline is about, as reports name it.
    enum List: String, CaseIterable, Sendable {
        case regions, departements, communes, epci, members, postcodes, outlines, districts
    }

    /// A territory by its code alone; an outline may follow.
    struct Named: Sendable {
        let kind: Territory.Kind
        let code: String
        let name: OneLine
        /// Of a département.
        var region: RegionCode?
    }

    /// Part of a commune now: one that merged, or an arrondissement.
    struct Part: Hashable, Sendable {
        let code: CommuneCode
        let commune: CommuneCode
    }

    struct Member: Hashable, Sendable {
        let commune: CommuneCode
        let epci: String
    }

    /// A name under which post reaches a commune.
    struct Post: Hashable, Sendable {
        let postcode: Postcode
        let name: OneLine
        let commune: CommuneCode
    }

    /// A drawn territory. Of a priority district with its name and vintage; of others the list has the name.
    struct Drawn: Sendable {
        /// Nil until it is known whether a file draws regions or départements: their codes look alike.
        var kind: Territory.Kind?
        let code: String
        let name: OneLine
        var vintage = 0
        let polygons: [[[[Double]]]]
        let source: TerritoryRemark.Source

        var points: Int {
            polygons.joined().reduce(0) { $0 + $1.count }
        }

        var list: List {
            kind == .qpv ? .districts : .outlines
        }
    }

    var named: [List: [Named]] = [:]
    var parts: [Part] = []
    var members: [Member] = []
    var posts: [Post] = []
    var drawn: [Drawn] = []
}

extension TerritoryData {
    /// The territories that its lists name.
    var known: [TerritoryStore.Known] {
        named.values.joined().map { .init(kind: $0.kind, code: $0.code, name: $0.name.text) }
    }

    /// Keeps of what several files say of one thing what the last says.
    mutating func dropRepeated() {
        for (list, rows) in named { named[list] = rows.last(by: \.code) }
        parts = parts.last(by: \.code)
        members = members.last(by: \.commune)
    }
}

extension Array {
    /// The last of each that have one key.
    fileprivate func last<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
        Array(Dictionary(map { (key($0), $0) }, uniquingKeysWith: { _, last in last }).values)
    }
}
