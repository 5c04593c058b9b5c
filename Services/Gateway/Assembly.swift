import Domain
import FoundationEssentials
import Logging
import Messaging
import Metrics
import ServiceKit

/// Settings to parts to process: the one place where the gateway is built.
enum Assembly {
    static func serve() async throws {
        let process = try ServiceProcess(.gateway)
        let settings = try GatewaySettings(process.settings.own)
        let client = RequestClient(try process.settings.broker("ask"), logger: process.logger)
        let listener = HintListener(
            try process.settings.broker("hear"), exchanges: ServiceName.owners.map(Topology.exchange(of:)),
            logger: process.logger)
        // The time with its fraction: a cached answer is a second old at most when it is asked for anew.
        let now: @Sendable () -> Date = { Date() }
        let cache = ViewCache(limit: settings.cacheBytes, now: now)
        let (ring, sessions) = (KeyRing(), SessionRing())
        let ask = Ask(client)
        let door = try door(
            network: process.settings.network, settings: settings, ask: ask, cache: cache, ring: ring,
            sessions: sessions, logger: process.logger, now: now)
        process.readiness.requires("the broker (ask)") { client.trouble }
        process.readiness.requires("the broker (hear)") { listener.trouble }
        process.registry.onCollect {
            Meter(label: "broker_blocked").set(client.isBlocked ? 1 : 0)
        }
        process.add(client)
        process.add(listener)
        process.add(
            Hearing(
                listener: listener, cache: cache, ring: ring, sessions: sessions, ask: ask, logger: process.logger))
        process.add(
            PublicPort(host: settings.host, port: settings.port, door: door, now: now, logger: process.logger))
        try await process.run()
    }
}

extension Assembly {
    /// Everything behind the public port.
    static func door(
        network: NetworkSettings, settings: GatewaySettings, ask: Ask, cache: ViewCache, ring: KeyRing,
        sessions: SessionRing,
        logger: Logger, now: @escaping @Sendable () -> Date
    ) throws -> FrontDoor {
        let authenticated = SessionAuthentication(
            cookie: SessionCookie(publicURL: network.publicURL), ring: sessions, ask: ask,
            unknown: RateLimits(perMinute: 1_200, burst: 20, now: now), now: now)
        let portal = try Portal(network, settings.portal)
        for remark in portal.remarks { logger.warning("setting to look at", metadata: ["remark": "\(remark)"]) }
        let site = Site(network: network, portal: portal, ask: ask, cache: cache, now: now)
        return FrontDoor(
            table: RouteTable(routes: try Routes.all(site, authenticated)),
            composer: Composer(cache: cache, ask: ask, pageFields: portal.fields, now: now),
            authentication: Authentication(
                ring: ring, ask: ask, unknownKeys: RateLimits(perMinute: 1_200, burst: 20, now: now),
                sessions: authenticated),
            limits: RateLimits(perMinute: settings.ratePerMinute, now: now),
            formLimits: RateLimits(perMinute: settings.formsPerMinute, now: now),
            addresses: ClientAddress(trustedProxies: settings.trustedProxies),
            logger: logger,
            errorPage: { problem, language, target in
                ErrorPage(portal: portal, problem: problem, language: language, target: target).response()
            })
    }
}
