import Domain
import Postgres

/// Finds where places lie. What a place then says is part of its state, so this is done in the transaction that writes
/// it, for all places of it together.
enum PlaceTerritories {
    /// The places with their territories and, where their postcode and commune leave no doubt, its code.
    static func settled(_ places: [Place], in transaction: Transaction) async throws -> [Place] {
        guard !places.isEmpty else { return [] }
        try await TerritoryStore.holdStill(in: transaction)
        var places = places
        let communes = try await TerritoryStore.communes(
            of: places.filter { $0.address.communeCode == nil && $0.address.postcode != nil }, in: transaction)
        for index in places.indices {
            guard let commune = communes[places[index].id] else { continue }
            places[index].address = places[index].address.with(commune)
        }
        let territories = try await TerritoryStore.territories(of: places, in: transaction)
        for index in places.indices {
            places[index].territories = SparseList((territories[places[index].id] ?? []).inOrder)
        }
        return places
    }

    static func settled(_ place: Place, in transaction: Transaction) async throws -> Place {
        try await settled([place], in: transaction)[0]
    }
}

extension Place {
    /// Whether it says anything else than `earlier` did, versions apart.
    func saysOther(than earlier: Place) -> Bool {
        var same = self
        same.version = earlier.version
        same.updatedAt = earlier.updatedAt
        return same != earlier
    }
}

extension Address {
    /// With the commune that its postcode and name stand for, unless another code contradicts it.
    fileprivate func with(_ commune: CommuneCode) -> Address {
        var address = self
        address.communeCode = commune
        return (try? address.completed()) ?? self
    }
}

extension [Territory] {
    /// From large to small; of one kind by code, the older vintage first.
    fileprivate var inOrder: [Territory] {
        sorted { ($0.kind.rank, $0.code, $0.vintage ?? 0) < ($1.kind.rank, $1.code, $1.vintage ?? 0) }
    }
}

extension Territory.Kind {
    fileprivate var rank: Int {
        Self.allCases.firstIndex(of: self) ?? Self.allCases.count
    }
}
