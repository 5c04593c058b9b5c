import Domain

extension WebAddress {
    /// The address that somebody meant who left out its scheme or wrote words around it; nil when there is none.
    ///
    /// - Returns: also whether all that was written is in the address, so that what is lost can be reported.
    static func repaired(_ text: String) -> (address: WebAddress, isWhole: Bool)? {
        let parts = text.split { $0.isWhitespace || $0 == "|" || $0 == ";" }
        for part in parts {
            if let address = address(part) { return (address, parts.count == 1) }
        }
        return nil
    }

    private static func address(_ part: Substring) -> WebAddress? {
        // An address cut short by its source leads nowhere.
        guard !part.hasSuffix("…"), !part.hasSuffix("...") else { return nil }
        let lowercased = part.lowercased()
        if lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://") {
            return try? WebAddress(String(part))
        }
        return startsWithHost(part) ? try? WebAddress("https://\(part)") : nil
    }

    private static func startsWithHost(_ part: Substring) -> Bool {
        let host = part.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, last.count >= 2, last.allSatisfy(\.isLetter) else {
            return false
        }
        return labels.allSatisfy { label in
            !label.isEmpty && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
    }
}
