import HTMLKit

/// Where a page is, for links from it to itself in another language or on the next page of its list.
struct PageAddress: Sendable {
    /// Decoded.
    let path: [String]
    let query: [(name: String, value: String)]

    static let home = PageAddress("/")

    /// The path and query of a request.
    init(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        // No empty segment is left: two slashes at the beginning would name a host.
        path = parts[0].split(separator: "/").map { Query.decoded($0.replacing("+", with: "%2B")) }
        query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Query.decoded(sides[0]), sides.count > 1 ? Query.decoded(sides[1]) : "")
        }
    }

    /// The same with this value for one parameter; what was left empty in a form is left out.
    func with(_ name: String, _ value: String) -> LinkTarget {
        LinkTarget(path: path, query: query.filter { $0.name != name && !$0.value.isEmpty } + [(name, value)])
    }
}
