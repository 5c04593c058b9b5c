/// What to do about an encrypted connection that libpq did not make. Its own advice, where it has one, is to switch
/// the proof off.
enum ConnectAdvice {
    /// libpq's message, with what to do about it: addresses, roles and files, never the password.
    static func adding(to message: String) -> String {
        let (cause, advice) = split(message)
        return advice.map { "\(cause): \($0)" } ?? cause
    }

    private static func split(_ message: String) -> (cause: String, advice: String?) {
        if message.contains("certificate verify failed") {
            return (
                message,
                """
                the server's certificate has expired or is of no authority in sslrootcert: renew it, or set sslrootcert \
                in the database's URL to the file of the authority that signed it
                """
            )
        }
        if message.contains("root certificate file"), let advice = message.firstRange(of: " Either provide") {
            return (
                String(message[..<advice.lowerBound]),
                "set sslrootcert in the database's URL to the file of the authority that signed the server's certificate"
            )
        }
        if message.contains("does not match host name") {
            return (
                message,
                """
                use a name in the database's URL that the certificate has, or give the server a certificate of this \
                name
                """
            )
        }
        if message.contains("server does not support SSL") {
            return (message, "switch ssl on in the server's configuration")
        }
        return (message, nil)
    }
}
