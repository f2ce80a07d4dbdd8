/* route.h - which route a path belongs to, and percent-escapes (RFC 3986).
 *
 * The table is walked in its order and the first pattern that fits wins.
 * Patterns are compared with the path as it was sent, segment by segment, and
 * only what {…} and a final "*" took is decoded: an escaped slash cannot move
 * the border of a segment, and an escaped literal is simply another path.
 *
 * Layer:   net; no I/O, no state.
 */
#ifndef NET_ROUTE_H
#define NET_ROUTE_H

#include "net/server.h"

enum { ROUTE_PARAMS = 4 };

struct route_match {
    const struct route *route; /* NULL: none for this method */
    str params[ROUTE_PARAMS];  /* as sent; borrowed from the path */
    bool path_known;           /* a pattern fits, but not for this method */
};

/* A HEAD is answered by the route for GET. */
struct route_match route_find(const struct route *routes, size_t n, str method, str path);

/* "GET, HEAD, POST" for a 405. */
str route_allow(struct arena *a, const struct route *routes, size_t n, str path);

/* Whether `pattern` is one that the server takes; for an assertion. */
bool route_is_sane(const char *pattern);

/* False on a broken escape and on %00. */
bool url_decode(struct arena *a, str in, str *out);

/* As a browser reads a form: '+' is a space, a broken escape stays as it is. */
str url_decode_form(struct arena *a, str in);

#endif
