extension PostgresPool {
    /// Why the database cannot be worked with at the moment; nil when it can. It names addresses, roles and files,
    /// never a password.
    package func trouble() async -> String? {
        do {
            _ = try await perform([])
            return nil
        } catch {
            return "\(error)"
        }
    }
}
