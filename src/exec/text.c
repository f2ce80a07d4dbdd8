#include "exec/text.h"

#include <utf8proc.h>

static int32_t lower(int32_t c)
{
    int32_t l;

    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    l = utf8proc_tolower(c);
    return l < 0x80 ? c : l;
}

/* Cuts the next code point; a byte that begins none is 0xDC00 + itself, which
 * no text can hold. */
static int32_t next(str *s)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t n;

    if ((unsigned char)s->p[0] < 0x80) {
        c = s->p[0];
        n = 1;
    } else {
        n = utf8proc_iterate((const utf8proc_uint8_t *)s->p, (utf8proc_ssize_t)s->n, &c);
        if (n <= 0) {
            c = 0xDC00 + (unsigned char)s->p[0];
            n = 1;
        }
    }
    s->p += n;
    s->n -= (size_t)n;
    return c;
}

bool text_eq(str a, str b)
{
    return text_cmp(a, b) == 0;
}

int text_cmp(str a, str b)
{
    while (a.n && b.n) {
        int32_t x = lower(next(&a)), y = lower(next(&b));
        if (x != y)
            return x < y ? -1 : 1;
    }
    return (a.n > 0) - (b.n > 0);
}

bool text_starts(str s, str part)
{
    while (s.n && part.n)
        if (lower(next(&s)) != lower(next(&part)))
            return false;
    return part.n == 0;
}

bool text_contains(str s, str part)
{
    for (;;) {
        if (text_starts(s, part))
            return true;
        if (s.n == 0)
            return false;
        next(&s);
    }
}

bool text_ends(str s, str part)
{
    for (;;) {
        if (text_eq(s, part))
            return true;
        if (s.n == 0)
            return false;
        next(&s);
    }
}

bool text_is_ascii(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

bool text_is_caseless(str s)
{
    while (s.n) {
        int32_t c = next(&s);
        if (utf8proc_tolower(c) != c || utf8proc_toupper(c) != c)
            return false;
    }
    return true;
}

str text_fold(struct arena *a, str s)
{
    /* A lower case can be longer than its upper case, by two bytes at most. */
    char *out = arena_alloc(a, s.n * 3 + 1);
    size_t n = 0;

    while (s.n) {
        str before = s;
        int32_t c = lower(next(&s));
        if (c >= 0xDC00 && c < 0xDD00)
            out[n++] = before.p[0];
        else
            n += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)out + n);
    }
    return (str){ out, n };
}

/* Behind it no letter has a case. */
enum { LAST_CASED = 0x1ffff };

static bool holds(str s, int32_t c)
{
    while (s.n)
        if (next(&s) == c)
            return true;
    return false;
}

bool text_variants(str folded, struct text_variant *out, size_t max, size_t *n)
{
    *n = 0;
    for (str s = folded; s.n;) {
        int32_t c = next(&s);
        if (c == 0 || (c >= 0xDC00 && c < 0xDD00))
            return false;
    }
    for (int32_t c = 0x80; c <= LAST_CASED && !text_is_ascii(folded); c++) {
        int32_t l = lower(c);
        if (l == c || !holds(folded, l))
            continue;
        if (*n == max)
            return false;
        struct text_variant *v = &out[(*n)++];
        *v = (struct text_variant){ "", "" };
        utf8proc_encode_char(c, (utf8proc_uint8_t *)v->from);
        utf8proc_encode_char(l, (utf8proc_uint8_t *)v->to);
    }
    return true;
}

/* The letters of one code point without case and marks: few, or none. */
struct letters {
    str rest;
    utf8proc_int32_t c[8];
    size_t n, at;
};

static bool next_letter(struct letters *l, int32_t *out)
{
    const int how = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    int boundary = 0;

    while (l->at == l->n) {
        if (l->rest.n == 0)
            return false;
        int32_t c = next(&l->rest);
        if (c < 0x80) {
            *out = lower(c);
            return true;
        }
        utf8proc_ssize_t n = utf8proc_decompose_char(c, l->c, 8, how, &boundary);
        l->at = 0;
        l->n = n < 0 || n > 8 ? 1 : (size_t)n;
        if (n < 0 || n > 8)
            l->c[0] = c;
    }
    *out = l->c[l->at++];
    return true;
}

int text_order(str a, str b)
{
    struct letters x = { .rest = a }, y = { .rest = b };
    int32_t c = 0, d = 0;

    for (;;) {
        bool more_x = next_letter(&x, &c), more_y = next_letter(&y, &d);
        if (!more_x || !more_y) {
            int left = (more_x > more_y) - (more_x < more_y);
            return left ? left : str_cmp(a, b);
        }
        if (c != d)
            return c < d ? -1 : 1;
    }
}
