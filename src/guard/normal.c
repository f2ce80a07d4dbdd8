/* normal.c
 *
 * Folded characters are pushed onto a stack; whenever its end spells an
 * escape, that is taken off and what it means is pushed instead.  So nested
 * escapes ("%2569") come out in one walk, and each character is pushed and
 * taken off at most once.  Then words are looked at: letters that stand apart
 * are joined, digits inside of words become letters.  What that spells may be
 * an escape again, so a text in which more than capitals changed is walked
 * again until it stays as it is. */
#include "guard/normal.h"

#include "base/buf.h"

#include <utf8proc.h>

enum {
    CHANGED = 1 << 8, /* beside enum normal_sign: more than capitals changed, so look again */
    SINGLES_MIN = 4,  /* letters apart, to be joined */
    ENTITY_MAX = 10,  /* "&#1234567;" */
    SIGNS_MAX = 3,    /* the same sign in a row */
    FOLDED_MAX = 32,  /* characters that one can fold to */
};

struct stack {
    uint32_t *c;
    size_t n, cap;
    struct arena *a;
    unsigned signs;
};

static void push_raw(struct stack *s, uint32_t c)
{
    if (s->n == s->cap) {
        size_t cap = s->cap * 2;
        uint32_t *more = NEW_N(s->a, uint32_t, cap);
        memcpy(more, s->c, s->n * sizeof *more);
        s->c = more;
        s->cap = cap;
    }
    s->c[s->n++] = c;
}

static int hex_of(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return (int)c - '0';
    return c >= 'a' && c <= 'f' ? (int)c - 'a' + 10 : -1;
}

/* The number in base `base` between `from` and the end; -1 when it is none. */
static int64_t number_at_end(const struct stack *s, size_t from, size_t to, int base)
{
    int64_t v = 0;

    if (from >= to)
        return -1;
    for (size_t i = from; i < to; i++) {
        int d = hex_of(s->c[i]);
        if (d < 0 || d >= base || v > 0x10ffff)
            return -1;
        v = v * base + d;
    }
    return v <= 0x10ffff ? v : -1;
}

static const struct {
    const char *name;
    uint32_t c;
} entities[] = {
    { "amp", '&' },  { "lt", '<' },  { "gt", '>' },    { "quot", '"' },
    { "nbsp", ' ' }, { "sol", '/' }, { "colon", ':' }, { "apos", '\'' },
};

static int64_t named_entity(const struct stack *s, size_t from, size_t to)
{
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        size_t n = strlen(entities[i].name), k = 0;
        while (k < n && from + k < to && s->c[from + k] == (uint32_t)entities[i].name[k])
            k++;
        if (k == n && from + n == to)
            return entities[i].c;
    }
    return -1;
}

/* "&amp;", "&#105;", "&#x69;" at the end; its length, 0 when there is none. */
static size_t entity_at_end(const struct stack *s, int64_t *value)
{
    if (s->c[s->n - 1] != ';')
        return 0;
    for (size_t back = 2; back <= ENTITY_MAX && back <= s->n; back++) {
        size_t at = s->n - back, end = s->n - 1;
        if (s->c[at] != '&')
            continue;
        if (s->c[at + 1] != '#')
            *value = named_entity(s, at + 1, end);
        else if (at + 2 < end && s->c[at + 2] == 'x')
            *value = number_at_end(s, at + 3, end, 16);
        else
            *value = number_at_end(s, at + 2, end, 10);
        return *value >= 0 ? back : 0;
    }
    return 0;
}

/* "%69", "\x69", "\u0069" at the end. */
static size_t hex_escape_at_end(const struct stack *s, int64_t *value)
{
    const uint32_t *end = s->c + s->n;

    if (s->n >= 3 && end[-3] == '%')
        *value = number_at_end(s, s->n - 2, s->n, 16);
    else if (s->n >= 4 && end[-4] == '\\' && end[-3] == 'x')
        *value = number_at_end(s, s->n - 2, s->n, 16);
    else if (s->n >= 6 && end[-6] == '\\' && end[-5] == 'u')
        *value = number_at_end(s, s->n - 4, s->n, 16);
    else
        return 0;
    if (*value < 0)
        return 0;
    return end[-3] == '%' ? 3 : end[-4] == '\\' && end[-3] == 'x' ? 4 : 6;
}

static bool is_invisible(utf8proc_category_t cat)
{
    return cat == UTF8PROC_CATEGORY_CF || cat == UTF8PROC_CATEGORY_CO ||
           cat == UTF8PROC_CATEGORY_CS || cat == UTF8PROC_CATEGORY_CN;
}

static bool is_blank(uint32_t c)
{
    if (c < 0x80)
        return c <= ' ' || c == 0x7f;
    utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)c);
    return cat == UTF8PROC_CATEGORY_ZS || cat == UTF8PROC_CATEGORY_ZL ||
           cat == UTF8PROC_CATEGORY_ZP || cat == UTF8PROC_CATEGORY_CC;
}

/* Small letters, without marks, of the script they look like; 0: nothing. */
static size_t fold(uint32_t c, uint32_t out[static FOLDED_MAX])
{
    utf8proc_int32_t parts[FOLDED_MAX];
    int last = 0;
    size_t n = 0;

    if (c < 0x80) {
        out[0] = c >= 'A' && c <= 'Z' ? c + 32 : is_blank(c) ? ' ' : c;
        return 1;
    }
    if (is_invisible(utf8proc_category((utf8proc_int32_t)c)))
        return 0;
    utf8proc_ssize_t got = utf8proc_decompose_char(
        (utf8proc_int32_t)c, parts, FOLDED_MAX,
        (utf8proc_option_t)(UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE |
                            UTF8PROC_STRIPMARK | UTF8PROC_DECOMPOSE),
        &last);
    for (utf8proc_ssize_t i = 0; i < got && i < FOLDED_MAX; i++) {
        uint32_t one = guard_look_alike((uint32_t)parts[i]);
        out[n++] = is_blank(one) ? ' ' : one >= 'A' && one <= 'Z' ? one + 32 : one;
    }
    return n;
}

/* Bytes of UTF-8 behind percent signs are not put together: what they would
 * spell is not Latin, and dropping them leaves what they stood between. */
static void push(struct stack *s, uint32_t c);

static void decode_end(struct stack *s)
{
    int64_t value = 0;
    size_t n = hex_escape_at_end(s, &value);
    bool is_byte = n == 3 || n == 4;

    if (n == 0)
        n = entity_at_end(s, &value);
    if (n == 0)
        return;
    s->n -= n;
    s->signs |= NORMAL_DECODED;
    if (!is_byte || value < 0x80)
        push(s, (uint32_t)value);
}

static void push(struct stack *s, uint32_t c)
{
    uint32_t folded[FOLDED_MAX];
    size_t n = fold(c, folded);

    if ((c >= 0x80 || c < ' ') && (n != 1 || folded[0] != c))
        s->signs |= CHANGED;
    for (size_t i = 0; i < n; i++) {
        push_raw(s, folded[i]);
        if (folded[i] == ';' || hex_of(folded[i]) >= 0)
            decode_end(s);
    }
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z';
    utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)c);
    return cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_LO;
}

static bool is_word(uint32_t c)
{
    return is_digit(c) || is_letter(c);
}

/* The letter that a digit or sign may stand for; 0: none. */
static uint32_t leet(uint32_t c)
{
    static const char from[] = "01345789@$!|+", to[] = "oieastbgasiit";
    const char *at = c && c < 0x80 ? strchr(from, (int)c) : NULL;

    return at ? (uint32_t)to[at - from] : 0;
}

/* A sign that may be a letter counts as one inside a word, also next to
 * another such sign: "p@$$w0rd". */
static bool inside_word(const struct stack *s, size_t i)
{
    size_t from = i, to = i;

    while (from > 0 && i - from < SIGNS_MAX && !is_word(s->c[from]) && leet(s->c[from]))
        from--;
    while (to + 1 < s->n && to - i < SIGNS_MAX && !is_word(s->c[to]) && leet(s->c[to]))
        to++;
    return is_word(s->c[from]) && is_word(s->c[to]) &&
           (is_letter(s->c[from]) || is_letter(s->c[to]));
}

static bool in_word(const struct stack *s, size_t i)
{
    return is_word(s->c[i]) || (leet(s->c[i]) && inside_word(s, i));
}

static size_t word_end(const struct stack *s, size_t i)
{
    while (i < s->n && in_word(s, i))
        i++;
    return i;
}

/* Where a run of single characters with one or two signs between them ends;
 * `from` itself when it is not long enough. */
static size_t singles_end(const struct stack *s, size_t from)
{
    size_t end = from + 1, letters = is_letter(s->c[from]), members = 1;

    for (;;) {
        size_t next = end;
        while (next < s->n && next < end + 2 && !is_word(s->c[next]))
            next++;
        if (next == end || next >= s->n || !is_word(s->c[next]) || word_end(s, next) != next + 1)
            break;
        if (s->c[end] == ' ' && next == end + 2)
            break; /* two blanks, or a blank and a sign: a border between words */
        letters += is_letter(s->c[next]);
        members++;
        end = next + 1;
    }
    return members >= SINGLES_MIN && letters * 2 >= members && letters >= 3 ? end : from;
}

/* Letters and as many digits at most, all of which can stand for letters. */
static bool is_leet(const uint32_t *w, size_t n)
{
    size_t letters = 0, others = 0;

    for (size_t i = 0; i < n; i++) {
        letters += is_letter(w[i]);
        if (!is_letter(w[i]) && !leet(w[i]))
            return false;
        others += !is_letter(w[i]);
    }
    return others && letters >= others;
}

static void put(struct buf *out, uint32_t c)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)c, bytes);

    buf_add(out, (str){ (const char *)bytes, n > 0 ? (size_t)n : 0 });
}

static void put_word(struct stack *s, struct buf *out, size_t from, size_t to)
{
    bool change = is_leet(s->c + from, to - from);

    if (change)
        s->signs |= NORMAL_LEET;
    for (size_t i = from; i < to; i++)
        put(out, change && !is_letter(s->c[i]) ? leet(s->c[i]) : s->c[i]);
}

static void put_joined(struct stack *s, struct buf *out, size_t from, size_t to)
{
    size_t n = from;

    for (size_t i = from; i < to; i++)
        if (is_word(s->c[i]))
            s->c[n++] = s->c[i];
    s->signs |= NORMAL_JOINED;
    put_word(s, out, from, n);
}

static void put_sign(struct stack *s, struct buf *out, size_t i)
{
    size_t same = 0;

    while (same < SIGNS_MAX && same < i && s->c[i - 1 - same] == s->c[i])
        same++;
    if (s->c[i] != ' ' ? same < SIGNS_MAX : out->n > 0 && same == 0)
        put(out, s->c[i]);
    else
        s->signs |= CHANGED;
}

static str one_pass(struct arena *a, str text, unsigned *signs)
{
    struct stack s = { .a = a, .cap = text.n + 16 };
    struct buf out;

    s.c = NEW_N(a, uint32_t, s.cap);
    for (size_t at = 0; at < text.n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = 1;
        if ((unsigned char)text.p[at] < 0x80)
            push(&s, (unsigned char)text.p[at]);
        else if ((n = utf8proc_iterate((const utf8proc_uint8_t *)text.p + at,
                                       (utf8proc_ssize_t)(text.n - at), &c)) > 0)
            push(&s, (uint32_t)c);
        else
            s.signs |= CHANGED;
        at += n > 0 ? (size_t)n : 1;
    }
    buf_init(&out, a);
    for (size_t i = 0; i < s.n;) {
        if (!in_word(&s, i)) {
            put_sign(&s, &out, i++);
            continue;
        }
        size_t end = word_end(&s, i), joined = end == i + 1 ? singles_end(&s, i) : i;
        if (joined > i)
            put_joined(&s, &out, i, joined);
        else
            put_word(&s, &out, i, end);
        i = joined > i ? joined : end;
    }
    *signs |= s.signs;
    return str_trim(buf_str(&out));
}

str guard_normal(struct arena *a, str text, unsigned *signs)
{
    *signs = 0;
    for (int pass = 0; pass < NORMAL_PASSES_MAX; pass++) {
        unsigned found = 0;
        str next = one_pass(a, text, &found);
        *signs |= found & ~(unsigned)CHANGED;
        if (!found || str_eq(next, text))
            return next;
        text = next;
    }
    *signs |= NORMAL_DEEP;
    return text;
}
