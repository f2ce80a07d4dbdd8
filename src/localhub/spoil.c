#include "localhub/spoil.h"

#include "base/buf.h"
#include "localhub/page.h"

#include <stdlib.h>
#include <time.h>

enum {
    ROOT_MAX = 1024, /* the root's start tag is within so many bytes */
    PIECES = 8,      /* of an answer that trickles */
    INSTANT_N = 20,  /* 2025-06-18T10:00:00Z */
};

void hub_spoil_wait(double ms)
{
    struct timespec t = { (time_t)(ms / 1000), (long)((int64_t)(ms * 1e6) % 1000000000) };

    while (nanosleep(&t, &t) != 0)
        continue;
}

/* Where the value of an attribute of the root stands; false: it has none. */
static bool find_attr(str body, const char *name, size_t *from, size_t *to)
{
    str head = str_sub(body, 0, ROOT_MAX);
    size_t at = str_find(head, str_c(name));

    if (at == head.n)
        return false;
    *from = at + strlen(name);
    *to = *from + str_find_byte(str_sub(body, *from, body.n), '"');
    return true;
}

static str replace(struct arena *a, str body, size_t from, size_t to, str with)
{
    struct buf b;

    buf_init(&b, a);
    buf_add(&b, str_sub(body, 0, from));
    buf_add(&b, with);
    buf_add(&b, str_sub(body, to, body.n));
    return buf_str(&b);
}

static str spoil_total(struct arena *a, const struct hub_mishap *m, str body)
{
    size_t from, to;
    int64_t total, most = (int64_t)m->value[HUB_FAULT_TOTAL];

    if (!find_attr(body, " totalCount=\"", &from, &to) ||
        !str_to_i64(str_sub(body, from, to), &total))
        return body;
    int64_t by = 1 + (int64_t)(m->random % (uint64_t)most);
    bool less = m->random >> 32 & 1 && total >= by;
    return replace(a, body, from, to,
                   arena_fmt(a, "%lld", (long long)(less ? total - by : total + by)));
}

static str lose_token(struct arena *a, str body)
{
    static const char name[] = " offsetToken=\"";
    size_t from, to;

    if (!find_attr(body, name, &from, &to))
        return body;
    return replace(a, body, from - (sizeof name - 1), to + 1, STR(""));
}

static str repeat_token(struct arena *a, str request, str body)
{
    size_t from, to, asked_from, asked_to;
    str token = STR("");

    if (!find_attr(body, " offsetToken=\"", &from, &to))
        return body;
    if (find_attr(request, " offsetToken=\"", &asked_from, &asked_to))
        token = str_sub(request, asked_from, asked_to);
    return replace(a, body, from, to, token.n ? token : hub_token_make(a, 0));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 2025-06-18T10:00:00Z */
static bool is_full_minute(const char *p)
{
    static const char form[] = "0000-00-00T00:00:!!Z";

    for (int i = 0; i < INSTANT_N; i++)
        if (form[i] == '0' ? !is_digit(p[i]) : p[i] != (form[i] == '!' ? '0' : form[i]))
            return false;
    return true;
}

static str drop_seconds(struct arena *a, str body)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < body.n;) {
        size_t digits = 0;
        if (is_digit(body.p[i]) && body.n - i >= INSTANT_N && is_full_minute(body.p + i))
            digits = INSTANT_N;
        if (digits) {
            buf_add(&b, str_sub(body, i, i + 16));
            buf_byte(&b, 'Z');
        } else {
            buf_byte(&b, body.p[i]);
        }
        i += digits ? digits : 1;
    }
    return buf_str(&b);
}

/* "<" begins a tag wherever it stands: text and attributes have it escaped. */
static str add_prefix(struct arena *a, str body)
{
    static const char names[] = " xmlns:mdm=\"http://mdm.api.platform.boomi.com/\"";
    bool in_root = true;
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < body.n; i++) {
        char next = i + 1 < body.n ? body.p[i + 1] : '\0';
        buf_byte(&b, body.p[i]);
        if (body.p[i] != '<' || next == '?')
            continue;
        if (next == '/')
            buf_byte(&b, body.p[++i]);
        buf_lit(&b, "mdm:");
        if (!in_root)
            continue;
        in_root = false;
        while (i + 1 < body.n && !memchr(" />", body.p[i + 1], 3))
            buf_byte(&b, body.p[++i]);
        buf_add(&b, str_c(names));
    }
    return buf_str(&b);
}

/* Not behind the end of the root, where some readers no longer look. */
static size_t place_in(const struct hub_mishap *m, str body)
{
    return body.n > 1 ? m->random % (body.n - 1) : 0;
}

str hub_spoil(struct arena *a, const struct hub_mishap *m, str request, str body)
{
    if (hub_mishap_has(m, HUB_FAULT_TOTAL))
        body = spoil_total(a, m, body);
    if (hub_mishap_has(m, HUB_FAULT_TOKEN_LOST))
        body = lose_token(a, body);
    if (hub_mishap_has(m, HUB_FAULT_TOKEN_AGAIN))
        body = repeat_token(a, request, body);
    if (hub_mishap_has(m, HUB_FAULT_NO_SECONDS))
        body = drop_seconds(a, body);
    if (hub_mishap_has(m, HUB_FAULT_PREFIX))
        body = add_prefix(a, body);
    size_t at = place_in(m, body);
    if (hub_mishap_has(m, HUB_FAULT_MALFORMED))
        body = replace(a, body, at, at, STR("</nobody-opened-this>"));
    if (hub_mishap_has(m, HUB_FAULT_TRUNCATE))
        body = str_sub(body, 0, at);
    return body;
}

static void send_slowly(struct server *s, stream_id id, str body, double ms)
{
    for (size_t i = 0; i < PIECES; i++) {
        size_t from = body.n * i / PIECES, to = body.n * (i + 1) / PIECES;
        hub_spoil_wait(ms / PIECES);
        stream_send_text(s, id, str_sub(body, from, to));
    }
}

bool hub_spoil_send(struct request *r, const struct hub_mishap *m, str content_type, str body)
{
    bool reset = hub_mishap_has(m, HUB_FAULT_RESET);
    bool before = reset && m->random >> 40 & 1;
    struct server *s = server_of(r);

    if (!reset && !hub_mishap_has(m, HUB_FAULT_TRICKLE))
        return false;
    stream_id id = stream_raw(r, &(struct stream_events){ .ctx = NULL });
    str head = arena_fmt(r->arena,
                         "HTTP/1.1 200 OK\r\nContent-Type: %.*s\r\nContent-Length: %zu\r\n"
                         "Connection: close\r\n\r\n",
                         STR_ARG(content_type), body.n);
    if (!before)
        stream_send_text(s, id, head);
    if (reset && !before)
        stream_send_text(s, id, str_sub(body, 0, place_in(m, body)));
    if (!reset)
        send_slowly(s, id, body, m->value[HUB_FAULT_TRICKLE]);
    if (reset)
        stream_reset(s, id);
    else
        stream_close(s, id);
    return true;
}
