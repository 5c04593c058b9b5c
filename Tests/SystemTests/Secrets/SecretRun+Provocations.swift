import Domain
import Foundation
import TestSupport
import Testing

/// What goes wrong around secrets: sent to the wrong place, refused, unreadable.
extension SecretRun {
    // MARK: Requests that carry a secret where none belongs

    func sendBadRequests() async throws {
        for name in ["the staff key", "the partner key", "the opt-in token", "the unsubscribe token"] {
            for request in BadRequest.all(carrying: secrets[name]) { try await send(request, carrying: name) }
        }
        let secret = secrets["the secret of the failing webhook"]
        for request in BadRequest.all(carrying: secret) { try await send(request, carrying: "a webhook's secret") }
    }

    private func send(_ request: BadRequest, carrying name: String) async throws {
        var headers = request.headers
        if request.body != nil { headers["content-type"] = headers["content-type"] ?? "application/json" }
        if headers["authorization"] == nil, request.asStaff {
            headers["authorization"] = "Bearer \(secrets["the staff key"])"
        }
        let answer = try await HTTP.send(
            request.method, system.url(request.path), headers: headers, body: request.body.map { Data($0.utf8) })
        guard answer.status >= 400 else { return }
        let fields = answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        traces.add("\(fields)\n\n\(answer.text)", at: "answer \(answer.status) to \(request.what) carrying \(name)")
    }

    // MARK: Settings with which a process can not begin

    func breakSettings() async throws {
        let database = try invented("the password in an unreadable database address")
        let broker = try invented("the password in an unreadable broker address")
        let mail = try invented("the password in an unreadable mail server address")
        let cases: [(ServiceName, String, [String])] = [
            (
                .events, "DATABASE_URL",
                ["postgresql://app:\(database)@[::1/x", "mysql://app:\(database)@host/x", database, ""]
            ),
            (
                .events, "AMQP_URL",
                [
                    "http://events:\(broker)@host/", "amqp://events:\(broker)@/", "amqp://events:\(broker)@host/a/b",
                    "amqp://events:\(broker)@host:port/", "amqp://:\(broker)@host/", broker,
                ]
            ),
            (
                .newsletter, "SMTP_URL",
                [
                    "smtp://us:\(mail)@host?tls=maybe", "smtp://us:\(mail)@host/path", "smtp://us:\(mail)@host:0",
                    "http://us:\(mail)@host", "smtp://\(mail)@host", mail,
                ]
            ),
        ]
        for (service, setting, values) in cases {
            for value in values {
                let status = try await command(service, ["serve"], with: [Setting.of(service, setting): value])
                #expect(status != 0, "\(service.rawValue) serves with an unusable \(setting)")
            }
        }
    }

    /// Runs a command to its end and keeps all that it says.
    private func command(
        _ service: ServiceName, _ arguments: [String], with settings: [String: String]
    ) async throws -> Int32 {
        let environment = try await system.settings(of: service).merging(
            ["PATH": "/usr/bin:/bin", "MAILLAGE_LOG_LEVEL": "trace"]
        ) { $1 }
        let said = system.folder.appending(path: "said-\(UUID().uuidString)")
        let status = try await Command.run(
            try TestServers.executable(service).path, arguments, environment: environment.merging(settings) { $1 },
            output: said)
        try traces.add(said, at: "what \(service.rawValue) \(arguments.joined(separator: " ")) says")
        return status
    }

    // MARK: Servers that refuse, or are not there

    func breakDependencies() async throws {
        try await refuseDatabase()
        try await refuseBroker()
        try await refuseMail()
        for service in [ServiceName.events, .newsletter] {
            try await system.stop(service)
            try await system.start(service)
        }
    }

    private func refuseDatabase() async throws {
        let setting = Setting.of(.events, "DATABASE_URL")
        let url = try await wrong(.events, "DATABASE_URL", as: "a wrong database password")
        try await restartTroubled(.events, settings: [setting: url])
        for arguments in [["dead", "list"], ["outbox", "status"], ["backfill", "directory"]] {
            #expect(try await command(.events, arguments, with: [setting: url]) != 0)
        }
        let owner = Setting.of(.events, "OWNER_DATABASE_URL")
        #expect(try await command(.events, ["migrate"], with: [owner: url]) != 0)
    }

    private func refuseBroker() async throws {
        let url = try await wrong(.events, "AMQP_URL", as: "a wrong broker password")
        try await restartTroubled(.events, settings: [Setting.of(.events, "AMQP_URL"): url])
        let nobody = try FreePort.next()
        let password = try invented("the password for a broker that is not there")
        try await restartTroubled(
            .events, settings: [Setting.of(.events, "AMQP_URL"): "amqp://events:\(password)@127.0.0.1:\(nobody)/"])
    }

    /// The sink knows no passwords, so it refuses all.
    private func refuseMail() async throws {
        let password = try invented("the mail server's password")
        var parts = URLComponents(string: system.servers.smtp)
        parts?.user = "lettre"
        parts?.password = password
        parts?.query = "tls=off"
        try await system.stop(.newsletter)
        try await system.start(
            .newsletter, settings: [Setting.of(.newsletter, "SMTP_URL"): try #require(parts?.string)])
        let asked = try await HTTP.post(
            system.url("/api/v1/subscribers"), json: ["email": "\(UUID().uuidString.lowercased())@exemple.example"])
        #expect(asked.status == 202)
        try await eventually("the mail server refused") {
            try String(contentsOf: system.log(of: .newsletter), encoding: .utf8).contains("mail server away")
        }
        let month = String(Date().rfc3339.prefix(7))
        _ = try await command(
            .newsletter, ["push", "--month", month],
            with: [Setting.of(.newsletter, "SMTP_URL"): try #require(parts?.string)])
    }

    /// A service's own address of a server with another password.
    private func wrong(_ service: ServiceName, _ name: String, as what: String) async throws -> String {
        var parts = URLComponents(string: try await system.setting(service, name))
        parts?.password = try invented(what)
        return try #require(parts?.string)
    }

    private func restartTroubled(_ service: ServiceName, settings: [String: String]) async throws {
        try await system.stop(service)
        try await system.start(service, waiting: false, settings: settings)
        let port = try await system.operatorURL(of: service)
        try await eventually("\(service.rawValue) says that it is not ready") {
            guard let answer = try? await HTTP.get("\(port)/ready"), answer.status == 503 else { return false }
            traces.add(answer.text, at: "ready of \(service.rawValue) in trouble")
            return true
        }
        // Long enough for several attempts, and for the word about them.
        try await Task.sleep(for: .seconds(2))
        for path in ["ready", "metrics"] {
            traces.add(try await HTTP.get("\(port)/\(path)").text, at: "\(path) of \(service.rawValue) in trouble")
        }
    }
}

/// A request with a secret somewhere in it.
private struct BadRequest {
    let what: String
    let method: String
    let path: String
    var headers: [String: String] = [:]
    var body: String?
    var asStaff = false

    static func all(carrying secret: String) -> [BadRequest] {
        let place = "/api/v1/places"
        let basic = Data("key:\(secret)".utf8).base64EncodedString()
        return [
            BadRequest(what: "an unknown parameter", method: "GET", path: "\(place)?\(secret)=1"),
            BadRequest(what: "a parameter", method: "GET", path: "\(place)?kind=\(secret)"),
            BadRequest(what: "a token in the query", method: "GET", path: "\(place)?access_token=\(secret)"),
            BadRequest(what: "a cursor", method: "GET", path: "\(place)?cursor=\(secret)"),
            BadRequest(what: "an identifier", method: "GET", path: "\(place)/\(secret)"),
            BadRequest(what: "a path of nothing", method: "GET", path: "/\(secret)"),
            BadRequest(what: "a page of nothing", method: "GET", path: "/\(secret)", headers: ["accept": "text/html"]),
            BadRequest(what: "a feed's name", method: "GET", path: "/feeds/\(secret).atom"),
            BadRequest(what: "a wrong method", method: "DELETE", path: "\(place)/\(secret)"),
            BadRequest(what: "the link of another", method: "GET", path: "/newsletter/confirm/\(secret)x"),
            BadRequest(what: "a used link", method: "POST", path: "/newsletter/confirm/\(secret)", body: ""),
            BadRequest(
                what: "no scheme", method: "POST", path: place, headers: ["authorization": secret], body: "{}"),
            BadRequest(
                what: "another scheme", method: "POST", path: place, headers: ["authorization": "Basic \(basic)"],
                body: "{}"),
            BadRequest(
                what: "a key too long", method: "POST", path: place, headers: ["authorization": "Bearer \(secret)x"],
                body: "{}"),
            BadRequest(
                what: "a header", method: "POST", path: place,
                headers: ["x-api-key": secret, "cookie": "key=\(secret)"],
                body: "{}"),
            BadRequest(
                what: "a version", method: "PATCH", path: "\(place)/0192aaaa-0000-7000-8000-000000000001",
                headers: ["if-match": secret], body: "{}", asStaff: true),
            BadRequest(
                what: "a trace", method: "GET", path: "\(place)/x", headers: ["traceparent": secret, "referer": secret]),
            BadRequest(
                what: "a media type", method: "POST", path: place, headers: ["content-type": secret], body: "{}",
                asStaff: true),
            BadRequest(
                what: "an idempotency key", method: "POST", path: place, headers: ["idempotency-key": secret],
                body: "{}", asStaff: true),
            BadRequest(what: "a field", method: "POST", path: place, body: #"{"name": ["\#(secret)"]}"#, asStaff: true),
            BadRequest(
                what: "an unknown field", method: "POST", path: place, body: #"{"\#(secret)": 1}"#, asStaff: true),
            BadRequest(
                what: "a value", method: "POST", path: "/api/v1/webhooks",
                body: #"{"url": "\#(secret)", "types": ["\#(secret)"]}"#, asStaff: true),
            BadRequest(what: "no JSON", method: "POST", path: place, body: "{\(secret)", asStaff: true),
        ]
    }
}
