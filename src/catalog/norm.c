#include "catalog/norm.h"

#include <utf8proc.h>

struct sink {
    char *p;
    size_t n, cap, word; /* word: where the current word starts */
    bool plural;
};

static bool ends(const struct sink *s, const char *tail, size_t n)
{
    return s->n - s->word >= n && memcmp(s->p + s->n - n, tail, n) == 0;
}

/* "companies" = "company", "boxes" = "box", "brands" = "brand"; "glass", "bus" stay. */
static void cut_plural(struct sink *s)
{
    size_t n = s->n - s->word;
    if (n < 4 || s->p[s->n - 1] != 's')
        return;
    if (ends(s, "ies", 3) && n > 4) {
        s->p[s->n - 3] = 'y';
        s->n -= 2;
    } else if (ends(s, "sses", 4) || ends(s, "xes", 3) || ends(s, "ches", 4) ||
               ends(s, "shes", 4)) {
        s->n -= 2;
    } else if (!ends(s, "ss", 2) && !ends(s, "us", 2) && !ends(s, "is", 2)) {
        s->n--;
    }
}

static void put_byte(struct sink *s, char c)
{
    if (s->n < s->cap)
        s->p[s->n++] = c;
}

/* "Müller und Söhne" is written with "&" as well. */
static void same_and(struct sink *s)
{
    size_t n = s->n - s->word;
    if (s->n + 1 < s->cap && ((n == 3 && ends(s, "und", 3)) || (n == 2 && ends(s, "et", 2)))) {
        memcpy(s->p + s->word, "and", 3);
        s->n = s->word + 3;
    }
}

static void end_word(struct sink *s)
{
    if (s->n == s->word)
        return;
    if (s->plural) {
        same_and(s);
        cut_plural(s);
    }
    put_byte(s, ' ');
    s->word = s->n;
}

static void put_and(struct sink *s)
{
    end_word(s);
    for (const char *p = "and"; *p; p++)
        put_byte(s, *p);
    end_word(s);
}

static void put_ascii(struct sink *s, unsigned char c)
{
    if (c >= 'A' && c <= 'Z')
        put_byte(s, (char)(c + 32));
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        put_byte(s, (char)c);
    else if (c == '&')
        put_and(s);
    else if (c != '\'')
        end_word(s);
}

static void put_letter(struct sink *s, utf8proc_int32_t c)
{
    utf8proc_int32_t parts[8];
    int boundary = 0;
    if (c == 0x2019 || c == 0x2018 || c == 0x02BC)
        return;
    utf8proc_ssize_t n = utf8proc_decompose_char(c, parts, 8,
                                                 UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                     UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
                                                     UTF8PROC_LUMP,
                                                 &boundary);
    for (utf8proc_ssize_t i = 0; i < n && i < 8; i++) {
        utf8proc_uint8_t bytes[4];
        utf8proc_int32_t p = parts[i];
        if (p < 128) {
            put_ascii(s, (unsigned char)p);
            continue;
        }
        utf8proc_category_t cat = utf8proc_category(p);
        if (cat > UTF8PROC_CATEGORY_LO && cat != UTF8PROC_CATEGORY_ND) {
            end_word(s);
            continue;
        }
        if (p == 0xF8 || p == 0x142 || p == 0x111) { /* o, l, d with stroke: no decomposition */
            put_byte(s, p == 0xF8 ? 'o' : p == 0x142 ? 'l' : 'd');
            continue;
        }
        utf8proc_ssize_t m = utf8proc_encode_char(p, bytes);
        for (utf8proc_ssize_t k = 0; k < m; k++)
            put_byte(s, (char)bytes[k]);
    }
}

static size_t run(str in, char *out, size_t cap, bool plural)
{
    struct sink s = { .p = out, .cap = cap, .plural = plural };
    for (size_t i = 0; i < in.n && s.n < s.cap;) {
        unsigned char c = (unsigned char)in.p[i];
        if (c < 128) {
            put_ascii(&s, c);
            i++;
            continue;
        }
        utf8proc_int32_t point = 0;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)in.p + i,
                                              (utf8proc_ssize_t)(in.n - i), &point);
        if (n > 0)
            put_letter(&s, point);
        i += n > 0 ? (size_t)n : 1;
    }
    end_word(&s);
    while (s.n && s.p[s.n - 1] == ' ')
        s.n--;
    return s.n;
}

size_t norm_text(str in, char *out, size_t cap)
{
    return run(in, out, cap, true);
}

size_t norm_fold(str in, char *out, size_t cap)
{
    return run(in, out, cap, false);
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;
    return m < c ? m : c;
}

/* Optimal string alignment over three rows. */
unsigned norm_edits(str a, str b, unsigned max)
{
    enum { LONG = 40 };
    unsigned rows[3][LONG + 1];
    size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (a.n > LONG || b.n > LONG || gap > max)
        return max + 1;
    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a.n; i++) {
        unsigned *cur = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
        unsigned best = cur[0] = (unsigned)i;
        for (size_t j = 1; j <= b.n; j++) {
            unsigned same = a.p[i - 1] == b.p[j - 1] ? 0 : 1;
            cur[j] = min3(up[j] + 1, cur[j - 1] + 1, up[j - 1] + same);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] &&
                up2[j - 2] + 1 < cur[j])
                cur[j] = up2[j - 2] + 1;
            if (cur[j] < best)
                best = cur[j];
        }
        if (best > max)
            return max + 1;
    }
    unsigned d = rows[a.n % 3][b.n];
    return d > max ? max + 1 : d;
}
