import FoundationEssentials

/// Words made of random bits, for cookies, keys and links: 256 bits in 43 characters unless told otherwise, which stand in
/// a URL as they are. The system's generator is cryptographic.
package enum RandomSecret {
    package static func make(bytes: Int = 32) -> String {
        Data((0..<bytes).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
