import Domain
import HTTPTypes

/// The public description of the API (OpenAPI 3.1), written from the table of routes itself.
struct OpenAPIDocument {
    let routes: [Route]
    let title: String
    /// Where the network is found.
    let address: String

    var json: JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for route in routes {
            guard let operation = route.operation else { continue }
            paths[route.path.text, default: [:]][route.method.rawValue.lowercased()] = self.operation(route, operation)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .string(title), "version": "1",
                "description":
                    "Places, events and offers of the network. Names are in snake_case, moments in UTC (RFC 3339).",
            ],
            "servers": [["url": .string(address)]],
            "paths": .object(paths.mapValues { .object($0) }),
            "components": [
                "schemas": .object(
                    Dictionary(uniqueKeysWithValues: Components.allCases.map { ($0.rawValue, $0.schema.document) })),
                "responses": ["Problem": problem],
                "securitySchemes": [
                    "key": ["type": "http", "scheme": "bearer", "description": "An access key."],
                    "session": [
                        "type": "apiKey", "in": "cookie", "name": "__Host-maillage",
                        "description": "A person signed in in a browser; changes need an Origin of this site.",
                    ],
                ],
            ],
        ]
    }

    private func operation(_ route: Route, _ operation: Route.Operation) -> JSONValue {
        var members: [String: JSONValue] = [
            "operationId": .string(operation.id), "summary": .string(operation.summary),
            "responses": .object(responses(route, operation)),
        ]
        var parameters = route.parameters
        if case .view = route.handler { parameters.append(.ifNoneMatch) }
        if !parameters.isEmpty { members["parameters"] = .array(parameters.map(\.document)) }
        if case .json(let component) = route.body {
            members["requestBody"] = [
                "required": true, "content": ["application/json": ["schema": Schema.named(component).document]],
            ]
        }
        // Reads are open to all; with a key they show what the key may see.
        members["security"] = route.access == .anyone ? [[:], ["key": []]] : [["key": []], ["session": []]]
        return .object(members)
    }

    private func responses(_ route: Route, _ operation: Route.Operation) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        switch operation.answer {
        case .one(let component): responses["200"] = answer("As asked.", Schema.named(component), ["ETag"])
        case .movable(let component):
            responses["200"] = answer("As asked.", Schema.named(component), ["ETag"])
            responses["308"] = [
                "description": "Merged into another place, which stands at `Location`.",
                "headers": ["Location": ["schema": ["type": "string"]]],
            ]
        case .page(let component): responses["200"] = answer("A page of the list.", Self.page(of: component), ["ETag"])
        case .created(let component):
            responses["201"] = answer("Made.", Schema.named(component), ["ETag", "Location"])
        case .accepted(let component): responses["202"] = answer("Taken.", Schema.named(component), [])
        case .gone: responses["204"] = ["description": "Done."]
        case .map: responses["200"] = answer("As asked.", PlaceGeoJSON.schema, ["ETag"], as: PlaceGeoJSON.mediaType)
        case .table: responses["200"] = answer("As asked.", .text(), ["ETag"], as: "text/csv")
        case .document: responses["200"] = answer("This document.", .object([]), ["ETag"])
        }
        if case .view = route.handler, route.access == .anyone {
            responses["304"] = ["description": "The copy at hand is still right."]
        }
        for status in problems(of: route) {
            responses[String(status)] = ["$ref": "#/components/responses/Problem"]
        }
        return responses
    }

    /// The statuses of the problems that a route may answer with.
    private func problems(of route: Route) -> [Int] {
        var statuses = [400, 401, 422, 429, 500, 503, 504]
        // Some parameters are for staff.
        if route.access == .keyHolder || route.method != .get
            || route.parameters.contains(where: { $0.name == "place_state" })
        {
            statuses.append(403)
        }
        if !route.path.names.isEmpty { statuses.append(404) }
        if route.method != .get { statuses.append(409) }
        if route.parameters.contains(where: { $0.name == "If-Match" }) { statuses.append(412) }
        if route.parameters.contains(where: { $0.name == "If-Match" && $0.isRequired }) { statuses.append(428) }
        if case .json = route.body { statuses += [413, 415] }
        return statuses
    }

    private func answer(
        _ about: String, _ schema: Schema, _ headers: [String], as mediaType: String = "application/json"
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            "description": .string(about), "content": .object([mediaType: ["schema": schema.document]]),
        ]
        if !headers.isEmpty {
            members["headers"] = .object(
                Dictionary(uniqueKeysWithValues: headers.map { ($0, ["schema": ["type": "string"]]) }))
        }
        return .object(members)
    }

    private static func page(of component: Components) -> Schema {
        .object([
            .required("items", .list(.named(component))), .required("total", .integer(0...Page<Place>.exactTotal)),
            .optional("total_at_least", .boolean, "`true` when there are more than `total`."),
            .required("next", .nullable(.text()), "The `cursor` of the next page; `null` on the last."),
        ])
    }

    private var problem: JSONValue {
        [
            "description": "What went wrong (RFC 9457). `code` is stable.",
            "headers": [
                "Retry-After": ["schema": ["type": "integer"], "description": "Seconds; with 429, 503 and 504."],
                "WWW-Authenticate": ["schema": ["type": "string"], "description": "With 401."],
            ],
            "content": ["application/problem+json": ["schema": Schema.named(.problem).document]],
        ]
    }
}
