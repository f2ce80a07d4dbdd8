/* rules.h - an address, read, and held against a struct http_rules; private to
 * net/.
 */
#ifndef NET_RULES_H
#define NET_RULES_H

#include "net/client.h"

struct http_address {
    str host;
    bool is_https, has_user;
};

/* As curl itself will read it, so that nothing looks like one host and is
 * another. */
MUST_CHECK err_t http_read_address(struct arena *a, const char *url, struct http_address *out,
                                   struct why *why);
MUST_CHECK err_t http_check_address(const struct http_rules *r, const struct http_address *at,
                                    struct why *why);

#endif
