import CLibpq

extension Session {
    /// Runs a text of any number of statements, without parameters. Statements that copy data are refused.
    func run(script: String, label: String) throws {
        try orClose(label) {
            guard PQexitPipelineMode(handle) == 1, PQsendQuery(handle, script) == 1 else {
                throw PostgresError.connectionLost("a script could not be sent", label: label)
            }
            let deadline = answerDeadline
            var failure: PostgresError?
            while true {
                while PQisBusy(handle) == 1 { try exchange(until: deadline, label: label) }
                guard let answer = PQgetResult(handle) else { break }
                let result = StatementResult(answer, statement: script)
                switch result.status {
                case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: break
                case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                    throw PostgresError.connectionLost("a script must not copy", label: label)
                default:
                    let error = PostgresError(result, label: label)
                    if error.isConnectionLost { throw error }
                    failure = failure ?? error
                }
            }
            guard PQenterPipelineMode(handle) == 1 else {
                throw PostgresError.connectionLost("no pipeline after a script", label: label)
            }
            return failure.map { Result<Void, any Error>.failure($0) } ?? .success(())
        }
        .get()
    }
}
