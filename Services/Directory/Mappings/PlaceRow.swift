import Domain

/// A row of a source, understood.
struct PlaceRow: Sendable {
    let line: Int
    /// Tells this row from all others of its source.
    let key: String
    let place: CreatePlace
    /// What could not be used of a row that is good otherwise.
    let remarks: [RowRemark]
}

/// Understands the rows of one file.
struct PlaceRowReader: Sendable {
    /// Room for any identifier of a source; the key is part of an index.
    private static let maximumKeyBytes = 500

    private let mapping: PlaceMapping
    private let columns: [String: Int]

    /// - Throws: when the file does not have a column that the mapping names.
    init(_ mapping: PlaceMapping, header: [String]) throws(MappingError) {
        let names = header.map(\.trimmed)
        self.mapping = mapping
        self.columns = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        for column in mapping.columns where columns[column] == nil {
            throw MappingError([], "the file has no column \"\(column)\"", nearestTo: column, among: names)
        }
    }

    /// - Throws: why the row can not become a place.
    func read(_ row: TableRow) throws(RowRemark) -> PlaceRow {
        var reading = Reading(row: row, mapping: mapping, columns: columns)
        let key = try reading.key(maximumBytes: Self.maximumKeyBytes)
        guard let name = try reading.text(.name, OneLine.init) else {
            throw RowRemark(line: row.line, code: "name-missing", field: .name, words: "is missing")
        }
        let place = CreatePlace(
            name: name,
            state: reading.words(.state, Place.State.self).first,
            kinds: reading.words(.kinds, Place.Kind.self),
            description: try reading.text(.description, Markdown.init),
            address: try reading.address(),
            position: try reading.position(),
            website: reading.website(),
            otherNames: reading.lines(.otherNames),
            openingHours: reading.value(.openingHours, OpeningHoursText.init, orRemark: "is not text on one line"),
            equipment: reading.lines(.equipment),
            services: reading.lines(.services),
            contacts: reading.contacts(),
            labels: reading.lines(.labels)?.map { LabelAward(name: $0) },
            operator: reading.runner(),
            confirmedOn: reading.confirmedOn()
        )
        return PlaceRow(line: row.line, key: key, place: place, remarks: reading.remarks)
    }
}

/// One row being understood, and what was left out of it so far.
///
/// Wrong texts and positions refuse the row: they come from a wrong mapping more often than from a wrong row. A place
/// without its postcode, codes, website or date is still worth having, so these are left out and reported.
private struct Reading {
    let row: TableRow
    let mapping: PlaceMapping
    let columns: [String: Int]
    var remarks: [RowRemark] = []

    func key(maximumBytes: Int) throws(RowRemark) -> String {
        let parts = mapping.key.map { cell($0).trimmed }
        guard parts.contains(where: { !$0.isEmpty }) else {
            throw RowRemark(line: row.line, code: "key-missing", words: "has nothing in its key column")
        }
        let key = parts.joined(separator: "\u{1F}")
        guard key.utf8.count <= maximumBytes, !key.utf8.contains(0) else {
            throw RowRemark(line: row.line, code: "key-not-valid", words: "has a key that is too long")
        }
        return key
    }

    func text<Value: TextValue>(
        _ field: PlaceMapping.Field, _ make: (String) throws(InvalidValue) -> Value
    ) throws(RowRemark) -> Value? {
        guard let text = text(field) else { return nil }
        do {
            return try make(field == .description ? text : text.onOneLine)
        } catch {
            throw RowRemark(line: row.line, code: error.rule.code, field: field, words: "is not allowed as it stands")
        }
    }

    mutating func address() throws(RowRemark) -> Address {
        let codes = Address.Codes(
            postcode: code(.postcode, Postcode.self),
            commune: code(.communeCode, CommuneCode.self),
            departement: code(.departementCode, DepartementCode.self),
            region: code(.regionCode, RegionCode.self))
        let reconciled = codes.reconciled()
        if reconciled.doubtful {
            remark("codes-contradict", nil, "postcode, commune and département disagree; kept what two of them say")
        }
        return Address(
            street: try text(.street, OneLine.init), postcode: codes.postcode,
            commune: try text(.commune, OneLine.init), communeCode: reconciled.commune,
            departementCode: reconciled.departement, regionCode: reconciled.region)
    }

    func position() throws(RowRemark) -> Coordinates? {
        let texts = [text(.latitude), text(.longitude)]
        guard texts != [nil, nil] else { return nil }
        let degrees = texts.compactMap { $0.flatMap { Double(String($0.map { $0 == "," ? "." : $0 })) } }
        guard degrees.count == 2, let position = try? Coordinates(latitude: degrees[0], longitude: degrees[1]) else {
            throw RowRemark(
                line: row.line, code: InvalidValue.Rule.position.code, field: .latitude,
                words: "and longitude are not a position")
        }
        return position
    }

    mutating func website() -> WebAddress? {
        guard let text = text(.website) else { return nil }
        let repaired = WebAddress.repaired(text)
        if repaired?.isWhole != true {
            remark(InvalidValue.Rule.webAddress.code, .website, "is not one address; kept what is one")
        }
        return repaired?.address
    }

    /// Each of several texts that stand in a field; nil where there is none, so that rows read by an earlier version of
    /// the mapping still say the same.
    mutating func lines(_ field: PlaceMapping.Field) -> [OneLine]? {
        guard let text = text(field), let rule = mapping.fields[field] else { return nil }
        let words = rule.words(for: text)
        let lines = words.compactMap { try? OneLine($0.onOneLine) }
        if lines.count < words.count {
            remark(InvalidValue.Rule.notAllowed.code, field, "has a text that is not allowed; left out")
        }
        return lines.isEmpty ? nil : lines
    }

    mutating func value<Value: TextValue>(
        _ field: PlaceMapping.Field, _ make: (String) throws(InvalidValue) -> Value, orRemark words: String
    ) -> Value? {
        guard let text = text(field) else { return nil }
        do {
            return try make(field == .openingHours ? text.onOneLine : text)
        } catch {
            remark(error.rule.code, field, "\(words); left out")
            return nil
        }
    }

    /// What a source that is open to everybody says of how to reach a place is shown: it was published there. A mapping
    /// names such columns only where that is so.
    mutating func contacts() -> [ContactCard]? {
        let phone = value(.phone, PhoneNumber.init, orRemark: "is not a telephone number")
        let email = value(.email, EmailAddress.init, orRemark: "is not a mail address")
        guard phone != nil || email != nil else { return nil }
        return [ContactCard(phone: phone, email: email, consents: [.phone, .email])]
    }

    mutating func runner() -> PlaceOperator? {
        let runner = PlaceOperator(
            name: value(.operatorName, OneLine.init, orRemark: "is not a name"),
            siret: value(.siret, SIRET.init, orRemark: "is not a SIRET"),
            rna: value(.rna, RNA.init, orRemark: "is not a number of an association"))
        return runner.isEmpty ? nil : runner
    }

    mutating func confirmedOn() -> CalendarDay? {
        guard let text = text(.confirmedOn), let rule = mapping.fields[.confirmedOn] else { return nil }
        if let day = rule.dateFormat.isoText(of: text), let value = try? CalendarDay(day) { return value }
        remark(InvalidValue.Rule.date.code, .confirmedOn, "is not a day as the mapping writes it; left out")
        return nil
    }

    mutating func words<Word: OpenEnumeration>(_ field: PlaceMapping.Field, _: Word.Type) -> [Word] {
        guard let text = text(field), let rule = mapping.fields[field] else { return [] }
        let written = rule.words(for: text)
        let words = written.compactMap(Word.init(rawValue:))
        if words.isEmpty || words.count < written.count {
            remark("word-unknown", field, "has a text that the mapping does not know; left out")
        }
        return words
    }

    private mutating func code<Code: OfficialCode>(_ field: PlaceMapping.Field, _: Code.Type) -> Code? {
        guard let text = text(field) else { return nil }
        if let code = try? Code(text) { return code }
        remark(InvalidValue.Rule.officialCode.code, field, "is not such a code; left out")
        return nil
    }

    private mutating func remark(_ code: String, _ field: PlaceMapping.Field?, _ words: String) {
        remarks.append(RowRemark(line: row.line, code: code, field: field, words: words))
    }

    private func text(_ field: PlaceMapping.Field) -> String? {
        mapping.fields[field]?.text { column in
            let text = cell(column).trimmed
            return text.isEmpty || mapping.empty.contains(text) ? nil : text
        }
    }

    /// Every column that a mapping names was found in the header, and every row has as many as the header.
    private func cell(_ column: String) -> String {
        columns[column].map { row.fields[$0] } ?? ""
    }
}

extension String {
    /// Without the white space around it, which in such files is often a no-break space.
    var trimmed: String {
        let scalars = unicodeScalars.drop(while: \.properties.isWhitespace)
        guard let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(scalars[...last])
    }

    /// Lines joined: what stands on several in a file is one line of an address.
    fileprivate var onOneLine: String {
        split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
