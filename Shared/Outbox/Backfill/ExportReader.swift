import Domain
import FoundationEssentials
import Postgres

/// How one kind of thing is read from its owner's export, and applied.
struct ExportReader: Sendable {
    struct Item: Sendable {
        let id: UUID
        let version: Int
        let apply: @Sendable (Transaction) async throws -> Void
    }

    struct Page: Sendable {
        let items: [Item]
        let next: UUID?
    }

    /// The request's name and body for the page that begins after an identifier.
    let request: @Sendable (_ after: UUID?) throws -> (type: String, body: [UInt8])
    /// Reads the answer.
    let page: @Sendable (_ answer: [UInt8]) throws -> Page

    init<State: ExportedAggregate>(_ handle: @escaping @Sendable (Heard<State>, Transaction) async throws -> Void) {
        request = { after in
            let request = Export<State>(after: after.map { Identifier($0) })
            return (Export<State>.name, Array(try JSON.encode(request)))
        }
        page = { answer in
            switch try JSON.decode(Answer<ExportPage<State>>.self, from: Data(answer)) {
            case .problem(let problem): throw problem
            case .reply(let page):
                let items = page.items.map { item in
                    Item(id: item.state.id.uuid, version: item.state.version) { transaction in
                        try await handle(Heard(state: item.state, time: item.changedAt, news: nil), transaction)
                    }
                }
                return Page(items: items, next: page.next?.uuid)
            }
        }
    }
}
