import CRabbitMQ

/// One connection with one channel: every call of the C library is in this type and its extensions.
///
/// The library is not safe for threads, so a connection never leaves the thread that made it. After any error it is
/// of no more use: the library may have written half a message.
final class BrokerConnection {
    static let channel: amqp_channel_t = 1
    // Seconds.
    static let connectLimit: Int32 = 5
    static let replyLimit: Int32 = 10
    private static let goodbyeLimit: Int32 = 2

    let state: amqp_connection_state_t
    let socket: Int32
    let user: String
    /// Counts the connections of a link, so that a tag of an earlier one is never used on this one.
    let generation: Int
    let watch: Watchdog.Watch
    /// With encryption: whether a call that also reads has run since all input was read.
    var mayHoldInput = true
    let isEncrypted: Bool
    /// Memory for the arguments of one call.
    var scratch = amqp_pool_t()
    var assembly: Assembly?

    /// Connects, signs in and opens the channel. Blocks, but for no longer than its limits.
    init(_ settings: BrokerSettings, generation: Int) throws(LinkError) {
        guard let state = amqp_new_connection() else {
            throw .failed(call: "amqp_new_connection", reason: "no memory")
        }
        do throws(LinkError) {
            self.socket = try Self.open(state, settings)
            self.watch = try Watchdog.shared.watch(socket: socket, limit: settings.heartbeat * 2)
        } catch {
            amqp_destroy_connection(state)
            throw error
        }
        self.state = state
        self.user = settings.user
        self.isEncrypted = settings.authorities != nil
        self.generation = generation
        init_amqp_pool(&scratch, 4096)
        try checked(
            maillage_login(
                state, settings.virtualHost, Int32(settings.heartbeat.components.seconds), settings.user,
                settings.password, settings.connectionName),
            "login")
        amqp_channel_open(state, Self.channel)
        try checked(amqp_get_rpc_reply(state), "channel.open")
    }

    deinit {
        Watchdog.shared.remove(watch)
        empty_amqp_pool(&scratch)
        amqp_destroy_connection(state)
    }

    /// Says goodbye, without waiting long: the broker keeps nothing that it has not confirmed anyway.
    func close() {
        maillage_set_limits(state, Self.goodbyeLimit, Self.goodbyeLimit)
        _ = watch.call { amqp_connection_close(state, AMQP_REPLY_SUCCESS) }
    }

    /// Gives back the memory of what was read; everything read has been copied by then.
    func releaseBuffers() {
        amqp_maybe_release_buffers(state)
    }

    // MARK: Errors

    /// Throws unless a call that writes went well.
    func checked(_ status: Int32, _ call: String) throws(LinkError) {
        guard status == AMQP_STATUS_OK.rawValue else {
            throw .failed(call: call, reason: Self.reason(status))
        }
    }

    /// Throws unless the broker answered a call well. An exception of the channel has to be acknowledged first.
    func checked(_ reply: amqp_rpc_reply_t, _ call: String) throws(LinkError) {
        mayHoldInput = true
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION: throw closing(reply.reply)
        case AMQP_RESPONSE_LIBRARY_EXCEPTION: throw .failed(call: call, reason: Self.reason(reply.library_error))
        default: throw .failed(call: call, reason: "the connection ended")
        }
    }

    /// Answers the broker's closing of the channel or the connection, and says why it closed.
    func closing(_ method: amqp_method_t) -> LinkError {
        guard let decoded = method.decoded else { return .failed(call: "close", reason: "empty") }
        switch method.id {
        case AMQP_CHANNEL_CLOSE_METHOD:
            let close = decoded.load(as: amqp_channel_close_t.self)
            let error = LinkError.refused(code: close.reply_code, text: String(close.reply_text))
            var answer = amqp_channel_close_ok_t()
            _ = watch.call { amqp_send_method(state, Self.channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &answer) }
            return error
        case AMQP_CONNECTION_CLOSE_METHOD:
            let close = decoded.load(as: amqp_connection_close_t.self)
            let error = LinkError.refused(code: close.reply_code, text: String(close.reply_text))
            var answer = amqp_connection_close_ok_t()
            _ = watch.call { amqp_send_method(state, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &answer) }
            return error
        default:
            return .failed(call: "reply", reason: "unexpected method \(method.id)")
        }
    }
}

extension String {
    /// Copies text that the broker sent.
    init(_ bytes: amqp_bytes_t) {
        self = String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}
