package import Domain

extension LinkTarget {
    /// Opens a mail to the address.
    package init(mailTo address: EmailAddress) {
        // What RFC 6068 wants encoded among the characters that an address may have.
        let encoded = address.text.flatMap { character -> String in
            switch character {
            case "%": "%25"
            case "?": "%3F"
            case "&": "%26"
            case "#": "%23"
            case "/": "%2F"
            case "^": "%5E"
            case "`": "%60"
            case "{": "%7B"
            case "|": "%7C"
            case "}": "%7D"
            default: String(character)
            }
        }
        self.init(verified: "mailto:" + encoded)
    }

    /// Calls a number: digits, an international `+`, and the marks that part digits, which are left out.
    /// Nil for anything else.
    package init?(telephone number: some StringProtocol) {
        let marks = Set(" .-()/\u{A0}")
        guard number.utf8.count <= 40 else { return nil }
        let dialled = String(number.filter { !marks.contains($0) })
        guard dialled.drop(while: { $0 == "+" }).utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            dialled.count(where: { $0 == "+" }) <= 1, dialled.utf8.count >= 2
        else { return nil }
        self.init(verified: "tel:" + dialled)
    }
}
