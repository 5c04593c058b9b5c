#ifndef MAILLAGE_CRABBITMQ_H
#define MAILLAGE_CRABBITMQ_H

// The library reached Debian before it moved its headers into a folder: newer ones only warn about these names.
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/time.h>

static inline amqp_table_entry_t maillage_entry(const char *key, uint8_t kind) {
    amqp_table_entry_t entry = {0};
    entry.key = amqp_cstring_bytes(key);
    entry.value.kind = kind;
    return entry;
}

static inline amqp_table_entry_t maillage_text_entry(const char *key, const char *text) {
    amqp_table_entry_t entry = maillage_entry(key, AMQP_FIELD_KIND_UTF8);
    entry.value.value.bytes = amqp_cstring_bytes(text);
    return entry;
}

static inline amqp_table_entry_t maillage_flag_entry(const char *key) {
    amqp_table_entry_t entry = maillage_entry(key, AMQP_FIELD_KIND_BOOLEAN);
    entry.value.value.boolean = 1;
    return entry;
}

/// Signs in with a password. `amqp_login_with_properties` is variadic, which Swift cannot call; without these
/// capabilities the broker tells nothing of a deleted queue, nor that it is blocked.
static inline amqp_rpc_reply_t maillage_login(
    amqp_connection_state_t state, const char *vhost, int heartbeat_seconds, const char *user, const char *password,
    const char *connection_name
) {
    amqp_table_entry_t capabilities[] = {
        maillage_flag_entry("publisher_confirms"),
        maillage_flag_entry("consumer_cancel_notify"),
        maillage_flag_entry("basic.nack"),
        maillage_flag_entry("connection.blocked"),
        maillage_flag_entry("authentication_failure_close"),
    };
    amqp_table_entry_t properties[] = {
        maillage_entry("capabilities", AMQP_FIELD_KIND_TABLE),
        maillage_text_entry("connection_name", connection_name),
        maillage_text_entry("product", "Maillage"),
    };
    properties[0].value.value.table.num_entries = sizeof capabilities / sizeof *capabilities;
    properties[0].value.value.table.entries = capabilities;
    amqp_table_t table = {sizeof properties / sizeof *properties, properties};
    return amqp_login_with_properties(
        state, vhost, 8, AMQP_DEFAULT_FRAME_SIZE, heartbeat_seconds, &table, AMQP_SASL_METHOD_PLAIN, user, password);
}

/// Limits the handshake and every call that waits for an answer.
static inline void maillage_set_limits(amqp_connection_state_t state, int handshake_seconds, int reply_seconds) {
    struct timeval handshake = {handshake_seconds, 0};
    struct timeval reply = {reply_seconds, 0};
    amqp_set_handshake_timeout(state, &handshake);
    amqp_set_rpc_timeout(state, &reply);
}

static inline int maillage_connect(amqp_socket_t *socket, const char *host, int port, int seconds) {
    struct timeval limit = {seconds, 0};
    return amqp_socket_open_noblock(socket, host, port, &limit);
}

/// Reads a frame if a whole one is there.
static inline int maillage_read_frame(amqp_connection_state_t state, amqp_frame_t *frame) {
    struct timeval no_wait = {0, 0};
    return amqp_simple_wait_frame_noblock(state, frame, &no_wait);
}

/// A descriptor by which other threads wake the connection's; -1 when there is none to be had.
static inline int maillage_event(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

/// Starts a detached thread; returns an errno.
static inline int maillage_start_thread(void *(*body)(void *), void *context) {
    pthread_t thread;
    int status = pthread_create(&thread, NULL, body, context);
    if (status == 0) pthread_detach(thread);
    return status;
}

/// Names the calling thread in the system's lists, by at most 15 bytes. `prctl` is variadic.
static inline void maillage_name_thread(const char *name) {
    prctl(PR_SET_NAME, name);
}

#endif
