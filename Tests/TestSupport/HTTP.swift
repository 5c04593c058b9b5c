import AsyncHTTPClient
package import Foundation
import NIOCore
import NIOFoundationCompat
package import NIOHTTP1

/// Plain HTTP as a program or a person would speak it.
package enum HTTP {
    package struct Answer: Sendable {
        package let status: Int
        package let headers: HTTPHeaders
        package let body: Data

        package var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as a JSON object.
        package func json() throws -> [String: Any] {
            guard let object = try JSONSerialization.jsonObject(with: body) as? [String: Any] else {
                throw TestFailure("not a JSON object: \(text.prefix(500))")
            }
            return object
        }

        package func header(_ name: String) -> String? { headers.first(name: name) }
    }

    package static func get(_ url: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", url, headers: headers, body: nil)
    }

    package static func post(
        _ url: String, json: [String: Any]? = nil, key: String? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        try await sendJSON("POST", url, json: json, key: key, headers: headers)
    }

    package static func patch(
        _ url: String, json: [String: Any], key: String? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        try await sendJSON("PATCH", url, json: json, key: key, headers: headers)
    }

    private static func sendJSON(
        _ method: String, _ url: String, json: [String: Any]?, key: String?, headers: [String: String]
    ) async throws -> Answer {
        var headers = headers
        if let key { headers["authorization"] = "Bearer \(key)" }
        var body: Data?
        if let json {
            headers["content-type"] = headers["content-type"] ?? "application/json"
            body = try JSONSerialization.data(withJSONObject: json)
        }
        return try await send(method, url, headers: headers, body: body)
    }

    package static func send(
        _ method: String, _ url: String, headers: [String: String] = [:], body: Data?
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(data: body)) }
        let response = try await client.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, body: Data(buffer: bytes))
    }

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}
