/// What a session has prepared, by text. A text is prepared at its first use and kept until there are too many.
struct PreparedStatements {
    static let maximumCount = 256

    private var names: [String: String] = [:]
    private var made = 0

    var count: Int { names.count }
    var isFull: Bool { names.count >= Self.maximumCount }

    func name(of text: String) -> String? {
        names[text]
    }

    /// A name that this session has never used.
    mutating func newName() -> String {
        made += 1
        return "s\(made)"
    }

    mutating func remember(_ name: String, for text: String) {
        names[text] = name
    }

    mutating func forget(_ text: String) {
        names[text] = nil
    }

    mutating func forgetAll() {
        names.removeAll(keepingCapacity: true)
    }
}
