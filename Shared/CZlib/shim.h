#include <zlib.h>

// deflateInit2 is a macro, which does not reach Swift. 16 added to the window's bits asks for gzip's header and trailer.
static inline int maillage_gzip_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
