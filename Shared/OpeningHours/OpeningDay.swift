import Calendars
package import Domain

/// A day as a page shows it: the hours that begin on it, in their order.
package struct OpeningDay: Sendable, Hashable {
    package struct Span: Sendable, Hashable {
        /// Minutes from the day's midnight. The end lies beyond 24 hours when the night is told with its evening.
        package let start: Int
        package let end: Int
        package let state: OpeningHours.State
        package let comment: String?
        /// The end is not known; the one that stands here is the latest that counts.
        package let hasOpenEnd: Bool
    }

    package let day: CalendarDay
    /// 0 for Monday.
    package let weekday: Int
    package let isPublicHoliday: Bool
    /// What is not closed, and what is closed with a word on it.
    package let spans: [Span]
}

extension OpeningHours {
    /// Days in a row, a week unless told otherwise. Hours past midnight are told with the evening that they end.
    package func days(from first: CalendarDay, count: Int = 7, in locality: Locality) -> [OpeningDay] {
        let start = LocalDateTime(startOf: first).dayNumber
        let shown = (start - 1...start + max(0, min(count, 366))).map { schedule(of: $0, in: locality).shown }
        return shown.indices.dropFirst().dropLast().compactMap { index in
            var spans = shown[index]
            if let night = spans.first, shown[index - 1].last?.reaches(night) == true { spans.removeFirst() }
            if let night = shown[index + 1].first, shown[index].last?.reaches(night) == true, !spans.isEmpty {
                spans[spans.count - 1].end = Hours.day + night.end
                spans[spans.count - 1].hasOpenEnd = night.hasOpenEnd
            }
            let day = Day(number: start - 1 + index)
            let date = LocalDateTime(year: day.year, month: day.month, day: day.day)
            return (try? date?.calendarDay).map {
                OpeningDay(
                    day: $0, weekday: day.weekday,
                    isPublicHoliday: PublicHolidays.contains(day, departement: locality.departement),
                    spans: spans.map(OpeningDay.Span.init))
            }
        }
    }
}

extension DaySchedule {
    fileprivate var shown: [Span] {
        merged.filter { $0.state != .closed || $0.comment != nil }
    }
}

extension DaySchedule.Span {
    /// Whether it goes on, past midnight, in a night that ends by noon. A whole day is told by itself.
    fileprivate func reaches(_ night: DaySchedule.Span) -> Bool {
        end == Hours.day && start > 0 && night.start == 0 && night.end <= Hours.day / 2
            && (state, comment) == (night.state, night.comment)
    }
}

extension OpeningDay.Span {
    fileprivate init(_ span: DaySchedule.Span) {
        self.init(
            start: span.start, end: span.end, state: span.state, comment: span.comment, hasOpenEnd: span.hasOpenEnd)
    }
}
