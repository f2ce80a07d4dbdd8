/* redis_url.h - where a Redis is: "redis://[user:password@]host[:port][/db]",
 * "redis://:password@host", or the path of a socket.
 *
 * Layer:   store; no I/O.
 * Memory:  in the arena.
 * Errors:  ERR_BAD_INPUT; `why` never repeats the address, it may hold a
 *          password.
 */
#ifndef STORE_REDIS_URL_H
#define STORE_REDIS_URL_H

#include "base/arena.h"
#include "base/err.h"

struct redis_url {
    const char *path; /* of a socket; NULL: host and port */
    const char *host; /* without the brackets of IPv6 */
    int port;
    int db;
    str user, password; /* decoded; empty: none */
};

MUST_CHECK err_t redis_url_parse(struct arena *a, str url, struct redis_url *out, struct why *why);

#endif
