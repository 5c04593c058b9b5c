/// The name that somebody who wrote another one may have meant.
package enum NearestName {
    /// The name with the fewest letters to add, take away or replace, if that is at most a third of what was written
    /// and one more.
    package static func of(_ written: String, among names: [String]) -> String? {
        let letters = Array(written.lowercased())
        guard letters.count <= 64 else { return nil }
        let bound = letters.count / 3 + 1
        return names.map { (name: $0, distance: distance(letters, Array($0.lowercased()))) }
            .filter { $0.distance <= bound }
            .min { $0.distance < $1.distance }?
            .name
    }

    /// Levenshtein's distance, one row of the table at a time.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
