/// A name that somebody sent and that nothing here has.
enum UnknownName {
    /// No name of ours is longer, and no key or token is so short.
    private static let longest = 20

    /// The name, for an answer that tells what was wrong; nil for one that may be a key in the wrong place, because
    /// answers are kept where no secret belongs.
    static func told(_ name: String) -> String? {
        name.unicodeScalars.count <= longest ? name : nil
    }
}
