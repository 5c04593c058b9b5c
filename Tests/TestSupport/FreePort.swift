import Foundation

/// Ports that nobody listens to, below those that the system hands out to connections by itself.
package enum FreePort {
    package static func next() throws -> Int {
        for _ in 0..<200 {
            let port = UInt16.random(in: 12_000..<20_000)
            if isFree(port) { return Int(port) }
        }
        throw TestFailure("no free port")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
