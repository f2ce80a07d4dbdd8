#include "audit/record.h"

#include "base/civil.h"
#include "codec/json.h"

#include <stddef.h>

/* Which member is which text; the sorting is jansson's. */
/* clang-format off */
static const struct {
    const char *name;
    size_t      at;
} texts[] = {
    { "event",      offsetof(struct audit_event, event) },
    { "actor",      offsetof(struct audit_event, actor) },
    { "role",       offsetof(struct audit_event, role) },
    { "session",    offsetof(struct audit_event, session) },
    { "ip",         offsetof(struct audit_event, ip) },
    { "action",     offsetof(struct audit_event, action) },
    { "question",   offsetof(struct audit_event, question) },
    { "reading",    offsetof(struct audit_event, reading) },
    { "decision",   offsetof(struct audit_event, decision) },
    { "rule",       offsetof(struct audit_event, rule) },
    { "outcome",    offsetof(struct audit_event, outcome) },
    { "reason",     offsetof(struct audit_event, reason) },
    { "request_id", offsetof(struct audit_event, request_id) },
    { "error",      offsetof(struct audit_event, error) },
    { "target",     offsetof(struct audit_event, target) },
    { "change",     offsetof(struct audit_event, change) },
}, lists[] = {
    { "models",     offsetof(struct audit_event, models) },
    { "fields",     offsetof(struct audit_event, fields) },
}, numbers[] = {
    { "rows",       offsetof(struct audit_event, rows) },
    { "requests",   offsetof(struct audit_event, requests) },
    { "us",         offsetof(struct audit_event, us) },
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define MEMBER(e, type, row) (*(type *)(void *)((char *)(e) + (row).at))
#define CONST_MEMBER(e, type, row) (*(const type *)(const void *)((const char *)(e) + (row).at))

enum { SCORE_UNITS = 1000 }; /* a score is kept in thousandths: no floats in the chain */

/* DEL is the one control character that JSON lets through as it is. */
static str without_del(struct arena *a, str s)
{
    struct buf b;

    if (str_find_byte(s, 0x7f) == s.n)
        return s;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++)
        buf_add(&b, s.p[i] == 0x7f ? STR("\xe2\x90\xa1") : str_sub(s, i, i + 1));
    return buf_str(&b);
}

/* Cut where a character begins. */
static str clip(struct arena *a, str s)
{
    size_t n = AUDIT_TEXT_MAX;

    s = without_del(a, s);
    if (s.n <= n)
        return s;
    while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return arena_fmt(a, "%.*s...[%zu bytes]", (int)n, s.p, s.n);
}

static json_t *list_json(struct arena *a, struct audit_list l)
{
    json_t *out = json_array();

    for (size_t i = 0; i < l.n && i < AUDIT_LIST_MAX; i++)
        json_array_append_new(out, json_of_str(clip(a, l.p[i])));
    return out;
}

static json_t *guard_json(struct arena *a, const struct audit_event *e)
{
    json_t *o = json_object();
    double score = e->guard_score < 0 ? 0 : e->guard_score > 1 ? 1 : e->guard_score;

    json_object_set_new(o, "verdict", json_of_str(clip(a, e->guard_verdict)));
    json_object_set_new(o, "score", json_integer((int64_t)(score * SCORE_UNITS + 0.5)));
    if (e->guard_rules.n)
        json_object_set_new(o, "rules", list_json(a, e->guard_rules));
    return o;
}

str audit_time(struct arena *a, int64_t ms)
{
    int64_t s = ms / 1000 - (ms % 1000 < 0);
    struct buf b;

    buf_init(&b, a);
    civil_print_instant(&b, s);
    buf_fmt(&b, ".%03dZ", (int)(ms - s * 1000));
    return buf_str(&b);
}

bool audit_time_parse(str text, int64_t *ms)
{
    int64_t s, thousandths;

    if (text.n != 24 || text.p[19] != '.' || text.p[23] != 'Z' ||
        !civil_parse_instant(str_sub(text, 0, 19), &s) ||
        !str_to_i64(str_sub(text, 20, 23), &thousandths) || thousandths < 0)
        return false;
    *ms = s * 1000 + thousandths;
    return true;
}

static json_t *event_json(struct arena *a, const struct audit_event *e, str prev)
{
    json_t *o = json_object();

    json_object_set_new(o, "seq", json_integer(e->seq));
    json_object_set_new(o, "ts", json_of_str(audit_time(a, e->ts_ms)));
    json_object_set_new(o, "prev", json_of_str(prev));
    for (size_t i = 0; i < COUNT(texts); i++)
        if (CONST_MEMBER(e, str, texts[i]).n)
            json_object_set_new(o, texts[i].name,
                                json_of_str(clip(a, CONST_MEMBER(e, str, texts[i]))));
    for (size_t i = 0; i < COUNT(lists); i++)
        if (CONST_MEMBER(e, struct audit_list, lists[i]).n)
            json_object_set_new(o, lists[i].name,
                                list_json(a, CONST_MEMBER(e, struct audit_list, lists[i])));
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (CONST_MEMBER(e, int64_t, numbers[i]) >= 0)
            json_object_set_new(o, numbers[i].name,
                                json_integer(CONST_MEMBER(e, int64_t, numbers[i])));
    if (e->guard_verdict.n)
        json_object_set_new(o, "guard", guard_json(a, e));
    return o;
}

enum { USUAL_LINE_MAX = 2048 };

static str canonical(struct arena *a, json_t *o)
{
    size_t flags = JSON_SORT_KEYS | JSON_COMPACT | JSON_ENSURE_ASCII;
    char *p = arena_alloc(a, USUAL_LINE_MAX);
    size_t n = json_dumpb(o, p, USUAL_LINE_MAX, flags);

    if (n > USUAL_LINE_MAX) {
        p = arena_alloc(a, n);
        json_dumpb(o, p, n, flags);
    }
    return (str){ p, n };
}

str audit_line(struct arena *a, const struct audit_event *e, str prev)
{
    json_t *o = event_json(a, e, prev);
    str line = canonical(a, o);

    json_decref(o);
    return line;
}

static struct audit_list read_list(struct arena *a, const json_t *v)
{
    size_t n = json_array_size(v);
    str *p = NEW_N(a, str, n);

    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(v, i);
        p[i] = json_is_string(one) ? (str){ json_string_value(one), json_string_length(one) }
                                   : STR("");
    }
    return (struct audit_list){ p, n };
}

static void read_guard(struct arena *a, const json_t *o, struct audit_event *out)
{
    if (!o)
        return;
    out->guard_verdict = json_member_str(o, "verdict");
    out->guard_score = (double)json_member_int(o, "score", 0) / SCORE_UNITS;
    out->guard_rules = read_list(a, json_object_get(o, "rules"));
}

/* What is not in our form comes out differently when it is written again. */
err_t audit_parse(struct arena *a, str line, struct audit_event *out, str *prev, struct why *why)
{
    struct audit_event e = AUDIT_EVENT_NONE;
    json_t *o;

    TRY(json_read(a, line, AUDIT_LINE_MAX, &o, why));
    e.seq = json_member_int(o, "seq", -1);
    if (e.seq < 1)
        return why_fail(why, ERR_BAD_INPUT, "seq is not a number from 1");
    if (!audit_time_parse(json_member_str(o, "ts"), &e.ts_ms))
        return why_fail(why, ERR_BAD_INPUT, "ts is not a time");
    for (size_t i = 0; i < COUNT(texts); i++)
        MEMBER(&e, str, texts[i]) = json_member_str(o, texts[i].name);
    for (size_t i = 0; i < COUNT(lists); i++)
        MEMBER(&e, struct audit_list, lists[i]) = read_list(a, json_object_get(o, lists[i].name));
    for (size_t i = 0; i < COUNT(numbers); i++)
        MEMBER(&e, int64_t, numbers[i]) = json_member_int(o, numbers[i].name, -1);
    read_guard(a, json_object_get(o, "guard"), &e);
    str p = json_member_str(o, "prev");
    if (!str_eq(canonical(a, o), line))
        return why_fail(why, ERR_BAD_INPUT, "the line is not in canonical form");
    *out = e;
    *prev = p;
    return ERR_OK;
}
