/* str.h - a borrowed view of bytes.
 *
 * Not NUL-terminated, never owned: pass it by value, and say in a comment
 * until when it lives.  Text is UTF-8 by convention and checked at the edge
 * (codec/utf8.h); nothing here looks inside a character.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const char *p;
    size_t n;
} str;

#define STR(lit) ((str){ "" lit, sizeof(lit) - 1 })
#define STR_INIT(lit)                                                                              \
    {                                                                                              \
        "" lit, sizeof(lit) - 1                                                                    \
    }                                /* in a static initialiser */
#define STR_ARG(s) (int)(s).n, (s).p /* for "%.*s" */

/* The bytes of a C string without its NUL; NULL gives the empty str. */
static inline str str_c(const char *s)
{
    return s ? (str){ s, strlen(s) } : (str){ "", 0 };
}

static inline bool str_eq(str a, str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_starts(str s, str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool str_ends(str s, str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

/* `from` and `to` are clamped to the length. */
static inline str str_sub(str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return (str){ s.p + from, to - from };
}

/* ASCII letters only; for names and keywords, not for people's text. */
bool str_eq_nocase(str a, str b);

/* <0, 0, >0 by bytes, shorter first. */
int str_cmp(str a, str b);

/* Offset of the first `needle`, or `s.n` when there is none. */
size_t str_find(str s, str needle);
size_t str_find_byte(str s, char c);

/* Without ASCII white space at both ends. */
str str_trim(str s);

/* Cut `*rest` at the first `sep`: returns what is before it, leaves what is
 * behind it.  At the end returns everything and leaves an empty str. */
str str_cut(str *rest, char sep);

/* Whole-string decimal; false (and *out untouched) on anything else. */
bool str_to_i64(str s, int64_t *out);
bool str_to_f64(str s, double *out);

/* 64-bit hash, the same on every machine and in every run. */
uint64_t str_hash(str s);

#endif
