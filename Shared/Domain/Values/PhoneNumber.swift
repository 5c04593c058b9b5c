/// A telephone number in international form, `+33380123456`: a plus, the country and the number, without spaces.
///
/// Also made of what people write in France, `03 80 12 34 56`: overseas numbers get the code of their territory, which is
/// part of them (ARCEP, plan national de numérotation).
package struct PhoneNumber: TextValue {
    package let text: String

    package init(_ text: String) throws(InvalidValue) {
        guard text.utf8.count <= 40, let number = Self.international(text) else { throw InvalidValue(.phone) }
        self.text = number
    }

    /// As people read it: French numbers in pairs, others as they are.
    package var words: String {
        for prefix in Self.prefixes where text.hasPrefix(prefix.international) {
            let national = "0" + text.dropFirst(prefix.international.count)
            let pairs = stride(from: 0, to: national.count, by: 2).map { start in
                national.dropFirst(start).prefix(2)
            }
            return pairs.joined(separator: "\u{A0}")
        }
        return text
    }

    private static func international(_ text: String) -> String? {
        var digits = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case "+" where digits.isEmpty: digits = "+"
            case " ", ".", "-", "/", "\u{A0}", "\u{202F}", "\u{2011}", "(", ")": continue
            default: return nil
            }
        }
        if digits.hasPrefix("00") { digits = "+" + digits.dropFirst(2) }
        // « +33 (0)3 80 … »
        if digits.hasPrefix("+330") { digits = "+33" + digits.dropFirst(4) }
        if digits.hasPrefix("+") {
            guard (8...15).contains(digits.count - 1), digits.dropFirst().first != "0" else { return nil }
            guard !prefixes.contains(where: { digits.hasPrefix($0.international) }) || isFrench(digits) else {
                return nil
            }
            return digits
        }
        guard digits.count == 10, digits.hasPrefix("0"), digits.dropFirst().first != "0" else { return nil }
        let prefix = prefixes.first { prefix in prefix.national.contains { digits.hasPrefix($0) } }
        return (prefix?.international ?? "+33") + digits.dropFirst()
    }

    private static func isFrench(_ digits: String) -> Bool {
        prefixes.contains { digits.hasPrefix($0.international) && digits.count == $0.international.count + 9 }
    }

    /// The codes of the territories, and how their numbers begin when dialled from there.
    private static let prefixes: [(international: String, national: [String])] = [
        ("+590", ["0590", "0690", "0691"]), ("+594", ["0594", "0694"]), ("+596", ["0596", "0696", "0697"]),
        ("+262", ["0262", "0263", "0269", "0639", "0692", "0693"]), ("+33", []),
    ]
}
