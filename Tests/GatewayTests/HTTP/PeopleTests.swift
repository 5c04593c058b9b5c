import Domain
import Foundation
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import Gateway

extension OverBrokerTests {
    /// Forms, links in mails, and what goes wrong in a browser.
    @Suite struct PeopleTests {
        private let browser = ["accept": "text/html,*/*;q=0.8"]

        private func post(
            _ world: GatewayWorld, _ path: String, _ body: String,
            _ headers: [String: String] = ["content-type": "application/x-www-form-urlencoded"]
        ) async throws -> HTTP.Answer {
            try await HTTP.send(
                "POST", world.url + path, headers: browser.merging(headers) { $1 }, body: Data(body.utf8))
        }

        @Test func `a person asks for the newsletter by the form`() async throws {
            try await withGateway { world in
                world.services.on(CreateSubscriber.self) { _ in Done() }
                let page = try await post(world, "/newsletter/subscribe", "email=lectrice%2Ba%40exemple.fr&website=")
                #expect(page.status == 200)
                #expect(page.text.contains("Un message vous a été envoyé"))
                let request = try #require(try world.services.last(CreateSubscriber.self)).request
                #expect(request.email.text == "lectrice+a@exemple.fr")
                #expect(request.language == .french)
            }
        }

        @Test func `what fills every field is thanked and forgotten`() async throws {
            try await withGateway { world in
                let page = try await post(
                    world, "/newsletter/subscribe", "email=a%40exemple.fr&website=https://x.example")
                #expect(page.status == 200)
                #expect(world.services.count(CreateSubscriber.self) == 0)
            }
        }

        @Test func `a form of another site is refused, on a page`() async throws {
            try await withGateway { world in
                let page = try await post(
                    world, "/newsletter/subscribe", "email=a%40exemple.fr",
                    ["content-type": "application/x-www-form-urlencoded", "origin": "https://evil.example"])
                #expect(page.status == 403)
                #expect(page.header("content-type") == "text/html; charset=utf-8")
                #expect(world.services.count(CreateSubscriber.self) == 0)
            }
        }

        @Test func `a form that is sent too often has to wait`() async throws {
            try await withGateway(formsPerMinute: 2) { world in
                world.services.on(CreateSubscriber.self) { _ in Done() }
                var statuses: [Int] = []
                for _ in 0..<3 {
                    statuses.append(try await post(world, "/newsletter/subscribe", "email=a%40b.fr").status)
                }
                #expect(statuses == [200, 200, 429])
                let answer = try await HTTP.post(world.url + "/api/v1/subscribers", json: ["email": "a@b.fr"])
                #expect(answer.status == 429)
            }
        }

        @Test func `a program is told the same whether the address was known or not`() async throws {
            try await withGateway { world in
                world.services.on(CreateSubscriber.self) { _ in Done() }
                let answer = try await HTTP.post(world.url + "/api/v1/subscribers", json: ["email": "a@exemple.fr"])
                #expect(answer.status == 202)
                #expect(try answer.json() as? [String: String] == ["status": "confirmation_sent"])
            }
        }

        @Test func `the page behind a mailed link asks, and its button acts`() async throws {
            try await withGateway { world in
                world.services.on(ReadSubscriberLink.self) { _ in
                    SubscriberLink(maskedEmail: "l…@exemple.fr", state: .pending)
                }
                world.services.on(ConfirmSubscriber.self) { _ in Done() }
                let page = try await world.get("/newsletter/confirm/jeton-1", browser)
                #expect(page.status == 200)
                #expect(page.text.contains("l…@exemple.fr") && page.text.contains("<form method=\"post\">"))
                #expect(page.header("cache-control") == "no-store")
                #expect(world.services.count(ConfirmSubscriber.self) == 0)
                #expect(try await post(world, "/newsletter/confirm/jeton-1", "").status == 200)
                #expect(try world.services.last(ConfirmSubscriber.self)?.request.token == "jeton-1")
            }
        }

        @Test(arguments: [
            ("confirm", Subscriber.State.confirmed, "Abonnement confirmé"),
            ("unsubscribe", .unsubscribed, "Désabonnement fait"),
        ])
        func `a link whose work is done says so`(link: String, state: Subscriber.State, title: String) async throws {
            try await withGateway { world in
                world.services.on(ReadSubscriberLink.self) { _ in SubscriberLink(maskedEmail: "l…@b.fr", state: state) }
                let page = try await world.get("/newsletter/\(link)/jeton", browser)
                #expect(page.text.contains("<h1>\(title)</h1>") && !page.text.contains("<form"))
            }
        }

        @Test(arguments: [
            (["content-type": "application/x-www-form-urlencoded"], "List-Unsubscribe=One-Click"),
            (["content-type": "multipart/form-data; boundary=x"], "--x\r\n\r\nOne-Click\r\n--x--"),
            (["origin": "https://courrier.example"], ""), ([:], "rien"),
        ])
        func `one click unsubscribes, whatever comes with it`(headers: [String: String], body: String) async throws {
            try await withGateway { world in
                world.services.on(UnsubscribeSubscriber.self) { _ in Done() }
                let page = try await post(world, "/newsletter/unsubscribe/jeton-2", body, headers)
                #expect(page.status == 200)
                #expect(page.header("set-cookie") == nil)
                #expect(try world.services.last(UnsubscribeSubscriber.self)?.request.token == "jeton-2")
            }
        }

        @Test func `errors are pages for people and documents for programs`() async throws {
            try await withGateway { world in
                let page = try await world.get("/rien", browser)
                #expect(page.status == 404)
                #expect(page.text.contains("<h1>Introuvable</h1>"))
                let document = try await world.get("/api/v1/rien", browser)
                #expect(document.header("content-type") == "application/problem+json")
                let method = try await HTTP.send("DELETE", world.url + "/api/v1/places", body: nil)
                #expect(method.status == 405)
                #expect(method.header("allow") == "GET, HEAD, POST")
                #expect(try await world.get("/api/v1/places/nope").status == 404)
                #expect(try await world.get("/api/v1/places?limit=201").status == 422)
                #expect(try await world.get("/api/v1/places?limite=5").json()["suggestion"] as? String == "limit")
            }
        }

        @Test func `a request without a host is refused`() async throws {
            try await withGateway { world in
                let answer = try await raw(world.port, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 400 "))
                #expect(answer.contains("host-missing"))
            }
        }
    }
}

/// Sends bytes as they are and returns all that comes back.
private func raw(_ port: Int, _ text: String) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        try await outbound.write(ByteBuffer(string: text))
        var answer = ""
        for try await buffer in inbound { answer += String(buffer: buffer) }
        return answer
    }
}
