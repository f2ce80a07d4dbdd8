#include "lang/number_lex.h"

/* U+00C0 .. U+00FF, the second byte of a UTF-8 pair that starts with C3. */
static const char *const latin[64] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "*", "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "/", "o", "u", "u", "u", "u", "y", "th", "y",
};

enum glyph { SPACE, LETTER, DIGIT, MARK, APOSTROPHE };

/* One character of the text: its class, its folded bytes, how many it takes. */
struct glyph_at {
    enum glyph is;
    char as[4];
    uint8_t as_n, n;
};

static struct glyph_at ascii(unsigned char c)
{
    struct glyph_at g = { .is = MARK, .as = { (char)c }, .as_n = 1, .n = 1 };

    if (c <= ' ' || c == 0x7f)
        g.is = SPACE;
    else if (c >= '0' && c <= '9')
        g.is = DIGIT;
    else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
        g.is = LETTER, g.as[0] = (char)(c | 0x20);
    else if (c == '\'')
        g.is = APOSTROPHE;
    return g;
}

/* General punctuation, E2 80 xx: what business text really holds of it. */
static struct glyph_at punctuation(unsigned char third)
{
    if (third >= 0x90 && third <= 0x95)
        return (struct glyph_at){ .is = MARK, .as = "-", .as_n = 1, .n = 3 };
    if (third == 0x98 || third == 0x99)
        return (struct glyph_at){ .is = APOSTROPHE, .as = "'", .as_n = 1, .n = 3 };
    if (third <= 0x8b || third == 0xaf)
        return (struct glyph_at){ .is = SPACE, .n = 3 };
    return (struct glyph_at){ .is = MARK, .as = "\"", .as_n = 1, .n = 3 };
}

static struct glyph_at glyph(str s)
{
    const unsigned char *p = (const unsigned char *)s.p;

    if (p[0] < 0x80)
        return ascii(p[0]);
    if (p[0] == 0xc3 && s.n > 1 && (p[1] & 0xc0) == 0x80) {
        const char *as = latin[p[1] & 0x3f];
        struct glyph_at g = { .is = LETTER, .as_n = (uint8_t)strlen(as), .n = 2 };
        memcpy(g.as, as, g.as_n);
        if (as[0] == '*' || as[0] == '/')
            g.is = MARK;
        return g;
    }
    if (p[0] == 0xc2 && s.n > 1) {
        struct glyph_at g = { .is = MARK, .as = { s.p[0], s.p[1] }, .as_n = 2, .n = 2 };
        if (p[1] == 0xa0)
            g.is = SPACE;
        else if (p[1] == 0xaa || p[1] == 0xba) /* ª º of Spanish ordinals */
            g.is = LETTER, g.as[0] = p[1] == 0xaa ? 'a' : 'o', g.as_n = 1;
        return g;
    }
    if (p[0] == 0xe2 && s.n > 2 && p[1] == 0x80)
        return punctuation(p[2]);
    if (p[0] == 0xe2 && s.n > 2 && p[1] == 0x82) /* currency signs: € ₹ ₽ ... */
        return (struct glyph_at){ .is = MARK, .as = { s.p[0], s.p[1], s.p[2] }, .as_n = 3, .n = 3 };
    return (struct glyph_at){ .is = LETTER, .as = { s.p[0] }, .as_n = 1, .n = 1 };
}

static void take(struct glyph_at g, char *out, size_t *out_n, size_t *at)
{
    memcpy(out + *out_n, g.as, g.as_n);
    *out_n += g.as_n;
    *at += g.n;
}

static void read_value(struct tok *t)
{
    if (t->s.n > 15) {
        t->value = -1;
        return;
    }
    for (size_t i = 0; i < t->s.n; i++)
        t->value = t->value * 10 + (t->s.p[i] - '0');
}

/* An apostrophe behind a letter and before a lone s opens the token "'s";
 * between letters elsewhere it only separates (l'année, o'clock). */
static bool is_possessive(str text, size_t at)
{
    if (at + 1 >= text.n)
        return false;
    struct glyph_at s = glyph(str_sub(text, at, text.n));
    if (s.n + at >= text.n)
        return false;
    struct glyph_at next = glyph(str_sub(text, at + s.n, text.n));
    if (next.is != LETTER || next.as[0] != 's')
        return false;
    return at + s.n + 1 >= text.n || glyph(str_sub(text, at + s.n + 1, text.n)).is != LETTER;
}

struct toks lex_text(struct arena *a, str text)
{
    struct toks out = { NEW_N(a, struct tok, text.n + 1), 0 };
    char *folded = arena_alloc(a, 2 * text.n + 2);
    size_t folded_n = 0;
    bool glued = false;

    for (size_t at = 0; at < text.n;) {
        struct glyph_at g = glyph(str_sub(text, at, text.n));
        bool after_word = glued && out.n && out.p[out.n - 1].kind != TOK_MARK;
        if (g.is == SPACE || (g.is == APOSTROPHE && after_word && !is_possessive(text, at))) {
            glued = g.is == APOSTROPHE;
            at += g.n;
            continue;
        }
        struct tok *t = &out.p[out.n++];
        *t = (struct tok){ .at = at, .glued = glued, .s.p = folded + folded_n };
        t->upper = text.p[at] >= 'A' && text.p[at] <= 'Z';
        t->kind = g.is == LETTER ? TOK_WORD : g.is == DIGIT ? TOK_DIGITS : TOK_MARK;
        size_t start = folded_n;
        enum glyph run = g.is;
        take(g, folded, &folded_n, &at);
        if (run == APOSTROPHE && after_word) {
            take(glyph(str_sub(text, at, text.n)), folded, &folded_n, &at);
            t->kind = TOK_WORD;
        } else if (run == LETTER || run == DIGIT) {
            while (at < text.n && (g = glyph(str_sub(text, at, text.n))).is == run)
                take(g, folded, &folded_n, &at);
        }
        t->s.n = folded_n - start;
        t->n = at - t->at;
        folded[folded_n++] = ' ';
        if (t->kind == TOK_DIGITS)
            read_value(t);
        glued = true;
    }
    return out;
}

size_t lex_phrase_at(const struct toks *t, size_t i, const char *phrase)
{
    size_t taken = 0;

    while (i + taken < t->n) {
        const char *space = strchr(phrase, ' ');
        size_t n = space ? (size_t)(space - phrase) : strlen(phrase);
        if (!str_eq(t->p[i + taken].s, (str){ phrase, n }))
            return 0;
        taken++;
        if (!space)
            return taken;
        phrase = space + 1;
    }
    return 0;
}
