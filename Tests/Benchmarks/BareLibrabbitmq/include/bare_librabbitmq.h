#ifndef BARE_LIBRABBITMQ_H
#define BARE_LIBRABBITMQ_H

/// Publishes persistent messages of 1 KiB with confirms, 512 in flight, into a quorum queue that it makes and deletes.
/// Returns confirmed messages a second, or a negative number when the broker does not let it.
double bare_publishing(const char *host, int port, const char *user, const char *password, double seconds);

#endif
