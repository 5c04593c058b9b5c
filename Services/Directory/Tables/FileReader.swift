import Glibc

/// A file read in pieces from its beginning to its end.
final class FileReader {
    private static let pieceBytes = 64 * 1024

    private let path: String
    private let descriptor: Int32

    init(path: String) throws(FileUnreadable) {
        self.path = path
        self.descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileUnreadable(path: path, errno: errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The next piece; empty at the end.
    func read() throws(FileUnreadable) -> [UInt8] {
        var failure: Int32 = 0
        let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, count in
            var length: Int
            repeat {
                length = Glibc.read(descriptor, buffer.baseAddress, Self.pieceBytes)
            } while length < 0 && errno == EINTR
            if length < 0 { failure = errno }
            count = max(0, length)
        }
        guard failure == 0 else { throw FileUnreadable(path: path, errno: failure) }
        return piece
    }

    /// Goes back to the beginning; what is no file on a disk is read once only.
    func rewind() throws(FileUnreadable) {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileUnreadable(path: path, errno: errno) }
    }

    /// All that is left of the file.
    func readAll() throws(FileUnreadable) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try read()
            guard !piece.isEmpty else { return bytes }
            bytes += piece
        }
    }
}

struct FileUnreadable: Error, CustomStringConvertible {
    let path: String
    let errno: Int32

    var description: String { "\(path): \(String(cString: strerror(errno)))" }
}
