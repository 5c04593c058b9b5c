import Foundation

/// Something that staff or a reader wants done, once.
struct Order: Sendable {
    let method: String
    let path: String
    let body: Data?
    /// The version that it expects to change.
    let version: Int?
    let isStaffs: Bool
    /// The same each time the order is sent.
    let key = UUID().uuidString

    /// Makes something.
    static func create(_ path: String, _ fields: some Encodable, isStaffs: Bool = true) throws -> Order {
        Order(method: "POST", path: path, body: try JSONEncoder().encode(fields), version: nil, isStaffs: isStaffs)
    }

    static func change(_ path: String, _ fields: some Encodable, from version: Int) throws -> Order {
        Order(method: "PATCH", path: path, body: try JSONEncoder().encode(fields), version: version, isStaffs: true)
    }

    /// What the address says already: publish, close, confirm.
    static func act(_ path: String, on version: Int? = nil, isStaffs: Bool = true) -> Order {
        Order(method: "POST", path: path, body: nil, version: version, isStaffs: isStaffs)
    }

    func headers(staffKey: String) -> [String: String] {
        var headers = ["idempotency-key": key]
        if body != nil { headers["content-type"] = "application/json" }
        if let version { headers["if-match"] = "\"\(version)\"" }
        if isStaffs { headers["authorization"] = "Bearer \(staffKey)" }
        return headers
    }
}
