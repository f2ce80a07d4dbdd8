/* convert.c - raw cells as the values that a hub keeps. */
#include "localhub/profile.h"

#include <math.h>
#include <stdio.h>
#include <utf8proc.h>

static bool is_ascii(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((signed char)s.p[i] < ' ')
            return false;
    return true;
}

static void add_rune(struct buf *b, int32_t rune)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(rune, bytes);

    buf_add(b, (str){ (const char *)bytes, n > 0 ? (size_t)n : 0 });
}

str hub_clean_text(struct arena *a, str s)
{
    struct buf b;

    s = str_trim(s);
    if (is_ascii(s))
        return s;
    buf_init(&b, a);
    (void)buf_reserve(&b, s.n + 8);
    for (size_t i = 0; i < s.n;) {
        utf8proc_int32_t rune;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
                                              (utf8proc_ssize_t)(s.n - i), &rune);
        if (n <= 0) {
            rune = (unsigned char)s.p[i];
            n = 1;
            if (rune < 0xa0)
                rune = 0xfffd;
        }
        if (rune == 0)
            rune = 0xfffd;
        add_rune(&b, rune);
        i += (size_t)n;
    }
    return buf_str(&b);
}

static bool is_whole(double f)
{
    return f == trunc(f) && fabs(f) < 9e15;
}

str hub_canonical(struct arena *a, struct value v)
{
    struct buf b;

    if (v.kind == VALUE_TEXT)
        return str_trim(v.s);
    if (v.kind == VALUE_BOOL)
        return v.b ? STR("true") : STR("false");
    if (v.kind == VALUE_FLOAT && is_whole(v.f))
        v = value_int((int64_t)v.f);
    if (v.kind == VALUE_INT) {
        char *p = arena_alloc(a, 24);
        int n = snprintf(p, 24, "%lld", (long long)v.i);
        return (str){ p, (size_t)n };
    }
    buf_init(&b, a);
    value_print(&b, v);
    return buf_str(&b);
}

bool hub_is_nullish(str s)
{
    static const char *const words[] = { "null", "n/a", "na", "nan", "none", "\\N", "#n/a" };

    for (size_t i = 0; s.n <= 4 && i < sizeof words / sizeof *words; i++)
        if (str_eq_nocase(s, str_c(words[i])))
            return true;
    return false;
}

static struct value to_number(struct value v, bool whole)
{
    double f;
    int64_t i;

    if (v.kind == VALUE_BOOL)
        v = value_int(v.b);
    if (v.kind == VALUE_TEXT) {
        str s = str_trim(v.s);
        if (str_to_i64(s, &i))
            v = value_int(i);
        else if (str_to_f64(s, &f))
            v = value_float(f);
        else
            return VALUE_NONE;
    }
    if (!value_is_number(v) || (v.kind == VALUE_FLOAT && !isfinite(v.f)))
        return VALUE_NONE;
    if (!whole)
        return value_float(value_number(v));
    if (v.kind == VALUE_FLOAT && !is_whole(v.f))
        return VALUE_NONE;
    return v.kind == VALUE_INT ? v : value_int((int64_t)v.f);
}

static struct value to_bool(struct value v)
{
    static const char *const yes[] = { "1", "true", "t", "yes", "y" };
    static const char *const no[] = { "0", "false", "f", "no", "n" };

    if (v.kind == VALUE_BOOL)
        return v;
    if (value_is_number(v))
        return value_bool(value_number(v) != 0);
    for (size_t i = 0; v.kind == VALUE_TEXT && i < sizeof yes / sizeof *yes; i++) {
        if (str_eq_nocase(str_trim(v.s), str_c(yes[i])))
            return value_bool(true);
        if (str_eq_nocase(str_trim(v.s), str_c(no[i])))
            return value_bool(false);
    }
    return VALUE_NONE;
}

static struct value to_time(enum hub_type type, struct value v)
{
    int64_t t;

    if (v.kind != VALUE_TEXT)
        return VALUE_NONE;
    str s = str_trim(v.s);
    if (type == HUB_DATE)
        return civil_parse_instant(s, &t) ? value_date((t - (t % DAY_S + DAY_S) % DAY_S) / DAY_S)
                                          : VALUE_NONE;
    if (type == HUB_DATETIME)
        return civil_parse_instant(s, &t) ? value_instant(t) : VALUE_NONE;
    return civil_parse_time(s, &t) ? (struct value){ .kind = VALUE_TIME, .i = t } : VALUE_NONE;
}

struct value hub_convert(struct arena *a, enum hub_type type, struct value v)
{
    if (v.kind == VALUE_NULL)
        return v;
    switch (type) {
    case HUB_INTEGER:
        return to_number(v, true);
    case HUB_FLOAT:
        return to_number(v, false);
    case HUB_BOOLEAN:
        return to_bool(v);
    case HUB_DATE:
    case HUB_DATETIME:
    case HUB_TIME:
        return to_time(type, v);
    default:
        break;
    }
    str text = hub_clean_text(a, hub_canonical(a, v));
    return text.n ? value_text(text) : VALUE_NONE;
}
