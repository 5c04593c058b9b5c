/// A kind of event: its name on the wire, its only sender, and the state that it carries.
///
/// An event tells what happened by its name and carries the aggregate's whole public state, so a consumer upserts,
/// ignores what is older than what it has, and never asks back.
package struct EventType<State: Aggregate>: Hashable, Sendable {
    /// `<service>.<aggregate>.<past participle>.v<n>`. A break is a new name beside the old one.
    package let name: String
    package let owner: ServiceName

    package init(_ name: String, owner: ServiceName) {
        self.name = name
        self.owner = owner
    }
}
