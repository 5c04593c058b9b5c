/// What a day is like, from its first minute to its last: spans that follow each other without a gap.
struct DaySchedule: Sendable, Equatable {
    struct Span: Sendable, Equatable {
        var start: Int
        var end: Int
        var state: OpeningHours.State
        var comment: String?
        var hasOpenEnd = false
    }

    private(set) var spans = [Span(start: 0, end: Hours.day, state: .closed)]

    func state(at minute: Int) -> OpeningHours.State {
        span(at: minute)?.state ?? .closed
    }

    func span(at minute: Int) -> Span? {
        spans.first { $0.start <= minute && minute < $0.end }
    }

    /// Puts a span over what was there.
    mutating func paint(_ new: Span) {
        guard new.start < new.end else { return }
        let before = spans.filter { $0.start < new.start }.map { $0.clipped(to: $0.start..<new.start) }
        let after = spans.filter { $0.end > new.end }.map { $0.clipped(to: new.end..<$0.end) }
        spans = before + [new] + after
    }

    /// Puts a span where the day is closed.
    mutating func fill(_ new: Span) {
        for old in spans where old.state == .closed && old.start < new.end && new.start < old.end {
            paint(new.clipped(to: max(old.start, new.start)..<min(old.end, new.end)))
        }
    }

    /// What both are, and unknown where they differ.
    func combined(with other: DaySchedule) -> DaySchedule {
        var result = self
        for span in other.spans {
            for own in spans where own.state != span.state && own.start < span.end && span.start < own.end {
                let common = max(own.start, span.start)..<min(own.end, span.end)
                let comment = own.comment ?? span.comment
                result.paint(
                    Span(start: common.lowerBound, end: common.upperBound, state: .unknown, comment: comment))
            }
        }
        return result
    }

    /// Neighbours that say the same in one.
    var merged: [Span] {
        spans.reduce(into: []) { merged, span in
            if let last = merged.last, (last.state, last.comment) == (span.state, span.comment) {
                merged[merged.count - 1].end = span.end
                merged[merged.count - 1].hasOpenEnd = span.hasOpenEnd
            } else {
                merged.append(span)
            }
        }
    }
}

extension DaySchedule.Span {
    /// A part of it; the end is open only where it was.
    fileprivate func clipped(to range: Range<Int>) -> DaySchedule.Span {
        var part = self
        (part.start, part.end) = (max(start, range.lowerBound), min(end, range.upperBound))
        part.hasOpenEnd = hasOpenEnd && part.end == end
        return part
    }
}
