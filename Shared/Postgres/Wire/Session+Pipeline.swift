import CLibpq

extension Session {
    /// Sends all statements at once, with one synchronisation after the last, and returns their results.
    ///
    /// The first error makes the server skip the rest; it is thrown once the pipeline is empty again, so the session
    /// stays usable. Outside a transaction the statements are one of their own; with `begin` one is started before the
    /// first statement, unless one is open.
    func run(_ statements: [RenderedStatement], begin: Bool) throws -> [StatementResult] {
        let binds = try statements.map { try BindBuffer($0) }
        // Whole here: an error shortens it, and most statements have none.
        let label = statements.first?.text ?? ""
        return try orClose(label) {
            var steps: [Step] = []
            if prepared.isFull, PQtransactionStatus(handle) != PQTRANS_INERROR {
                try send("DEALLOCATE ALL", to: &steps)
                prepared.forgetAll()
            }
            if begin, !isInTransaction { try send("BEGIN", to: &steps) }
            var fresh: [String: String] = [:]
            for (statement, binds) in zip(statements, binds) {
                try send(statement, binds, preparing: &fresh, to: &steps)
            }
            guard PQpipelineSync(handle) == 1 else { throw refused(label) }
            return try receive(steps, label: label)
        }
        .get()
    }

    /// What was sent, in order, to know each answer by.
    private enum Step {
        case prepare(text: String, name: String)
        case execute(text: String)
        case other(text: String)

        var text: String {
            switch self {
            case .prepare(let text, _), .execute(let text), .other(let text): text
            }
        }
    }

    private func send(_ text: String, to steps: inout [Step]) throws {
        guard PQsendQueryParams(handle, text, 0, nil, nil, nil, nil, 0) == 1 else { throw refused(text) }
        steps.append(.other(text: text))
    }

    private func send(
        _ statement: RenderedStatement, _ binds: BindBuffer, preparing fresh: inout [String: String],
        to steps: inout [Step]
    ) throws {
        let text = statement.text
        let name: String
        if let known = prepared.name(of: text) ?? fresh[text] {
            name = known
        } else {
            name = prepared.newName()
            guard PQsendPrepare(handle, name, text, 0, nil) == 1 else { throw refused(SQL.label(of: text)) }
            fresh[text] = name
            steps.append(.prepare(text: text, name: name))
        }
        let sent = binds.withPointers { values in
            PQsendQueryPrepared(handle, name, Int32(values.count), values.baseAddress, nil, nil, 0)
        }
        guard sent == 1 else { throw refused(SQL.label(of: text)) }
        steps.append(.execute(text: text))
    }

    /// Reads one answer a step, then the synchronisation. The outer error means that the session is lost, the inner
    /// one that a statement failed.
    private func receive(_ steps: [Step], label: String) throws -> Result<[StatementResult], any Error> {
        let deadline = answerDeadline
        var results: [StatementResult] = []
        var failure: PostgresError?
        var position = 0
        while true {
            while PQisBusy(handle) == 1 { try exchange(until: deadline, label: label) }
            guard let answer = PQgetResult(handle) else {
                position += 1
                guard position <= steps.count else { throw PostgresError.connectionLost("out of step", label: label) }
                continue
            }
            let result = StatementResult(answer, statement: position < steps.count ? steps[position].text : "")
            switch result.status {
            case PGRES_PIPELINE_SYNC:
                if let failure { return .failure(failure) }
                return .success(results)
            case PGRES_PIPELINE_ABORTED:
                break
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
                guard position < steps.count else { break }
                switch steps[position] {
                case .prepare(let text, let name): prepared.remember(name, for: text)
                case .execute: results.append(result)
                case .other: break
                }
            default:
                let error = PostgresError(result, label: result.label)
                if error.isConnectionLost { throw error }
                // A plan of a table that has since changed, or a statement that somebody else dropped.
                if error.sqlState == "0A000" || error.sqlState == "26000" { prepared.forget(result.statement) }
                failure = failure ?? error
            }
        }
    }

    private func refused(_ label: String) -> PostgresError {
        .connectionLost("a statement could not be sent", label: label)
    }
}
