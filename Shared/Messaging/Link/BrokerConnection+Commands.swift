import CRabbitMQ

/// What is asked of the broker. Declaring and consuming wait for its answer; publishing and acknowledging do not.
extension BrokerConnection {
    func confirmPublishing() throws(LinkError) {
        amqp_confirm_select(state, Self.channel)
        try checked(amqp_get_rpc_reply(state), "confirm.select")
    }

    /// At most so many deliveries wait for their acknowledgement.
    func limitUnacknowledged(to count: Int) throws(LinkError) {
        amqp_basic_qos(state, Self.channel, 0, UInt16(clamping: count), 0)
        try checked(amqp_get_rpc_reply(state), "basic.qos")
    }

    /// Declares the queue after its companions, each bound.
    func declare(_ queue: QueueDeclaration) throws(LinkError) {
        for companion in queue.companions {
            try declare(companion.queue)
            try bind(companion.queue.name, to: companion.exchange, key: companion.key)
        }
        defer { recycle_amqp_pool(&scratch) }
        let name = copy(queue.name)
        let arguments = table(queue.arguments.map { ($0.key, value($0.value)) })
        amqp_queue_declare(
            state, Self.channel, name, 0, queue.isDurable ? 1 : 0, queue.isExclusive ? 1 : 0,
            queue.isAutoDelete ? 1 : 0, arguments)
        try checked(amqp_get_rpc_reply(state), "queue.declare")
    }

    /// Asks whether a queue is there, whatever its arguments. The broker's no closes the channel, which is opened anew.
    func hasQueue(_ name: String) throws(LinkError) -> Bool {
        defer { recycle_amqp_pool(&scratch) }
        amqp_queue_declare(state, Self.channel, copy(name), 1, 0, 0, 0, amqp_empty_table)
        do throws(LinkError) {
            try checked(amqp_get_rpc_reply(state), "queue.declare")
            return true
        } catch {
            // By its words: it answers 404 also for a queue that is there and cannot be reached for the moment.
            guard case .refused(404, let text) = error, text.contains("no queue '") else { throw error }
            amqp_channel_open(state, Self.channel)
            try checked(amqp_get_rpc_reply(state), "channel.open")
            return false
        }
    }

    func bind(_ queue: String, to exchange: String, key: String) throws(LinkError) {
        defer { recycle_amqp_pool(&scratch) }
        amqp_queue_bind(state, Self.channel, copy(queue), copy(exchange), copy(key), amqp_empty_table)
        try checked(amqp_get_rpc_reply(state), "queue.bind")
    }

    func consume(_ queue: String, acknowledging: Bool) throws(LinkError) {
        defer { recycle_amqp_pool(&scratch) }
        amqp_basic_consume(
            state, Self.channel, copy(queue), copy(Self.consumerTag), 0, acknowledging ? 0 : 1, 0, amqp_empty_table)
        try checked(amqp_get_rpc_reply(state), "basic.consume")
    }

    /// No deliveries come any more, except those on their way.
    func stopConsuming() throws(LinkError) {
        defer { recycle_amqp_pool(&scratch) }
        let tag = copy(Self.consumerTag)
        _ = watch.call { amqp_basic_cancel(state, Self.channel, tag) }
        try checked(amqp_get_rpc_reply(state), "basic.cancel")
    }

    func acknowledge(_ tag: UInt64, multiple: Bool) throws(LinkError) {
        mayHoldInput = true
        try checked(
            watch.call { amqp_basic_ack(state, Self.channel, tag, multiple ? 1 : 0) }, "basic.ack")
    }

    /// Sends a message under this connection's user.
    func publish(_ message: OutgoingMessage) throws(LinkError) {
        defer { recycle_amqp_pool(&scratch) }
        var properties = properties(of: message)
        let exchange = copy(message.exchange)
        let key = copy(message.routingKey)
        mayHoldInput = true
        // The library promises not to write to the body; its type cannot say so.
        let status = message.body.withUnsafeBytes { body in
            watch.call {
                amqp_basic_publish(
                    state, Self.channel, exchange, key, message.mandatory ? 1 : 0, 0, &properties,
                    amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress)))
            }
        }
        try checked(status, "basic.publish")
        // The library tells the kernel to wait for more after a body that exactly fills its frames.
        if message.body.count % (Int(amqp_get_frame_max(state)) - 8) == 0 { try beat() }
    }

    /// Sends a heartbeat, which also pushes out what the kernel holds back.
    private func beat() throws(LinkError) {
        var frame = amqp_frame_t()
        frame.frame_type = UInt8(AMQP_FRAME_HEARTBEAT)
        try checked(watch.call { amqp_send_frame(state, &frame) }, "heartbeat")
    }

    private static let consumerTag = "c"

    // MARK: Arguments in the connection's own memory, good until it is recycled

    private func properties(of message: OutgoingMessage) -> amqp_basic_properties_t {
        var properties = amqp_basic_properties_t()
        var flags =
            AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG
            | AMQP_BASIC_TYPE_FLAG | AMQP_BASIC_USER_ID_FLAG | AMQP_BASIC_APP_ID_FLAG
        properties.content_type = copy(message.contentType)
        properties.delivery_mode = message.persistent ? 2 : 1
        properties.message_id = copy(message.messageID)
        properties.type = copy(message.type)
        properties.user_id = copy(user)
        properties.app_id = properties.user_id
        if let correlation = message.correlationID {
            flags |= AMQP_BASIC_CORRELATION_ID_FLAG
            properties.correlation_id = copy(correlation)
        }
        if let replyTo = message.replyTo {
            flags |= AMQP_BASIC_REPLY_TO_FLAG
            properties.reply_to = copy(replyTo)
        }
        if let expiration = message.expiration {
            flags |= AMQP_BASIC_EXPIRATION_FLAG
            properties.expiration = copy(String(max(0, expiration.wholeMilliseconds)))
        }
        if !message.headers.isEmpty {
            flags |= AMQP_BASIC_HEADERS_FLAG
            properties.headers = table(message.headers.map { ($0.key, value(.text($0.value))) })
        }
        properties._flags = amqp_flags_t(flags)
        return properties
    }

    private func copy(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { bytes in
            guard let source = bytes.baseAddress, !bytes.isEmpty,
                let target = amqp_pool_alloc(&scratch, bytes.count)
            else { return amqp_empty_bytes }
            target.copyMemory(from: source, byteCount: bytes.count)
            return amqp_bytes_t(len: bytes.count, bytes: target)
        }
    }

    private func value(_ argument: QueueDeclaration.Argument) -> amqp_field_value_t {
        var value = amqp_field_value_t()
        switch argument {
        case .text(let text):
            value.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            value.value.bytes = copy(text)
        case .number(let number):
            value.kind = UInt8(AMQP_FIELD_KIND_I32.rawValue)
            value.value.i32 = number
        case .flag(let flag):
            value.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
            value.value.boolean = flag ? 1 : 0
        }
        return value
    }

    private func table(_ entries: [(key: String, value: amqp_field_value_t)]) -> amqp_table_t {
        let size = entries.count * MemoryLayout<amqp_table_entry_t>.stride
        guard !entries.isEmpty, let memory = amqp_pool_alloc(&scratch, size) else { return amqp_empty_table }
        let table = memory.bindMemory(to: amqp_table_entry_t.self, capacity: entries.count)
        for (index, entry) in entries.enumerated() {
            (table + index).initialize(to: amqp_table_entry_t(key: copy(entry.key), value: entry.value))
        }
        return amqp_table_t(num_entries: Int32(entries.count), entries: table)
    }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
