import CRabbitMQ
import Glibc

/// From a host's name to a socket, encrypted when the settings name the authorities that may vouch for the broker.
extension BrokerConnection {
    /// Once in a process, before any thread uses it.
    private static let tlsStatus = amqp_initialize_ssl_library()

    static func open(_ state: amqp_connection_state_t, _ settings: BrokerSettings) throws(LinkError) -> Int32 {
        maillage_set_limits(state, connectLimit, replyLimit)
        let socket =
            if let authorities = settings.authorities {
                try encryptedSocket(state, authorities)
            } else {
                amqp_tcp_socket_new(state)
            }
        guard let socket else { throw .failed(call: "connect", reason: "no memory") }
        let status = maillage_connect(socket, settings.host, Int32(settings.port), connectLimit)
        guard status == AMQP_STATUS_OK.rawValue else {
            throw .failed(call: "connect to \(settings.host):\(settings.port)", reason: reason(status, settings))
        }
        let descriptor = amqp_get_sockfd(state)
        // A second net under the heartbeat, for data that the other side never acknowledges.
        var unacknowledgedLimit = UInt32(settings.heartbeat.components.seconds * 2000)
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &unacknowledgedLimit,
            socklen_t(MemoryLayout<UInt32>.size))
        return descriptor
    }

    /// A socket that signs in nowhere before the other side has proved who it is.
    private static func encryptedSocket(
        _ state: amqp_connection_state_t, _ authorities: String
    ) throws(LinkError) -> OpaquePointer? {
        guard tlsStatus == AMQP_STATUS_OK.rawValue else {
            throw .failed(call: "amqp_initialize_ssl_library", reason: reason(tlsStatus))
        }
        guard let socket = amqp_ssl_socket_new(state) else { return nil }
        amqp_ssl_socket_set_verify_peer(socket, 1)
        amqp_ssl_socket_set_verify_hostname(socket, 1)
        // Up to the newest that OpenSSL knows: the library's own name for 1.2 is its newest.
        let versions = amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST)
        guard versions == AMQP_STATUS_OK.rawValue else {
            throw .failed(call: "amqp_ssl_socket_set_ssl_versions", reason: reason(versions))
        }
        guard amqp_ssl_socket_set_cacert(socket, authorities) == AMQP_STATUS_OK.rawValue else {
            throw .failed(
                call: "encryption",
                reason: "no certificate of an authority can be read from \(authorities): set cacertfile in the URL")
        }
        return socket
    }

    /// Why a connection was not made, and what to do when it is a matter of certificates.
    private static func reason(_ status: Int32, _ settings: BrokerSettings) -> String {
        switch amqp_status_enum(status) {
        case AMQP_STATUS_SSL_PEER_VERIFY_FAILED:
            """
            the broker's certificate has expired or is of no authority in \(settings.authorities ?? ""): renew it, or \
            set cacertfile in the URL to the file of the authority that signed it
            """
        case AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED:
            """
            the broker's certificate is not one of \(settings.host): use a name in the URL that the certificate has, \
            or give the broker a certificate of this name
            """
        case AMQP_STATUS_SSL_CONNECTION_FAILED:
            "no TLS 1.2 or newer is spoken there: set the port in the URL to that of the broker's TLS listener"
        default: reason(status)
        }
    }

    static func reason(_ status: Int32) -> String {
        amqp_error_string2(status).map { String(cString: $0) } ?? "error \(status)"
    }
}
