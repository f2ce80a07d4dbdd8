/* fuzz_route.c - what was escaped comes back, and no escape moves a border. */
#include "net/client.h"
#include "net/route.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct route ROUTES[] = {
    { "GET", "/a/{x}/b/{y}", INLINE, 0, NULL, NULL },
    { "POST", "/a/{x}/b/{y}", INLINE, 0, NULL, NULL },
    { "GET", "/files/{x}/*", INLINE, 0, NULL, NULL },
    { "GET", "/plain", INLINE, 0, NULL, NULL },
};

static struct route_match match(str path)
{
    return route_find(ROUTES, sizeof ROUTES / sizeof *ROUTES, STR("GET"), path);
}

/* Any text without a NUL, put into a path as a segment, is what {…} gets. */
static void check_segment(struct arena *a, str text)
{
    str escaped = http_escape(a, text), back = STR("");
    str path = arena_fmt(a, "/a/1/b/%.*s", STR_ARG(escaped));
    struct route_match m = match(path);

    if (memchr(text.p, '\0', text.n) || !text.n)
        return;
    if (m.route != &ROUTES[0] || !url_decode(a, m.params[1], &back) || !str_eq(back, text))
        abort();
    if (!str_eq(url_decode_form(a, escaped), text))
        abort();
}

/* Any path: what was taken lies within it, a {…} holds no slash. */
static void check_path(struct arena *a, str path)
{
    struct route_match m = match(path);
    str out;

    if (!m.route)
        return;
    if (m.route != &ROUTES[3] && (!m.params[0].n || memchr(m.params[0].p, '/', m.params[0].n)))
        abort();
    for (size_t i = 0; i < ROUTE_PARAMS; i++) {
        if (m.params[i].n &&
            (m.params[i].p < path.p || m.params[i].p + m.params[i].n > path.p + path.n))
            abort();
        if (url_decode(a, m.params[i], &out) && out.n > m.params[i].n)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    str text = { (const char *)data, n };

    check_segment(a, text);
    check_path(a, text);
    check_path(a, arena_fmt(a, "/files/%.*s", STR_ARG(text)));
    if (url_decode_form(a, text).n > n)
        abort();
    arena_free(a);
    return 0;
}
