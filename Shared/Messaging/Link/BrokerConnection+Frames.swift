import CRabbitMQ

/// Reading: frames in, `Incoming` out. Nothing here waits, not even for the rest of a message that has begun.
extension BrokerConnection {
    /// A message of which the first frame has come.
    struct Assembly {
        enum Purpose {
            case delivery(tag: UInt64, redelivered: Bool, exchange: String, routingKey: String)
            case returned
        }

        let purpose: Purpose
        var header: Header?
        var body: [UInt8] = []
    }

    /// The properties of a message.
    struct Header {
        let bodySize: Int
        let type: String
        let messageID: String
        let userID: String
        let correlationID: String?
        let replyTo: String?
        let headers: [String: String]
    }

    /// Whether something may be there to read that the socket does not show. Encrypted input is read in whole
    /// records, and what is left of one shows only by reading on.
    var hasInput: Bool {
        amqp_frames_enqueued(state) != 0 || amqp_data_in_buffer(state) != 0 || isEncrypted && mayHoldInput
    }

    /// The next thing that the broker told, or nil when there is none now. Also sends the heartbeat when it is due,
    /// and fails when the broker's own is overdue.
    func next() throws(LinkError) -> Incoming? {
        while true {
            var frame = amqp_frame_t()
            let status = watch.call { maillage_read_frame(state, &frame) }
            mayHoldInput = status != AMQP_STATUS_TIMEOUT.rawValue
            guard mayHoldInput else { return nil }
            try checked(status, "read")
            let incoming: Incoming? =
                switch Int32(frame.frame_type) {
                case AMQP_FRAME_METHOD: try method(frame.payload.method)
                case AMQP_FRAME_HEADER: try header(frame)
                case AMQP_FRAME_BODY: try body(frame.payload.body_fragment)
                default: nil
                }
            if let incoming { return incoming }
        }
    }

    private func method(_ method: amqp_method_t) throws(LinkError) -> Incoming? {
        guard let decoded = method.decoded else { throw .failed(call: "read", reason: "empty method") }
        switch method.id {
        case AMQP_BASIC_DELIVER_METHOD:
            let deliver = decoded.load(as: amqp_basic_deliver_t.self)
            assembly = Assembly(
                purpose: .delivery(
                    tag: deliver.delivery_tag, redelivered: deliver.redelivered != 0,
                    exchange: String(deliver.exchange), routingKey: String(deliver.routing_key)))
        case AMQP_BASIC_RETURN_METHOD:
            assembly = Assembly(purpose: .returned)
        case AMQP_BASIC_ACK_METHOD:
            let ack = decoded.load(as: amqp_basic_ack_t.self)
            return .confirmed(tag: ack.delivery_tag, multiple: ack.multiple != 0)
        case AMQP_BASIC_NACK_METHOD:
            let nack = decoded.load(as: amqp_basic_nack_t.self)
            return .refused(tag: nack.delivery_tag, multiple: nack.multiple != 0)
        case AMQP_BASIC_CANCEL_METHOD:
            throw .queueGone
        case AMQP_CONNECTION_BLOCKED_METHOD:
            return .blocked(reason: String(decoded.load(as: amqp_connection_blocked_t.self).reason))
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            return .unblocked
        case AMQP_CHANNEL_FLOW_METHOD:
            var answer = amqp_channel_flow_ok_t(active: decoded.load(as: amqp_channel_flow_t.self).active)
            try checked(
                watch.call { amqp_send_method(state, Self.channel, AMQP_CHANNEL_FLOW_OK_METHOD, &answer) },
                "channel.flow-ok")
        default:
            throw closing(method)
        }
        return nil
    }

    private func header(_ frame: amqp_frame_t) throws(LinkError) -> Incoming? {
        guard assembly != nil, let decoded = frame.payload.properties.decoded else {
            throw .failed(call: "read", reason: "a header without a message")
        }
        let properties = decoded.load(as: amqp_basic_properties_t.self)
        let size = Int(clamping: frame.payload.properties.body_size)
        assembly?.header = Header(size, properties)
        assembly?.body.reserveCapacity(min(size, 1 << 20))
        return finished()
    }

    private func body(_ bytes: amqp_bytes_t) throws(LinkError) -> Incoming? {
        guard assembly?.header != nil else { throw .failed(call: "read", reason: "a body without a message") }
        assembly?.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len))
        return finished()
    }

    /// The message, once all of its body has come.
    private func finished() -> Incoming? {
        guard let whole = assembly, let header = whole.header, whole.body.count >= header.bodySize else { return nil }
        assembly = nil
        switch whole.purpose {
        case .returned:
            return .returned(messageID: header.messageID, correlationID: header.correlationID)
        case .delivery(let tag, let redelivered, let exchange, let routingKey):
            return .delivery(
                Delivery(
                    body: whole.body,
                    type: header.type,
                    messageID: header.messageID,
                    routingKey: routingKey,
                    exchange: exchange,
                    userID: header.userID,
                    redelivered: redelivered,
                    headers: header.headers,
                    correlationID: header.correlationID,
                    replyTo: header.replyTo,
                    receivedAt: .now,
                    generation: generation,
                    tag: tag
                ))
        }
    }
}

extension BrokerConnection.Header {
    init(_ bodySize: Int, _ properties: amqp_basic_properties_t) {
        func text(_ bytes: amqp_bytes_t, _ flag: Int32) -> String? {
            properties._flags & amqp_flags_t(flag) == 0 ? nil : String(bytes)
        }
        self.bodySize = bodySize
        self.type = text(properties.type, AMQP_BASIC_TYPE_FLAG) ?? ""
        self.messageID = text(properties.message_id, AMQP_BASIC_MESSAGE_ID_FLAG) ?? ""
        self.userID = text(properties.user_id, AMQP_BASIC_USER_ID_FLAG) ?? ""
        self.correlationID = text(properties.correlation_id, AMQP_BASIC_CORRELATION_ID_FLAG)
        self.replyTo = text(properties.reply_to, AMQP_BASIC_REPLY_TO_FLAG)
        guard properties._flags & amqp_flags_t(AMQP_BASIC_HEADERS_FLAG) != 0 else {
            self.headers = [:]
            return
        }
        let entries = UnsafeBufferPointer(
            start: properties.headers.entries, count: Int(properties.headers.num_entries))
        var headers: [String: String] = [:]
        for entry in entries {
            headers[String(entry.key)] = Self.text(entry.value)
        }
        self.headers = headers
    }

    /// Text as it is and whole numbers in digits; the broker adds other kinds, which nothing here reads.
    private static func text(_ value: amqp_field_value_t) -> String? {
        switch amqp_field_value_kind_t(UInt32(value.kind)) {
        case AMQP_FIELD_KIND_UTF8, AMQP_FIELD_KIND_BYTES: String(value.value.bytes)
        case AMQP_FIELD_KIND_I32: String(value.value.i32)
        case AMQP_FIELD_KIND_I64: String(value.value.i64)
        default: nil
        }
    }
}
