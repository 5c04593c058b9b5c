import Configuration
import Domain
import ServiceKit

/// What an operator may set for the gateway alone.
struct GatewaySettings: Sendable {
    let host: String
    let port: Int
    /// Requests a minute from one address, and with one key; 0 for no limit.
    let ratePerMinute: Int
    /// Forms and subscriptions a minute from one address; 0 for no limit.
    let formsPerMinute: Int
    /// Proxies whose `X-Forwarded-For` is believed.
    let trustedProxies: Set<String>
    let cacheBytes: Int
    let portal: PortalSettings

    /// Reads `MAILLAGE_GATEWAY_HOST` (127.0.0.1), `…_PORT` (8080), `…_RATE_PER_MINUTE` (6000), `…_FORMS_PER_MINUTE`
    /// (20), `…_TRUSTED_PROXIES` (addresses parted by commas; none) and `…_CACHE_MEGABYTES` (64).
    init(_ config: ConfigReader) throws {
        host = config.string(forKey: "host", default: "127.0.0.1")
        port = config.int(forKey: "port", default: 8080)
        ratePerMinute = config.int(forKey: "rate.per.minute", default: 6000)
        formsPerMinute = config.int(forKey: "forms.per.minute", default: 20)
        let proxies = config.string(forKey: "trusted.proxies", default: "")
        trustedProxies = Set(proxies.split { $0 == "," || $0 == " " }.map(String.init))
        cacheBytes = config.int(forKey: "cache.megabytes", default: 64) * 1_000_000
        portal = try PortalSettings(config)
    }
}
