import CZlib

/// gzip (RFC 1952) of a whole answer. The header bears no time, so the same bytes give the same result.
enum Gzip {
    struct Failure: Error {
        /// zlib's, such as `Z_MEM_ERROR`.
        let code: Int32
    }

    static func compress(_ bytes: [UInt8], level: Int32 = 6) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        let opened = maillage_gzip_init(&stream, level)
        guard opened == Z_OK else { throw Failure(code: opened) }
        defer { deflateEnd(&stream) }

        var status = Z_OK
        let capacity = Int(deflateBound(&stream, UInt(bytes.count)))
        // zlib declares its input mutable and does not write to it.
        var input = bytes
        let result = input.withUnsafeMutableBufferPointer { input in
            [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                status = deflate(&stream, Z_FINISH)
                count = Int(stream.total_out)
            }
        }
        guard status == Z_STREAM_END else { throw Failure(code: status) }
        return result
    }
}
