import ArgumentParser
import Domain
import Foundation
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@testable import Newsletter

@Suite(.timeLimit(.minutes(1)))
struct PushByHandTests {
    private let now = NewsletterWorld.now

    private func command(_ month: String, in world: NewsletterWorld) throws -> PushByHand {
        PushByHand(
            month: try world.month(month), push: world.push, database: world.database, now: { NewsletterWorld.now })
    }

    @Test func `what was published up to the call is heard, and what is published meanwhile is for the next edition`()
        async throws
    {
        try await NewsletterWorld.with { world in
            async let pushed: Void = command("2026-11", in: world).run()
            // As long as events take from one service to the other.
            try await Task.sleep(for: .seconds(1))
            try await world.tellPlace("just before", at: now)
            try await world.tellPlace("just after", at: now.addingTimeInterval(1))
            try await pushed
            _ = try await world.push(
                world.month("2026-12"), at: now.addingTimeInterval(8 * 86_400), keepsEmpty: false)
            let editions: [EditionStore.Frozen] = try await world.database.all(
                "SELECT month, contents FROM editions ORDER BY month")
            #expect(editions.map { $0.contents.all.map(\.title.text) } == [["just before"], ["just after"]])
        }
    }

    @Test(arguments: ["2026-12", "2026-10"])
    func `a month that is not the current one is refused with exit status 1`(month: String) async throws {
        try await NewsletterWorld.with { world in
            try await world.tellPlace("Le Labo")
            await #expect(throws: ExitCode.failure) { try await command(month, in: world).run() }
            #expect(try await world.count("SELECT count(*) FROM editions") == 0)
        }
    }

    @Test func `interrupted, it ends the mail in hand and leaves the rest`() async throws {
        try await NewsletterWorld.with { world in
            try await FaultyServer.with { server in
                for name in ["slow", "slow-too"] { try await world.subscribe("\(name)@exemple.fr") }
                try await world.tellPlace("Le Labo")
                _ = try await world.push(world.month("2026-11"), at: now, keepsEmpty: false)
                let group = try command("2026-11", in: world).group(
                    sender: world.sender(server.url, sessions: 1), logger: world.logger)
                async let run: Void = group.run()
                try await eventually("a mail is in hand") { server.mails.count == 1 }
                await group.triggerGracefulShutdown()
                do {
                    try await run
                    Issue.record("an interrupted command has not done its work")
                } catch {
                    #expect(error as? ExitCode == .failure)
                }
                #expect(server.mails.count == 1)
                #expect(
                    try await world.database.all(
                        "SELECT state FROM deliveries WHERE kind = 'edition' ORDER BY state", as: String.self)
                        == ["sent", "todo"])
            }
        }
    }

    @Test func `asked again, it tells apart what was sent before`() throws {
        func counts(sent: Int, refused: Int) -> DeliveryStore.Counts {
            .init(waiting: 0, claimed: 0, sent: sent, refused: refused, deferred: 1, uncertain: 2)
        }
        let before = counts(sent: 12, refused: 3)
        #expect(before.line(since: nil) == "sent 12, refused 3, deferred 1, uncertain 2")
        #expect(before.line(since: before) == "sent 0, refused 0, deferred 1, uncertain 2, already sent 12")
        #expect(
            counts(sent: 13, refused: 4).line(since: before)
                == "sent 1, refused 1, deferred 1, uncertain 2, already sent 12")
    }
}
