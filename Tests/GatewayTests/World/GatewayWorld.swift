import Configuration
import Domain
import Foundation
import Logging
import Messaging
import ServiceKit
import ServiceLifecycle
import TestSupport

@testable import Gateway

/// The virtual host of these tests.
private let broker = Task { try await TestBroker.make("gateway") }

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A gateway on a free port, with services that answer as a test says, over a real broker.
struct GatewayWorld {
    let url: String
    let port: Int
    let services: FakeServices
    let ring: KeyRing
    let sessions: SessionRing
    let publishers: [ServiceName: Publisher]

    static let staffKey = "staff-key-0123456789abcdef"
    static let partnerKey = "partner-key-0123456789abcdef"

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> HTTP.Answer {
        try await HTTP.get(url + path, headers: headers)
    }

    /// Tells an event, as its owner would.
    func tell<State: Aggregate>(_ type: EventType<State>, _ state: State) async throws {
        let event = CloudEvent(type, state, at: Date(), trace: nil)
        let message = OutgoingMessage(
            exchange: Topology.exchange(of: type.owner),
            routingKey: Topology.routingKey(type: type.name, aggregateID: state.id.description),
            body: Array(try JSON.encode(event)), messageID: event.id.description, type: type.name, mandatory: false)
        guard await publishers[type.owner]?.publish([message]) == [.confirmed] else {
            throw TestFailure("\(type.name) was not confirmed")
        }
    }
}

/// Runs a gateway for as long as the body. Only these services are up.
func withGateway(
    up: [ServiceName] = ServiceName.owners, speaking: [ServiceName] = [], ratePerMinute: Int = 0,
    formsPerMinute: Int = 0, _ body: (GatewayWorld) async throws -> Void
) async throws {
    let broker = try await broker.value
    let client = RequestClient(try broker.settings("gateway"), logger: quiet)
    let listener = HintListener(
        try broker.settings("gateway"), exchanges: ServiceName.owners.map(Topology.exchange(of:)), logger: quiet)
    let services = FakeServices()
    let servers = try up.map { service in
        RequestServer(
            try broker.settings(service.rawValue), service: service, logger: quiet,
            handler: { await services.answer($0) })
    }
    let publishers = try Dictionary(
        uniqueKeysWithValues: speaking.map { ($0, Publisher(try broker.settings($0.rawValue), logger: quiet)) })
    let (cache, ring, ask) = (ViewCache(limit: 10_000_000, now: { Date() }), KeyRing(), Ask(client))
    let sessions = SessionRing()
    let door = try Assembly.door(
        network: try network(), settings: try settings(ratePerMinute, formsPerMinute), ask: ask, cache: cache,
        ring: ring, sessions: sessions, logger: quiet, now: { Date() })
    let (ports, opened) = AsyncStream<Int>.makeStream()
    var parts: [any Service] = [client, listener]
    parts += servers
    parts += Array(publishers.values)
    parts.append(
        Hearing(listener: listener, cache: cache, ring: ring, sessions: sessions, ask: ask, logger: quiet))
    parts.append(
        PublicPort(host: "127.0.0.1", port: 0, door: door, now: { Date() }, logger: quiet) { opened.yield($0) })
    services.on(Export<AccessKey>.self) { _ in
        try ExportPage(of: try keys().map { Exported($0, changedAt: Date()) })
    }
    for key in try keys() { ring.learn(key) }
    try await withThrowingTaskGroup(of: Void.self) { group in
        for part in parts { group.addTask { try await part.run() } }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else { throw TestFailure("no port") }
        try await eventually("everybody is connected") {
            client.isConnected && listener.isConnected && servers.allSatisfy(\.isConnected)
        }
        for publisher in publishers.values { await publisher.waitUntilReady() }
        try await body(
            GatewayWorld(
                url: "http://127.0.0.1:\(port)", port: port, services: services, ring: ring, sessions: sessions,
                publishers: publishers))
        group.cancelAll()
    }
}

func network() throws -> NetworkSettings {
    try NetworkSettings(
        ConfigReader(
            provider: InMemoryProvider(values: [
                "network.name": "Réseau d’essai", "public.url": "https://portail.example", "domain": "reseau.example",
            ])))
}

/// The frame of pages with nothing set.
func portal() throws -> Portal {
    try Portal(try network(), try PortalSettings(ConfigReader(provider: InMemoryProvider(values: [:]))))
}

private func settings(_ ratePerMinute: Int, _ formsPerMinute: Int) throws -> GatewaySettings {
    try GatewaySettings(
        ConfigReader(
            provider: InMemoryProvider(values: [
                "rate.per.minute": .init(.int(ratePerMinute), isSecret: false),
                "forms.per.minute": .init(.int(formsPerMinute), isSecret: false),
            ])))
}

private func keys() throws -> [AccessKey] {
    try [(GatewayWorld.staffKey, Requester.Role.staff), (GatewayWorld.partnerKey, .partner)].map { key, role in
        AccessKey(
            id: .new(), version: 1, hash: Authentication.hash(of: key), role: role, label: try OneLine("essai"),
            revoked: false)
    }
}
