/// A thing that changes as a whole and counts its changes. Its coded form is its whole public state: nothing that
/// only staff may read stands in it.
package protocol Aggregate: Codable, Sendable {
    /// The word for it in tables and metrics, such as `offer`. Never renamed.
    static var aggregateName: String { get }
    var id: Identifier<Self> { get }
    /// 1 at creation, then one more at each change.
    var version: Int { get }
}
