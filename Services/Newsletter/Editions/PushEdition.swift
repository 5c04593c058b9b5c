import Calendars
import Crypto
import Domain
import FoundationEssentials
import Outbox
import Postgres

/// Cuts and freezes a month's edition; the sender does the rest.
struct PushEdition: Sendable {
    enum Outcome: Sendable, Equatable {
        case pushed(Edition)
        /// The month was cut before; nothing changed.
        case alreadyPushed(Edition)
        /// There was nothing to tell since then.
        case nothingNew(since: Date)
    }

    /// Only the current month can be cut: an edition is named after the month in which it is.
    enum Refusal: Error {
        case isToCome
        /// It is over, and was not cut.
        case isOver
    }

    let database: PostgresPool
    let schedule: EditionSchedule
    let zone: Zone

    /// Cuts the month unless it was cut before.
    ///
    /// With `keepsEmpty` a month with nothing to tell counts as cut, so that news of an hour later waits for the next
    /// month: the schedule wants that; a person who asks by hand may ask again.
    /// The cut, `now`, may be some seconds ago: what changed since then is for the next edition.
    /// - Throws: `Refusal`.
    func callAsFunction(_ month: Month, at now: Date, keepsEmpty: Bool) async throws -> Outcome {
        try await database.transaction { transaction in
            try await EditionStore.lockForCut(in: transaction)
            if let edition = try await EditionStore.edition(of: month, on: transaction) {
                return .alreadyPushed(edition)
            }
            try check(month, at: now)
            let begin =
                try await EditionStore.lastCut(on: transaction)
                ?? EditionContents.beginning(ofFirstCutAt: now, zone: zone)
            guard begin < now else { return .nothingNew(since: begin) }
            let contents = try await contents(of: month, window: begin..<now, in: transaction)
            guard contents.hasNews || keepsEmpty else { return .nothingNew(since: begin) }
            var edition = try Edition(month, cutAt: now, contents: contents)
            edition.recipients = try await EditionStore.freeze(
                edition, previousCut: begin, contents: contents, in: transaction)
            guard contents.hasNews else { return .nothingNew(since: begin) }
            try await Outbox.append(EditionEvents.pushed, edition, at: now, in: transaction)
            return .pushed(edition)
        }
    }

    /// Whether a month that is not cut can be.
    func check(_ month: Month, at now: Date) throws(Refusal) {
        let current = Month(of: now, in: zone)
        if month > current { throw .isToCome }
        if month < current { throw .isOver }
    }

    private func contents(
        of month: Month, window: Range<Date>, in transaction: Transaction
    ) async throws -> EditionContents {
        let next = schedule.nextMoment(after: window.upperBound, of: month, zone: zone)
        let items = try await ItemStore.changed(in: window, orBeginningBefore: next, on: transaction)
        let places = try await ItemStore.places(Array(Set(items.compactMap(\.placeId))), on: transaction)
        return EditionContents(items, places: places, window: window, zone: zone)
    }
}

extension Edition {
    init(_ month: Month, cutAt: Date, contents: EditionContents) throws {
        let digest = SHA256.hash(data: try JSON.encode(contents))
        self.init(
            id: .new(), version: 1, month: month, cutAt: cutAt, contentHash: digest.hexadecimal,
            events: contents.coming.count + contents.past.count, offers: contents.offers.count,
            places: contents.places.count, recipients: 0)
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    var hexadecimal: String {
        map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined()
    }
}
