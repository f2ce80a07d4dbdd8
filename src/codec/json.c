#include "codec/json.h"

#include <math.h>
#include <stdlib.h>
#include <utf8proc.h>

enum { DEPTH_MAX = 64 };

static void decref(void *v)
{
    json_decref(v);
}

json_t *json_keep(struct arena *a, json_t *v)
{
    arena_defer(a, decref, v);
    return v;
}

/* jansson recurses once a level and only knows one fixed limit of its own
 * (2048), so the depth is counted before it sees the text. */
static bool too_deep(str text)
{
    int depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > DEPTH_MAX)
                return true;
        } else if (c == ']' || c == '}') {
            depth--;
        }
    }
    return false;
}

err_t json_read(struct arena *a, str text, size_t max, json_t **out, struct why *why)
{
    json_error_t e;

    if (text.n > max)
        return why_fail(why, ERR_TOO_LARGE, "the JSON is %zu bytes long; at most %zu are read",
                        text.n, max);
    if (too_deep(text))
        return why_fail(why, ERR_BAD_INPUT, "the JSON is nested deeper than %d levels", DEPTH_MAX);
    json_t *v = json_loadb(text.p ? text.p : "", text.n,
                           JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &e);
    if (!v)
        return why_fail(why, ERR_BAD_INPUT, "not valid JSON at line %d, column %d: %s", e.line,
                        e.column, e.text);
    *out = json_keep(a, v);
    return ERR_OK;
}

static int add_piece(const char *p, size_t n, void *data)
{
    buf_add(data, (str){ p, n });
    return 0;
}

str json_text(struct arena *a, const json_t *v)
{
    struct buf b;

    buf_init(&b, a);
    json_dump_callback(v, add_piece, &b, JSON_COMPACT | JSON_ENCODE_ANY);
    buf_cstr(&b);
    return buf_str(&b);
}

str json_text_take(struct arena *a, json_t *v)
{
    str s = json_text(a, v);

    json_decref(v);
    return s;
}

/* Every byte that is not part of a character becomes U+FFFD. */
static json_t *repaired(str s)
{
    struct buf b;

    buf_init(&b, NULL);
    for (size_t at = 0; at < s.n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + at,
                                              (utf8proc_ssize_t)(s.n - at), &c);
        if (n > 0)
            buf_add(&b, (str){ s.p + at, (size_t)n });
        else
            buf_lit(&b, "\xef\xbf\xbd");
        at += n > 0 ? (size_t)n : 1;
    }
    json_t *v = json_stringn_nocheck(b.p ? b.p : "", b.n);
    buf_fini(&b);
    return v;
}

json_t *json_of_str(str s)
{
    json_t *v = json_stringn(s.p ? s.p : "", s.n);

    return v ? v : repaired(s);
}

json_t *json_of_value(struct value v)
{
    struct buf b;
    json_t *text;

    switch (v.kind) {
    case VALUE_NULL:
        return json_null();
    case VALUE_BOOL:
        return json_boolean(v.b);
    case VALUE_INT:
        return json_integer(v.i);
    case VALUE_FLOAT:
        return isfinite(v.f) ? json_real(v.f) : json_null();
    case VALUE_TEXT:
        return json_of_str(v.s);
    case VALUE_DATE:
    case VALUE_INSTANT:
    case VALUE_TIME:
        break;
    }
    buf_init(&b, NULL);
    value_print(&b, v);
    text = json_of_str(buf_str(&b));
    buf_fini(&b);
    return text;
}

str json_member_str(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);

    return json_is_string(v) ? (str){ json_string_value(v), json_string_length(v) } : STR("");
}

bool json_member_bool(const json_t *o, const char *key, bool otherwise)
{
    const json_t *v = json_object_get(o, key);

    return json_is_boolean(v) ? json_is_true(v) : otherwise;
}

int64_t json_member_int(const json_t *o, const char *key, int64_t otherwise)
{
    const json_t *v = json_object_get(o, key);

    return json_is_integer(v) ? json_integer_value(v) : otherwise;
}
