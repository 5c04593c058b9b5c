package import CoreMetrics
import Synchronization

/// The process's metrics, written in the Prometheus text format 0.0.4. Counters and gauges only: durations are told as
/// a count and a sum of seconds, from which a rate and a mean can be drawn.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    /// A name with its labels, in the order in which they were given.
    struct Series: Hashable, Sendable {
        let name: String
        let labels: String

        init(_ name: String, _ dimensions: [(String, String)]) {
            self.name = name
            self.labels =
                dimensions.isEmpty
                ? "" : "{" + dimensions.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",") + "}"
        }

        private static func escaped(_ value: String) -> String {
            value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        }
    }

    private let values = Mutex<[Series: Cell]>([:])
    private let collectors = Mutex<[@Sendable () async -> Void]>([])

    package init() {}

    /// Registers work that brings gauges up to date just before they are read.
    package func onCollect(_ collect: @escaping @Sendable () async -> Void) {
        collectors.withLock { $0.append(collect) }
    }

    /// Every metric, sorted by name.
    package func text() async -> String {
        for collect in collectors.withLock({ $0 }) { await collect() }
        let current = values.withLock { $0 }
        var output = ""
        var previous = ""
        for (series, cell) in current.sorted(by: { ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels) }) {
            if series.name != previous {
                output += "# TYPE \(series.name) \(cell.kind.rawValue)\n"
                previous = series.name
            }
            output += "\(series.name)\(series.labels) \(Self.number(cell.value))\n"
        }
        return output
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    private func cell(_ name: String, _ dimensions: [(String, String)], _ kind: Cell.Kind) -> Cell {
        let series = Series(name, dimensions)
        return values.withLock { values in
            if let cell = values[series] { return cell }
            let cell = Cell(kind)
            values[series] = cell
            return cell
        }
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(label, dimensions, .counter)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        cell(label, dimensions, .counter)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(label, dimensions, .gauge)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? Summary(
                count: cell("\(label)_count", dimensions, .counter), sum: cell("\(label)_sum", dimensions, .counter))
            : cell(label, dimensions, .gauge)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Summary(count: cell("\(label)_count", dimensions, .counter), sum: cell("\(label)_sum", dimensions, .counter))
    }

    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}

/// One number.
private final class Cell: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler {
    enum Kind: String, Sendable {
        case counter, gauge
    }

    let kind: Kind
    private let number = Mutex(0.0)

    init(_ kind: Kind) {
        self.kind = kind
    }

    var value: Double { number.withLock { $0 } }

    func increment(by amount: Int64) { number.withLock { $0 += Double(amount) } }
    func increment(by amount: Double) { number.withLock { $0 += amount } }
    func decrement(by amount: Double) { number.withLock { $0 -= amount } }
    func reset() { number.withLock { $0 = 0 } }
    func set(_ value: Int64) { number.withLock { $0 = Double(value) } }
    func set(_ value: Double) { number.withLock { $0 = value } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
}

/// A count of observations and their sum.
private final class Summary: RecorderHandler, TimerHandler {
    private let count: Cell
    private let sum: Cell

    init(count: Cell, sum: Cell) {
        self.count = count
        self.sum = sum
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        count.increment(by: Int64(1))
        sum.increment(by: value)
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
