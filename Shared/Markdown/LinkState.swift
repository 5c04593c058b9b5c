import HTMLKit

/// Which links are open while a text is written: a link inside a link, or inside the words of a picture, is its text.
struct LinkState {
    /// Of each link and picture that is entered, whether it was written as a link.
    private var written: [Bool] = []
    private var images = 0
    private var bytes = 0

    /// Of all addresses together. One that is defined once may be used thousands of times.
    private static let maximumBytes = 100_000

    var isInImage: Bool { images > 0 }

    mutating func enter(_ node: MarkdownNode, isImage: Bool) -> LinkTarget? {
        var target: LinkTarget?
        if !written.contains(true), !isInImage {
            let address = node.address
            bytes += address.utf8.count
            if bytes <= Self.maximumBytes { target = AllowedLink.target(of: address) }
        }
        written.append(target != nil)
        if isImage { images += 1 }
        return target
    }

    /// Whether the link that ends was written as one.
    mutating func leave(isImage: Bool) -> Bool {
        if isImage { images -= 1 }
        return written.popLast() ?? false
    }
}
