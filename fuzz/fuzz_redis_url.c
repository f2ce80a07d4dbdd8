/* fuzz_redis_url.c - an address that is understood can be written down again,
 * and one that is not is refused without being repeated. */
#include "net/client.h"
#include "store/redis_url.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static str write_down(struct arena *a, const struct redis_url *u)
{
    bool v6 = strchr(u->host, ':') != NULL;
    str user = http_escape(a, u->user), password = http_escape(a, u->password);

    return arena_fmt(a, "redis://%.*s%s%.*s%s%s%s%s:%d/%d", STR_ARG(user), u->password.n ? ":" : "",
                     STR_ARG(password), u->password.n ? "@" : "", v6 ? "[" : "", u->host,
                     v6 ? "]" : "", u->port, u->db);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    struct redis_url u, again;
    struct why why = { "" };

    if (redis_url_parse(a, (str){ (const char *)data, n }, &u, &why)) {
        if (!strstr(why.text, "redis://[user:password@]"))
            abort();
    } else if (!u.path) {
        if (redis_url_parse(a, write_down(a, &u), &again, NULL) || !str_eq(u.user, again.user) ||
            !str_eq(u.password, again.password) || strcmp(u.host, again.host) != 0 ||
            u.port != again.port || u.db != again.db)
            abort();
    }
    arena_free(a);
    return 0;
}
