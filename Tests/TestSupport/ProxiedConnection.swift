import Glibc

/// Two sockets between which one thread of a `TCPProxy` carries bytes.
struct ProxiedConnection: Sendable {
    private static let bufferSize = 65536
    /// What one direction may hold back; then nothing more is read, and its sender must wait.
    private static let mostWaiting = 1 << 20
    /// How often what is held back is looked at again: a trouble may have ended.
    private static let lookEvery = Duration.milliseconds(10)

    let client: Int32
    /// None where a black hole took the connection.
    let server: Int32?

    init(client: Int32, server: Int32?) {
        self.client = client
        self.server = server
        for end in [client, server].compactMap(\.self) {
            // Slices must not be put together again.
            var one: Int32 = 1
            setsockopt(end, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Ends both sides; the thread notices.
    func end() {
        for end in [client, server].compactMap(\.self) { shutdown(end, Int32(SHUT_RDWR)) }
    }

    /// Ends them first: a process that was started meanwhile may have inherited them.
    func close() {
        end()
        for end in [client, server].compactMap(\.self) { Glibc.close(end) }
    }

    /// Carries until either side has ended, and tells how many bytes passed. Returns whether a trouble reset the
    /// connection.
    func run(
        _ trouble: () -> (Trouble, changes: Int), passed: (Int, Trouble.Direction) -> Void
    ) -> Bool {
        var flows = [ProxiedFlow(from: client, to: server, .toServer)]
        if let server { flows.append(ProxiedFlow(from: server, to: client, .toClient)) }
        var buffer = [UInt8](repeating: 0, count: Self.bufferSize)
        var isLost = server == nil
        while true {
            let (trouble, changes) = trouble()
            let now = ContinuousClock.now
            for index in flows.indices {
                if trouble.swallows || isLost {
                    isLost = flows[index].drop() || isLost
                } else {
                    let bytes = flows[index].pass(trouble, changes: changes, now: now)
                    if bytes > 0 { passed(bytes, flows[index].direction) }
                }
                if flows[index].mustReset {
                    resetBoth()
                    return true
                }
            }
            // In a black hole an end is told to nobody: the connection is over when both sides have ended.
            let ended = flows.filter { $0.isEnded && $0.waiting.isEmpty || $0.isBroken }
            if isLost ? ended.count == flows.count : !ended.isEmpty && !(trouble.swallows || trouble.freezes) {
                return false
            }
            wait(flows, now: now)
            for index in flows.indices where flows[index].held < Self.mostWaiting {
                flows[index].read(&buffer, delay: trouble.delay)
            }
        }
    }

    /// Sleeps until there is something to read or what waits may be due.
    private func wait(_ flows: [ProxiedFlow], now: ContinuousClock.Instant) {
        var descriptors = flows.map { flow in
            let reads = !flow.isEnded && flow.held < Self.mostWaiting
            return pollfd(fd: reads ? flow.from : -1, events: Int16(POLLIN), revents: 0)
        }
        let isQuiet = flows.allSatisfy { $0.waiting.isEmpty && !$0.isEnded }
        let due = flows.compactMap(\.due).min().map { min($0 - now, Self.lookEvery) } ?? Self.lookEvery
        let milliseconds = max(1, due / .milliseconds(1))
        poll(&descriptors, nfds_t(descriptors.count), isQuiet ? -1 : Int32(milliseconds))
    }

    /// To disconnect a connection without a word sends RST, also where a process that was started meanwhile inherited the
    /// socket and would keep it open.
    private func resetBoth() {
        for end in [client, server].compactMap(\.self) {
            var nothing = sockaddr()
            nothing.sa_family = sa_family_t(AF_UNSPEC)
            connect(end, &nothing, socklen_t(MemoryLayout<sockaddr>.size))
        }
    }
}

/// One direction of a connection.
struct ProxiedFlow {
    let from: Int32
    /// None where all is lost.
    private let to: Int32?
    let direction: Trouble.Direction
    private(set) var waiting: [(due: ContinuousClock.Instant, bytes: ArraySlice<UInt8>)] = []
    private(set) var held = 0
    /// The sender has ended.
    private(set) var isEnded = false
    /// The receiver takes nothing any more.
    private(set) var isBroken = false
    private(set) var mustReset = false
    private var nextSend = ContinuousClock.now
    private var counted = (changes: -1, bytes: 0)

    init(from: Int32, to: Int32?, _ direction: Trouble.Direction) {
        self.from = from
        self.to = to
        self.direction = direction
    }

    /// When the next bytes may pass.
    var due: ContinuousClock.Instant? {
        waiting.first.map { max($0.due, nextSend) }
    }

    mutating func read(_ buffer: inout [UInt8], delay: Duration) {
        guard !isEnded else { return }
        let count = Glibc.read(from, &buffer, buffer.count)
        if count > 0 {
            waiting.append((.now + delay, Array(buffer[..<count])[...]))
            held += count
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            isEnded = true
        }
    }

    /// Drops what waits; returns whether there was anything.
    mutating func drop() -> Bool {
        defer { (waiting, held) = ([], 0) }
        return held > 0
    }

    /// Sends what is due, as far as the trouble lets it; returns how many bytes.
    mutating func pass(_ trouble: Trouble, changes: Int, now: ContinuousClock.Instant) -> Int {
        if counted.changes != changes { counted = (changes, 0) }
        guard !trouble.freezes, let to else { return 0 }
        let before = held
        while !isBroken, !mustReset, let first = waiting.first, first.due <= now, nextSend <= now {
            var bytes = first.bytes
            if let slice = trouble.slice { bytes = bytes.prefix(slice) }
            // A limited rate goes in steps of 20 ms.
            if let rate = trouble.rate { bytes = bytes.prefix(max(1, rate / 50)) }
            let reset = trouble.reset.flatMap { $0.direction == direction ? $0.bytes - counted.bytes : nil }
            if let reset { bytes = bytes.prefix(max(0, reset)) }
            let flags = Int32(MSG_NOSIGNAL)
            let sent = bytes.withUnsafeBytes { $0.isEmpty ? 0 : send(to, $0.baseAddress, $0.count, flags) }
            guard sent >= 0 else {
                isBroken = errno != EAGAIN && errno != EINTR
                break
            }
            sentBytes(sent)
            if let reset, sent >= reset { mustReset = true }
            if let rate = trouble.rate { nextSend = max(nextSend, now) + .seconds(1) * sent / rate }
            if trouble.slice != nil { sched_yield() }
        }
        return before - held
    }

    private mutating func sentBytes(_ count: Int) {
        held -= count
        counted.bytes += count
        waiting[0].bytes = waiting[0].bytes.dropFirst(count)
        if waiting[0].bytes.isEmpty { waiting.removeFirst() }
    }
}
