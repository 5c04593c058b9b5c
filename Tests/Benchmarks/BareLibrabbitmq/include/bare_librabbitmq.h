#ifndef BARE_LIBRABBITMQ_H
#define BARE_LIBRABBITMQ_H

/// Publishes persistent messages of 1 KiB with confirms, 512 in flight, into a quorum queue that it makes and deletes.
/// Returns confirmed messages a second, or a negative number when the broker does not let it.
double bare_publishing(const char *host, int port, const char *user, const char *password, double seconds);

/// Publishes `count` such messages, each `pause` microseconds after the one before was confirmed, and writes how long
/// each took, in milliseconds. Returns 0 when the broker does not let it.
int bare_confirms(const char *host, int port, const char *user, const char *password, int count, int pause,
                  double *milliseconds);

#endif
