import Domain

/// The places that a search finds, on all of its pages.
enum AllPlaces {
    /// Many pages have to be asked for one after the other.
    static let time = Duration.seconds(5)
    /// More would be no map that a browser can draw, and no answer that fits a cache.
    private static let most = 20_000

    static func found(by search: FindPlaces, _ read: Reader) async throws -> [Place] {
        var places: [Place] = []
        var search = search
        var cursor: String?
        repeat {
            search.page = PageQuery(limit: PageQuery.maximumLimit, cursor: cursor)
            let page = try await read(search)
            places += page.items
            cursor = page.next
        } while cursor != nil && places.count < most
        return places
    }
}
