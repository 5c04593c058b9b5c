import Foundation

/// People who ask for the letter, and agree by the link that is mailed to them.
struct Readership: Sendable {
    let door: FrontDoor
    let book: Book
    let post: PostOffice

    /// One every two seconds, after some at once.
    func subscribe(_ dice: Dice) async throws {
        var dice = dice
        var number = 0
        while !door.stage.isOver {
            number += 1
            let address = "lecteur-\(number)@soak.example"
            let order = try Order.create("/api/v1/subscribers", ["email": address], isStaffs: false)
            switch await door.carryOut(order) {
            case .done: book.write { $0.subscribers.insert(address) }
            case .refused: break
            case .unanswered: book.write { $0.unanswered["opt-in mails", default: 0] += 1 }
            }
            if number > 25 { await door.stage.sleep(dice.seconds(1...3)) }
        }
    }

    func confirm() async throws {
        var confirmed: Set<String> = []
        while !door.stage.isOver {
            for mail in try await post.collect() {
                guard let token = mail.token, !confirmed.contains(mail.recipient) else { continue }
                confirmed.insert(mail.recipient)
                let order = Order.act("/newsletter/confirm/\(token)", isStaffs: false)
                if case .done = await door.carryOut(order) { book.write { $0.confirmed.insert(mail.recipient) } }
            }
            await door.stage.sleep(.seconds(1))
        }
    }
}
