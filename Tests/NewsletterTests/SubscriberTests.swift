import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Newsletter

@Suite(.timeLimit(.minutes(1)))
struct SubscriberTests {
    private let now = NewsletterWorld.now
    private let confirmed = "newsletter.subscriber.confirmed.v1"
    private let unsubscribed = "newsletter.subscriber.unsubscribed.v1"

    @Test func `a subscription counts from its confirmation, and its proof is kept`() async throws {
        try await NewsletterWorld.with { world in
            let token = try await world.request("ana@exemple.fr")
            #expect(token.count == 43)
            #expect(try await world.deliveries(.optIn) == ["todo ana@exemple.fr"])
            #expect(try await world.events(confirmed) == 0)
            let link = try await ReadSubscriberLink(token: token)(by: .visitor, at: now, on: world.database)
            #expect(link == SubscriberLink(maskedEmail: "a…@exemple.fr", state: .pending))
            // Reading the page changes nothing: link scanners do it too.
            #expect(try await world.count("SELECT count(*) FROM subscribers WHERE state = 'confirmed'") == 0)

            try await world.confirm(token, at: now.addingTimeInterval(60))
            try await world.confirm(token, at: now.addingTimeInterval(120))
            #expect(try await world.events(confirmed) == 1)
            #expect(
                try await world.count(
                    """
                    SELECT count(*) FROM subscribers WHERE state = 'confirmed' AND consent_version = 1
                        AND requested_at = \(now) AND confirmed_at = \(now.addingTimeInterval(60))
                    """) == 1)
        }
    }

    @Test func `no token is kept once its mail is sent, nor told in what others learn`() async throws {
        try await NewsletterWorld.with { world in
            let token = try await world.request("ana@exemple.fr")
            #expect(
                try await world.count(
                    "SELECT count(*) FROM confirmation_links WHERE token_hash = \(LinkToken(token).hash)") == 1)
            #expect(
                try await world.count(
                    "SELECT count(*) FROM confirmation_links WHERE token_hash = convert_to(\(token), 'UTF8')") == 0)
            try await world.confirm(token)
            let told = try await world.database.one("SELECT envelope FROM outbox", as: Data.self)
            #expect(!String(decoding: told, as: UTF8.self).contains("exemple.fr"))
            #expect("\(LinkToken(token))" == "link token")
            var dumped = ""
            dump(LinkToken(token), to: &dumped)
            #expect(!dumped.contains(token))
        }
    }

    @Test func `one address is written to once an hour, whoever asks how often`() async throws {
        try await NewsletterWorld.with { world in
            let first = try await world.request("ana@exemple.fr")
            _ = try await world.request("ana@EXEMPLE.fr", at: now.addingTimeInterval(3599))
            #expect(try await world.deliveries(.optIn).count == 1)
            _ = try await world.request("ana@exemple.fr", at: now.addingTimeInterval(3600))
            #expect(try await world.deliveries(.optIn).count == 2)
            // The first mail's link still works.
            try await world.confirm(first, at: now.addingTimeInterval(3700))
            _ = try await world.request("ana@exemple.fr", at: now.addingTimeInterval(90_000))
            #expect(try await world.deliveries(.optIn).count == 2)
        }
    }

    @Test func `a link is good for seven days`() async throws {
        try await NewsletterWorld.with { world in
            let token = try await world.request("ana@exemple.fr")
            let late = now.addingTimeInterval(7 * 86_400)
            await #expect(throws: Problem("link-expired", status: 410)) { try await world.confirm(token, at: late) }
            try await world.confirm(token, at: late.addingTimeInterval(-1))
            await #expect(throws: Problem.notFound) { try await world.confirm("unknown") }
        }
    }

    @Test func `one click unsubscribes at once and takes back what waits, twice does nothing more`() async throws {
        try await NewsletterWorld.with { world in
            try await world.subscribe("ana@exemple.fr")
            try await world.subscribe("ben@exemple.fr")
            try await world.tellPlace("Le Labo")
            _ = try await world.push(world.month("2026-11"), at: now, keepsEmpty: false)
            let token = try await world.unsubscribeToken(of: "ana@exemple.fr")
            #expect(token.count == 22)
            try await world.unsubscribe(token, at: now.addingTimeInterval(1))
            try await world.unsubscribe(token, at: now.addingTimeInterval(400 * 86_400))
            #expect(try await world.deliveries() == ["todo ben@exemple.fr", "withdrawn ana@exemple.fr"])
            #expect(try await world.events(unsubscribed) == 1)
            #expect(
                try await world.count(
                    "SELECT count(*) FROM subscribers WHERE unsubscribed_at = \(now.addingTimeInterval(1))") == 1)
            await #expect(throws: Problem.notFound) { try await world.unsubscribe("unknown") }
        }
    }

    @Test func `an old link does not bring back who left, a new request does`() async throws {
        try await NewsletterWorld.with { world in
            let token = try await world.request("ana@exemple.fr")
            try await world.confirm(token)
            try await world.unsubscribe(world.unsubscribeToken(of: "ana@exemple.fr"))
            await #expect(throws: Problem("link-expired", status: 410)) { try await world.confirm(token) }
            _ = try await world.database.execute("UPDATE deliveries SET state = 'sent', secret = NULL")
            let fresh = try await world.request("ana@exemple.fr", at: now.addingTimeInterval(7200))
            try await world.confirm(fresh, at: now.addingTimeInterval(7300))
            #expect(try await world.events(confirmed) == 2)
            #expect(try await world.count("SELECT count(*) FROM subscribers WHERE state = 'confirmed'") == 1)
        }
    }

    @Test func `requests for one new address at the same time make one subscriber and one mail`() async throws {
        try await NewsletterWorld.with { world in
            try await withThrowingTaskGroup { group in
                for _ in 0..<5 { group.addTask { _ = try await world.request("ana@exemple.fr") } }
                try await group.waitForAll()
            }
            #expect(try await world.deliveries(.optIn) == ["todo ana@exemple.fr"])
        }
    }
}
