#include "net/route.h"

/* A {…} takes one segment that is not empty, a final "*" the rest, empty or not. */
static bool fits(str pattern, str path, str params[ROUTE_PARAMS])
{
    size_t n = 0;

    while (pattern.n) {
        if (pattern.p[0] == '*') {
            params[n] = path;
            return true;
        }
        if (pattern.p[0] == '{') {
            size_t len = str_find_byte(path, '/');
            if (len == 0)
                return false;
            params[n++] = str_sub(path, 0, len);
            path = str_sub(path, len, path.n);
            pattern = str_sub(pattern, str_find_byte(pattern, '}') + 1, pattern.n);
            continue;
        }
        if (!path.n || path.p[0] != pattern.p[0])
            return false;
        path = str_sub(path, 1, path.n);
        pattern = str_sub(pattern, 1, pattern.n);
    }
    return path.n == 0;
}

struct route_match route_find(const struct route *routes, size_t n, str method, str path)
{
    struct route_match m = { 0 };
    str wanted = str_eq(method, STR("HEAD")) ? STR("GET") : method;

    for (size_t i = 0; i < n; i++) {
        str params[ROUTE_PARAMS] = { 0 };
        if (!fits(str_c(routes[i].pattern), path, params))
            continue;
        m.path_known = true;
        if (str_eq(str_c(routes[i].method), wanted)) {
            m.route = &routes[i];
            memcpy(m.params, params, sizeof params);
            break;
        }
    }
    return m;
}

static bool listed(str list, str name)
{
    while (list.n)
        if (str_eq(str_trim(str_cut(&list, ',')), name))
            return true;
    return false;
}

static void list(struct buf *b, str name)
{
    if (listed(buf_str(b), name))
        return;
    if (b->n)
        buf_lit(b, ", ");
    buf_add(b, name);
}

str route_allow(struct arena *a, const struct route *routes, size_t n, str path)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < n; i++) {
        str params[ROUTE_PARAMS];
        if (!fits(str_c(routes[i].pattern), path, params))
            continue;
        list(&b, str_c(routes[i].method));
        if (str_eq(str_c(routes[i].method), STR("GET")))
            list(&b, STR("HEAD"));
    }
    return buf_str(&b);
}

bool route_is_sane(const char *pattern)
{
    str p = str_c(pattern);
    size_t params = 0;

    for (size_t i = 0; i < p.n; i++) {
        if (p.p[i] == '*' && i + 1 < p.n)
            return false;
        if (p.p[i] == '{' && str_find_byte(str_sub(p, i, p.n), '}') == p.n - i)
            return false;
        params += p.p[i] == '{' || p.p[i] == '*';
    }
    return str_starts(p, STR("/")) && params <= ROUTE_PARAMS;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte of the escape at `i`, or -1. */
static int escaped(str s, size_t i)
{
    if (s.n - i < 3)
        return -1;
    int high = hex(s.p[i + 1]), low = hex(s.p[i + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool url_decode(struct arena *a, str in, str *out)
{
    if (str_find_byte(in, '%') == in.n) {
        *out = in;
        return true;
    }
    char *p = arena_alloc(a, in.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < in.n; i++) {
        if (in.p[i] != '%') {
            p[n++] = in.p[i];
            continue;
        }
        int byte = escaped(in, i);
        if (byte <= 0)
            return false;
        p[n++] = (char)byte;
        i += 2;
    }
    *out = (str){ p, n };
    return true;
}

str url_decode_form(struct arena *a, str in)
{
    char *p = arena_alloc(a, in.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < in.n; i++) {
        int byte = in.p[i] == '%' ? escaped(in, i) : -1;
        p[n++] = byte >= 0 ? (char)byte : in.p[i] == '+' ? ' ' : in.p[i];
        if (byte >= 0)
            i += 2;
    }
    return (str){ p, n };
}
