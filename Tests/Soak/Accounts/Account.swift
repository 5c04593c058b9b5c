/// One line of the ledger.
struct Account: Sendable {
    let kind: String
    /// Acknowledged, or found committed.
    var sent = 0
    /// Arrived where it had to, in its newest version.
    var seen = 0
    var lost = 0
    /// Effects that happened twice, or that nobody asked for.
    var double = 0
    /// What still waits.
    var stuck = 0
    /// Second copies that say of themselves that they are: same identifier.
    var repeated: Int?
    /// Mails of which nobody can know whether they were sent: listed, not sent again.
    var uncertain: Int?
    /// Whether what is missing may have its next attempt in minutes, as whoever was refused twice.
    var waitsOnLadder = false
    /// What is wrong, by name.
    var remarks: [String] = []

    init(_ kind: String) {
        self.kind = kind
    }

    var isClean: Bool { lost == 0 && double == 0 && stuck == 0 }

    mutating func remark(_ text: String) {
        if remarks.count < 8 { remarks.append("\(kind): \(text)") }
    }

    static let heading =
        row("", ["sent", "seen", "lost", "double", "stuck", "repeated", "uncertain"])

    var row: String {
        func number(_ value: Int?) -> String { value.map { "\($0)" } ?? "-" }
        return Self.row(
            kind, [sent, seen, lost, double, stuck, repeated, uncertain].map(number))
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        let padded = cells.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }
        return name + String(repeating: " ", count: max(1, 18 - name.count)) + padded.joined()
    }
}
