import Domain
import Foundation
import TestSupport

/// Somebody of the staff, who enters places, events and offers and changes them one after the other.
struct Writer {
    /// Something of theirs, which nobody else changes.
    private struct Thing {
        let kind: Book.Kind
        let id: String
        var version: Int
    }

    private let number: Int
    private let door: FrontDoor
    private let book: Book
    private var dice: Dice
    /// What is still to be seen.
    private var open: [Book.Kind: [Thing]] = [:]
    private var names = 0

    init(_ number: Int, _ door: FrontDoor, _ book: Book, _ dice: Dice) {
        self.number = number
        self.door = door
        self.book = book
        self.dice = dice
    }

    /// Until the end of the run: about four orders a second.
    mutating func run() async throws {
        while !door.stage.isOver {
            try await step()
            await door.stage.sleep(dice.seconds(0.1...0.4))
        }
    }

    /// Mostly changes: a letter must not be asked to tell of thousands of things.
    mutating func step() async throws {
        // Places first: the others are at one.
        for kind in Book.Kind.allCases where (open[kind] ?? []).count < 2 { return try await add(kind) }
        switch Double.random(in: 0..<100, using: &dice) {
        case ..<1: try await add(.place)
        case ..<2: try await add(.event)
        case ..<6: try await add(.offer)
        case ..<6.3: try await end(.place, "close")
        case ..<6.8: try await end(.event, "cancel")
        case ..<12: try await end(.offer, "close")
        default: try await change()
        }
    }

    private mutating func add(_ kind: Book.Kind) async throws {
        var fields = [kind.titleField: nextName()]
        if kind != .place { fields["place_id"] = open[.place]?.randomElement(using: &dice)?.id }
        if kind == .event { fields["starts_at"] = Date().addingTimeInterval(86_400 * 20).rfc3339 }
        guard var thing = await carryOut(try .create(kind.path, fields), on: kind) else { return }
        if kind != .place {
            guard let published = await carryOut(.act("\(kind.path)/\(thing.id)/publish"), on: kind) else { return }
            thing = published
        }
        open[kind, default: []].append(thing)
        book.write { $0.isPublic[kind, default: []].append(thing.id) }
    }

    private mutating func change() async throws {
        let kinds = Book.Kind.allCases.filter { open[$0]?.isEmpty == false }
        guard let kind = kinds.randomElement(using: &dice), var things = open[kind],
            let index = things.indices.randomElement(using: &dice)
        else { return }
        let thing = things[index]
        let order = try Order.change(
            "\(kind.path)/\(thing.id)", [kind.titleField: nextName()], from: thing.version)
        if let changed = await carryOut(order, on: kind) {
            things[index] = changed
        } else {
            things.remove(at: index)
        }
        open[kind] = things
    }

    private mutating func end(_ kind: Book.Kind, _ verb: String) async throws {
        guard var things = open[kind], let index = things.indices.randomElement(using: &dice) else { return }
        let thing = things.remove(at: index)
        open[kind] = things
        _ = await carryOut(.act("\(kind.path)/\(thing.id)/\(verb)", on: thing.version), on: kind)
    }

    /// Nil when it was refused, or never answered.
    private func carryOut(_ order: Order, on kind: Book.Kind) async -> Thing? {
        switch await door.carryOut(order) {
        case .done(let answer):
            guard let told = try? answer.thing() else {
                door.journal.odd("\(order.path) was answered with \(answer.text.prefix(200))")
                return nil
            }
            book.write { $0.things[kind, default: [:]][told.id] = told.version }
            return Thing(kind: kind, id: told.id, version: told.version)
        case .refused:
            return nil
        case .unanswered:
            book.write { $0.unanswered[kind.rawValue, default: 0] += 1 }
            return nil
        }
    }

    private mutating func nextName() -> String {
        names += 1
        return "Entrée \(number)-\(names)"
    }
}

extension Book.Kind {
    var path: String { "/api/v1/\(rawValue)s" }

    fileprivate var titleField: String { self == .place ? "name" : "title" }
}
