/// How a source writes a day: `yyyy`, `mm` and `dd` stand for the digits, all else for itself. What follows, such as an
/// hour, is not read.
struct DateFormat: Sendable {
    static let iso = DateFormat(letters: Array("yyyy-mm-dd"))

    private let letters: [Character]

    private init(letters: [Character]) {
        self.letters = letters
    }

    init?(_ format: String) {
        let letters = Array(format.lowercased())
        for (letter, count) in [("y" as Character, 4), ("m", 2), ("d", 2)] {
            guard letters.count(where: { $0 == letter }) == count,
                let start = letters.firstIndex(of: letter),
                letters[start..<min(start + count, letters.count)]
                    .allSatisfy({ $0 == letter })
            else { return nil }
        }
        self.letters = letters
    }

    /// The text as `yyyy-mm-dd`; nil when it is not written as the format says.
    func isoText(of text: String) -> String? {
        let characters = Array(text)
        guard characters.count >= letters.count else { return nil }
        var parts: [Character: String] = [:]
        for (letter, character) in zip(letters, characters) {
            if "ymd".contains(letter) {
                parts[letter, default: ""].append(character)
            } else if letter != character {
                return nil
            }
        }
        guard let year = parts["y"], let month = parts["m"], let day = parts["d"] else { return nil }
        return "\(year)-\(month)-\(day)"
    }
}
