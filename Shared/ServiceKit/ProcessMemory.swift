import FoundationEssentials
import Glibc
import Metrics

/// What the kernel says of this process.
enum ProcessMemory {
    /// Resident memory in bytes, or nil where `/proc` can not be read.
    static func resident() -> Int? {
        guard let statm = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = statm.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    static func report() {
        if let resident = resident() { Meter(label: "process_resident_memory_bytes").set(resident) }
    }
}
