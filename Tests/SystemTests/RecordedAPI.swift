import Domain
import Foundation
import TestSupport
import Testing

/// The API of a running system as its staff uses it; keeps every answer for the judge.
actor RecordedAPI {
    private struct Call: Encodable {
        let method: String
        let target: String
        let status: Int
        /// By name in lower case.
        let headers: [String: String]
        let body: String
    }

    private let system: TestSystem
    private let staff: String
    private var calls: [Call] = []

    init(_ system: TestSystem) async throws {
        self.system = system
        staff = try await system.run(.directory, "key", "create", "--role", "staff")
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Asks with the staff's key unless another one, or none, is among the headers.
    @discardableResult
    func answers(
        _ status: Int, _ method: String, _ target: String, _ body: String? = nil, headers: [String: String] = [:],
        isAnonymous: Bool = false, at location: SourceLocation = #_sourceLocation
    ) async throws -> HTTP.Answer {
        var headers = headers
        if body != nil, headers["content-type"] == nil { headers["content-type"] = "application/json" }
        if !isAnonymous, headers["authorization"] == nil { headers["authorization"] = "Bearer \(staff)" }
        let answer = try await HTTP.send(
            method, system.url(target), headers: headers, body: body.map { Data($0.utf8) })
        #expect(answer.status == status, "\(method) \(target): \(answer.text.prefix(500))", sourceLocation: location)
        calls.append(
            Call(
                method: method, target: target, status: answer.status,
                headers: Dictionary(answer.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }, body: answer.text))
        return answer
    }

    /// Makes a thing, and tells its identifier.
    func made(_ target: String, _ body: String) async throws -> String {
        try #require(try await answers(201, "POST", target, body).json()["id"] as? String)
    }

    /// The document must declare every answer that was given, and every operation that it declares must have been asked.
    func isAsDocumented() async throws {
        let document = try await answers(200, "GET", "/api/v1/openapi.json", isAnonymous: true)
        let file = system.folder.appending(path: "openapi.json")
        let answers = system.folder.appending(path: "answers.jsonl")
        try document.body.write(to: file)
        let encoder = JSONEncoder()
        try Data(calls.map { try encoder.encode($0) + Data("\n".utf8) }.joined()).write(to: answers)
        let verdict = try await Judge.run(
            TestServers.python, [Judge.script("judge_openapi_answers.py"), file.path, answers.path])
        #expect(verdict.status == 0, "\(verdict.output)")
    }
}
