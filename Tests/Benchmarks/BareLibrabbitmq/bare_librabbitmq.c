// The library as its own examples use it, without anything around it: what the relay is compared with.
#include "bare_librabbitmq.h"

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *queue = "q.bench.publishing";
enum { window = 512, body_bytes = 1024 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int is_fine(amqp_connection_state_t state) {
    return amqp_get_rpc_reply(state).reply_type == AMQP_RESPONSE_NORMAL;
}

static int prepare(amqp_connection_state_t state) {
    amqp_channel_open(state, 1);
    if (!is_fine(state)) return 0;
    amqp_table_entry_t quorum = {.key = amqp_cstring_bytes("x-queue-type")};
    quorum.value.kind = AMQP_FIELD_KIND_UTF8;
    quorum.value.value.bytes = amqp_cstring_bytes("quorum");
    amqp_table_t arguments = {1, &quorum};
    amqp_queue_declare(state, 1, amqp_cstring_bytes(queue), 0, 1, 0, 0, arguments);
    if (!is_fine(state)) return 0;
    amqp_confirm_select(state, 1);
    return is_fine(state);
}

static int send_one(amqp_connection_state_t state) {
    static char body[body_bytes];
    memset(body, 'x', sizeof body);
    amqp_basic_properties_t properties = {._flags = AMQP_BASIC_DELIVERY_MODE_FLAG, .delivery_mode = 2};
    amqp_bytes_t bytes = {sizeof body, body};
    return amqp_basic_publish(state, 1, amqp_empty_bytes, amqp_cstring_bytes(queue), 0, 0, &properties, bytes);
}

// Reads until something is confirmed; returns up to which tag.
static uint64_t read_confirm(amqp_connection_state_t state, uint64_t confirmed) {
    while (1) {
        amqp_frame_t frame;
        amqp_maybe_release_buffers(state);
        if (amqp_simple_wait_frame(state, &frame)) return 0;
        if (frame.frame_type != AMQP_FRAME_METHOD || frame.payload.method.id != AMQP_BASIC_ACK_METHOD) continue;
        amqp_basic_ack_t *ack = frame.payload.method.decoded;
        // Tags of a quorum queue are confirmed in order, or all up to one.
        return ack->multiple || ack->delivery_tag > confirmed ? ack->delivery_tag : confirmed + 1;
    }
}

static double publish(amqp_connection_state_t state, double seconds) {
    uint64_t sent = 0, confirmed = 0;
    double start = now(), end = start + seconds;
    while (now() < end || confirmed < sent) {
        while (now() < end && sent - confirmed < window) {
            if (send_one(state)) return -1;
            sent++;
        }
        if (!(confirmed = read_confirm(state, confirmed))) return -1;
    }
    return confirmed / (now() - start);
}

static amqp_connection_state_t connect_to(const char *host, int port, const char *user, const char *password) {
    amqp_connection_state_t state = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(state);
    if (socket && !amqp_socket_open(socket, host, port) &&
        amqp_login(state, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, user, password).reply_type == AMQP_RESPONSE_NORMAL &&
        prepare(state))
        return state;
    amqp_destroy_connection(state);
    return NULL;
}

static void leave(amqp_connection_state_t state) {
    amqp_queue_delete(state, 1, amqp_cstring_bytes(queue), 0, 0);
    amqp_destroy_connection(state);
}

double bare_publishing(const char *host, int port, const char *user, const char *password, double seconds) {
    amqp_connection_state_t state = connect_to(host, port, user, password);
    if (!state) return -1;
    double rate = publish(state, seconds);
    leave(state);
    return rate;
}

int bare_confirms(const char *host, int port, const char *user, const char *password, int count, int pause,
                  double *milliseconds) {
    amqp_connection_state_t state = connect_to(host, port, user, password);
    if (!state) return 0;
    int is_well = 1;
    for (int number = 0; number < count && is_well; number++) {
        double start = now();
        is_well = !send_one(state) && read_confirm(state, number);
        milliseconds[number] = (now() - start) * 1e3;
        usleep(pause);
    }
    leave(state);
    return is_well;
}
