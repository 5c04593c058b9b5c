import TestSupport

/// Somebody who reads pages and feeds.
struct Visitor {
    private static let addresses = [
        "/", "/places", "/events", "/offers", "/api/v1/places", "/api/v1/events", "/api/v1/offers?open=true",
        "/feeds/events.ics", "/feeds/events.atom", "/feeds/offers.atom", "/feeds/offers.json",
    ]

    let door: FrontDoor
    let book: Book
    var dice: Dice

    /// Until the end of the run. As readers of feeds do, it says which copy it has.
    mutating func run() async {
        var tags: [String: String] = [:]
        while !door.stage.isOver {
            let path = draw()
            let answer = await door.read(path, ifNoneMatch: tags[path])
            if answer?.status == 200, path.hasPrefix("/feeds/") { tags[path] = answer?.header("etag") }
            await door.stage.sleep(dice.seconds(0.1...0.6))
        }
    }

    private mutating func draw() -> String {
        if dice.percent(50), let kind = Book.Kind.allCases.randomElement(using: &dice),
            let id = book.anyPublic(kind, &dice)
        {
            return "/\(kind.rawValue)s/\(id)"
        }
        return Self.addresses.randomElement(using: &dice) ?? "/"
    }
}
