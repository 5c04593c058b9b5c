import Domain
import Foundation
import Postgres
import TestSupport

extension Ledger {
    private struct Row: Decodable, Sendable {
        let id: String
        let version: Int
    }

    private struct Fall: Decodable, Sendable {
        let seenIn: String
        let thing: String
        let old: Int
        let new: Int
    }

    /// One way in which a consumer keeps what it heard.
    private struct ReadModel {
        let service: ServiceName
        let sql: SQL

        static let places: SQL = "SELECT place_id::text AS id, version FROM known_places"

        static func items(_ kind: Book.Kind) -> ReadModel {
            ReadModel(service: .newsletter, sql: "SELECT id::text, version FROM items WHERE kind = \(kind)")
        }

        static func cursors(_ kind: Book.Kind) -> ReadModel {
            ReadModel(
                service: .notifications,
                sql: "SELECT agg_id::text AS id, version FROM agg_cursor WHERE agg_type = \(kind)")
        }

        static func all(of kind: Book.Kind) -> [ReadModel] {
            let known = [ServiceName.events, .jobsBoard, .notifications].map { ReadModel(service: $0, sql: places) }
            return [items(kind), cursors(kind)] + (kind == .place ? known : [])
        }
    }

    /// Places, events or offers: as people were told, as their owner has them, as every consumer has them.
    func things(_ kind: Book.Kind) async throws -> Account {
        var account = Account("\(kind.rawValue)s")
        let asked = book.entries.things[kind] ?? [:]
        let owned = try await owned(kind)
        account.sent = Set(asked.keys).union(owned.keys).count
        var lost: Set<String> = []
        for (id, version) in asked where (owned[id] ?? 0) < version {
            lost.insert(id)
            account.remark("\(id): version \(version) was acknowledged, \(owned[id] ?? 0) is there")
        }
        for (id, version) in owned where version > (asked[id] ?? 0) {
            account.double += 1
            account.remark("\(id): version \(version) is there, \(asked[id] ?? 0) was asked for")
        }
        let told = try await told(kind)
        for model in ReadModel.all(of: kind) {
            let known = try await versions(model.sql, in: model.service)
            for id in told {
                guard let version = owned[id], known[id] != version else { continue }
                lost.insert(id)
                account.remark("\(id): version \(version), at \(model.service.rawValue) \(known[id] ?? 0)")
            }
        }
        account.lost = lost.count
        account.seen = account.sent - account.lost
        try await addFalls(kind, to: &account)
        try await addStuck(kind, to: &account)
        return account
    }

    private func versions(_ sql: SQL, in service: ServiceName) async throws -> [String: Int] {
        let rows: [Row] = try await database(service).all(sql)
        return Dictionary(rows.map { ($0.id, $0.version) }, uniquingKeysWith: min)
    }

    private func owned(_ kind: Book.Kind) async throws -> [String: Int] {
        switch kind {
        case .place: try await versions("SELECT id::text, version FROM places", in: .directory)
        case .event: try await versions("SELECT id::text, version FROM events", in: .events)
        case .offer: try await versions("SELECT id::text, version FROM offers", in: .jobsBoard)
        }
    }

    /// Of what others have to know.
    private func told(_ kind: Book.Kind) async throws -> [String] {
        switch kind {
        case .place: try await database(.directory).all("SELECT id::text FROM places")
        case .event: try await database(.events).all("SELECT id::text FROM events WHERE state <> 'draft'")
        case .offer: try await database(.jobsBoard).all("SELECT id::text FROM offers WHERE state <> 'draft'")
        }
    }

    /// Versions that fell at a consumer, as its database itself has seen.
    private func addFalls(_ kind: Book.Kind, to account: inout Account) async throws {
        for service in ServiceName.owners where service != .directory {
            let falls: [Fall] = try await database(service).all(
                "SELECT seen_in, thing, old, new FROM soak_falls WHERE kind = \(kind)")
            account.double += falls.count
            for fall in falls {
                account.remark("\(fall.seenIn) of \(service.rawValue) went back to \(fall.new): \(fall.thing)")
            }
        }
    }

    private func addStuck(_ kind: Book.Kind, to account: inout Account) async throws {
        account.stuck += book.entries.unanswered[kind.rawValue] ?? 0
        for service in ServiceName.owners {
            let unpublished: Int = try await database(service).one(
                "SELECT count(*) FROM outbox WHERE published_at IS NULL AND agg_type = \(kind)")
            let parked: [String] = try await database(service).all(
                """
                SELECT consumer || ' ' || agg_id || ' version ' || version || ', ' || reason || ': '
                    || coalesce(last_error, '')
                FROM parked WHERE resolved_at IS NULL AND agg_type = \(kind)
                """)
            account.stuck += unpublished + parked.count
            if unpublished > 0 { account.remark("\(unpublished) of \(service.rawValue) are not published") }
            for each in parked { account.remark("parked: \(each)") }
        }
    }

    /// What is at a place that has closed is shown to nobody.
    private func hidden(_ kind: Book.Kind) async throws -> Set<String> {
        let closed: SQL = "JOIN known_places USING (place_id) WHERE known_places.state = 'closed'"
        switch kind {
        case .place: return []
        case .event: return Set(try await database(.events).all("SELECT events.id::text FROM events \(closed)"))
        case .offer: return Set(try await database(.jobsBoard).all("SELECT offers.id::text FROM offers \(closed)"))
        }
    }

    /// What the gateway shows of some things, drawn anew each time: its copies must not outlive a change.
    func pages() async throws -> Account {
        var account = Account("pages")
        for kind in Book.Kind.allCases {
            let owned = try await owned(kind)
            let hidden = try await hidden(kind)
            for id in try await told(kind).shuffled().prefix(15) {
                account.sent += 1
                let answer = await door.read("\(kind.path)/\(id)")
                let shown = try? answer?.thing().version
                if hidden.contains(id) ? answer?.status == 404 : shown == owned[id] {
                    account.seen += 1
                } else {
                    account.lost += 1
                    let said = "shows version \(shown ?? 0) (\(answer?.status ?? 0))"
                    account.remark("\(kind.path)/\(id) \(said), not \(owned[id] ?? 0)")
                }
            }
        }
        return account
    }
}
