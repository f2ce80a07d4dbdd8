#include "store/redis_url.h"

#include "net/route.h"

enum { PORT = 6379, DB_MAX = 1023 };

static bool number(str s, int64_t max, int *out)
{
    int64_t n;

    if (!s.n || s.p[0] < '0' || s.p[0] > '9' || !str_to_i64(s, &n) || n > max)
        return false;
    *out = (int)n;
    return true;
}

static bool is_host(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f || memchr("/?#@[]\\%", s.p[i], 8))
            return false;
    return s.n > 0 && s.n <= 255;
}

/* "host", "host:port", "[::1]:port" */
static bool place(struct arena *a, str s, struct redis_url *u)
{
    str host;

    if (str_starts(s, STR("["))) {
        s = str_sub(s, 1, s.n);
        if (str_find_byte(s, ']') == s.n)
            return false;
        host = str_cut(&s, ']');
        if (s.n && s.p[0] != ':')
            return false;
    } else {
        size_t colon = str_find_byte(s, ':');
        host = str_sub(s, 0, colon);
        s = str_sub(s, colon, s.n);
    }
    u->port = PORT;
    if (s.n && (!number(str_sub(s, 1, s.n), 65535, &u->port) || u->port == 0))
        return false;
    u->host = arena_cstr(a, host);
    return is_host(host);
}

static bool credentials(struct arena *a, str s, struct redis_url *u)
{
    size_t colon = str_find_byte(s, ':');

    return colon < s.n && url_decode(a, str_sub(s, 0, colon), &u->user) &&
           url_decode(a, str_sub(s, colon + 1, s.n), &u->password) && u->password.n > 0;
}

static err_t bad(struct why *why, const char *what)
{
    return why_fail(why, ERR_BAD_INPUT,
                    "the address of Redis: %s; it looks like "
                    "redis://[user:password@]host[:port][/db] or /path/of/a/socket",
                    what);
}

/* The last '@' ends the credentials: a password may hold one unescaped. */
static size_t last_at(str s)
{
    size_t at = s.n;

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '@')
            at = i;
    return at;
}

err_t redis_url_parse(struct arena *a, str url, struct redis_url *out, struct why *why)
{
    struct redis_url u = { .user = STR(""), .password = STR("") };

    if (memchr(url.p, '\0', url.n))
        return bad(why, "it holds a NUL");
    if (str_starts(url, STR("/"))) {
        u.path = arena_cstr(a, url);
        *out = u;
        return ERR_OK;
    }
    if (str_starts(url, STR("rediss://")))
        return bad(why, "TLS is not spoken here, put stunnel or HAProxy in between");
    if (!str_starts(url, STR("redis://")))
        return bad(why, "it must begin with redis://");
    str rest = str_sub(url, STR("redis://").n, url.n);
    size_t at = last_at(rest);
    if (at < rest.n) {
        if (!credentials(a, str_sub(rest, 0, at), &u))
            return bad(why, "before the @ belong user:password or :password");
        rest = str_sub(rest, at + 1, rest.n);
    }
    str where = str_cut(&rest, '/');
    if (!place(a, where, &u))
        return bad(why, "the host or the port is not one");
    if (rest.n && !number(rest, DB_MAX, &u.db))
        return bad(why, "behind the last / belongs the number of a database");
    *out = u;
    return ERR_OK;
}
