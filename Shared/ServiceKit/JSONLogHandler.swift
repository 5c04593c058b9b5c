import Domain
import FoundationEssentials
import Glibc
package import Logging

/// One JSON object a line on standard error, written in one call so that lines of threads do not mix. Standard output
/// stays free for what a command prints.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String

    package init(label: String, level: Logger.Level) {
        self.label = label
        self.logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields: [String: String] = [:]
        for (key, value) in metadata { fields[key] = "\(value)" }
        for (key, value) in event.metadata ?? [:] { fields[key] = "\(value)" }
        if let error = event.error { fields["error"] = "\(error)" }
        let trace = TraceContext.current
        let line = Line(
            time: Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
            level: event.level.rawValue,
            service: label,
            message: "\(event.message)",
            trace: trace?.traceID,
            span: trace?.spanID,
            fields: fields.isEmpty ? nil : fields
        )
        guard var bytes = try? JSON.encode(line) else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.withUnsafeBytes { buffer in
            // A log that can not be written has nobody left to tell.
            _ = write(STDERR_FILENO, buffer.baseAddress, buffer.count)
        }
    }

    private struct Line: Encodable {
        let time: String
        let level: String
        let service: String
        let message: String
        let trace: String?
        let span: String?
        let fields: [String: String]?
    }
}
