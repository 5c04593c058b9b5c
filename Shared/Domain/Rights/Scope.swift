/// What a partner's key may do besides what everybody may.
package enum Scope: String, OpenEnumeration {
    case placesWrite = "places:write"
    case eventsWrite = "events:write"
    case offersWrite = "offers:write"
    /// Register and disable webhooks of its own.
    case webhooks
    /// Look at webhooks of its own and at what was sent to them.
    case read
    case other

    /// Those of keys that were made before there were scopes.
    package static let ofOldKeys: [Scope] = [.webhooks, .read]
}
