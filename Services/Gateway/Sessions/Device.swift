import Domain

/// A browser in words that its owner knows it by: « Firefox · Linux ».
enum Device {
    /// The first that fits: browsers name those whom they resemble.
    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ]
    private static let systems = [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ]

    static func words(_ userAgent: String?) throws(InvalidValue) -> OneLine {
        let agent = userAgent ?? ""
        let words = [browsers, systems].compactMap { names in names.first { agent.contains($0.0) }?.1 }
        return try OneLine(words.isEmpty ? "?" : words.joined(separator: " · "))
    }
}
