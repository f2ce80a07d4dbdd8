#include "lang/tokens.h"

#include "catalog/norm.h"
#include "lang/lexicon.h"

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 128;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Typographic quotes and dashes are multi-byte marks; other letters are words. */
static size_t mark_bytes(str q, size_t i)
{
    static const char *const marks[] = { "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E",
                                         "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\xA6",
                                         "\xC2\xAB",     "\xC2\xBB",     "\xC2\xBF" };
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
        if (str_starts(str_sub(q, i, q.n), str_c(marks[m])))
            return strlen(marks[m]);
    return 0;
}

static size_t apostrophe_bytes(str q, size_t i)
{
    if (q.p[i] == '\'')
        return 1;
    return str_starts(str_sub(q, i, q.n), STR("\xE2\x80\x99")) ? 3 : 0;
}

/* Digits with separators and decimals, and glued letters ("10k", "3rd", "2nd"). */
static size_t number_end(str q, size_t i)
{
    while (i < q.n &&
           (is_word_byte(q.p[i]) || ((q.p[i] == '.' || q.p[i] == ',') && i + 1 < q.n &&
                                     is_digit(q.p[i + 1]) && i > 0 && is_digit(q.p[i - 1]))))
        i++;
    return i;
}

static size_t word_end(str q, size_t i)
{
    while (i < q.n) {
        size_t n = apostrophe_bytes(q, i);
        if (n && i + n < q.n && is_word_byte(q.p[i + n]) && !mark_bytes(q, i + n)) {
            i += n;
            continue;
        }
        if (n || !is_word_byte(q.p[i]) || mark_bytes(q, i))
            break;
        i++;
    }
    return i;
}

static void look(struct token *t)
{
    size_t caps = 0, small = 0;
    for (size_t i = 0; i < t->text.n; i++) {
        caps += t->text.p[i] >= 'A' && t->text.p[i] <= 'Z';
        small += t->text.p[i] >= 'a' && t->text.p[i] <= 'z';
    }
    t->is_caps = caps >= 2 && small == 0;
    t->is_upper = t->text.n && ((t->text.p[0] >= 'A' && t->text.p[0] <= 'Z') ||
                                ((unsigned char)t->text.p[0] == 0xC3 && t->text.n > 1 &&
                                 (unsigned char)t->text.p[1] < 0x9F));
}

/* "isn't" and "don't" become is + not; "supplier's" loses its ending. */
static str without_ending(str w, bool *negated)
{
    static const char *const not [] = { "n't", "n\xE2\x80\x99t" };
    static const char *const tails[] = { "'s",  "\xE2\x80\x99s",  "'re", "\xE2\x80\x99re",
                                         "'ve", "\xE2\x80\x99ve", "'ll", "'d" };
    for (size_t i = 0; i < 2; i++)
        if (w.n > 3 && str_ends(w, str_c(not [i]))) {
            *negated = true;
            return str_sub(w, 0, w.n - strlen(not [i]));
        }
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (w.n > strlen(tails[i]) && str_ends(w, str_c(tails[i])))
            return str_sub(w, 0, w.n - strlen(tails[i]));
    return w;
}

struct scan {
    struct arena *a;
    struct sb_stemmer *stemmer;
    struct tokens *out;
    bool first;
};

static struct token *push(struct scan *s, enum token_kind kind, str text, size_t at)
{
    struct token *t = &s->out->p[s->out->n++];
    *t = (struct token){ .kind = kind, .text = text, .said = text, .at = at, .quality = 1 };
    t->is_first = s->first;
    s->first = false;
    look(t);
    return t;
}

/* "POs", "SKUs": capitals with a small plural. */
static str without_plural(str w)
{
    if (w.n < 3 || w.p[w.n - 1] != 's')
        return w;
    for (size_t i = 0; i + 1 < w.n; i++)
        if (w.p[i] < 'A' || w.p[i] > 'Z')
            return w;
    return str_sub(w, 0, w.n - 1);
}

static void set_norm(struct scan *s, struct token *t, str word)
{
    char norm[NORM_BYTES_MAX];
    word = without_plural(word);
    str n = { norm, norm_fold(word, norm, sizeof norm) };
    for (size_t i = 0; i < n.n; i++) /* a word stays one word */
        if (norm[i] == ' ')
            n.n = i;
    t->norm = arena_str(s->a, n);
    t->hash = str_hash(t->norm);
    t->stem = stem_hash(s->stemmer, t->norm);
    t->is_stop = lexicon_is_stop(t->norm);
    t->is_weak = lexicon_is_weak(t->norm);
}

static void push_word(struct scan *s, str text, size_t at)
{
    bool negated = false;
    str word = without_ending(text, &negated);
    if (negated && str_eq_nocase(word, STR("ca")))
        word = STR("can");
    if (negated && str_eq_nocase(word, STR("wo")))
        word = STR("will");
    struct token *t = push(s, TOKEN_WORD, text, at);
    set_norm(s, t, word);
    if (negated && s->out->n < TOKENS_MAX) {
        t = push(s, TOKEN_WORD, str_sub(text, text.n, text.n), at + text.n);
        set_norm(s, t, STR("not"));
        t->is_glued = true;
    }
}

/* A quotation: from an opening mark to the next of its kind. */
static void mark_quotes(struct tokens *t)
{
    for (size_t i = 0; i < t->n; i++) {
        str m = t->p[i].text;
        bool opens = t->p[i].kind == TOKEN_MARK && t->p[i].quote == 0 &&
                     (str_eq(m, STR("\"")) || str_eq(m, STR("'")) || str_eq(m, STR("`")) ||
                      (m.n > 1 && (unsigned char)m.p[2 % m.n] >= 0x9C));
        if (!opens || (m.p[0] == '\'' && t->p[i].is_glued))
            continue;
        size_t j = i + 1;
        while (j < t->n && !(t->p[j].kind == TOKEN_MARK && t->p[j].text.n == m.n &&
                             (m.n > 1 || t->p[j].text.p[0] == m.p[0])))
            j++;
        if (j == t->n || j == i + 1)
            continue;
        t->quotes++;
        for (size_t k = i; k <= j; k++)
            t->p[k].quote = t->quotes;
        i = j;
    }
}

void tokens_read(struct arena *a, struct sb_stemmer *stemmer, str q, struct tokens *out)
{
    struct scan s = { a, stemmer, out, true };
    *out = (struct tokens){ .p = NEW_N(a, struct token, TOKENS_MAX) };
    size_t i = 0;
    while (i < q.n) {
        if (q.p[i] == ' ' || q.p[i] == '\t' || q.p[i] == '\n' || q.p[i] == '\r') {
            i++;
            continue;
        }
        if (out->n == TOKENS_MAX) {
            out->cut = true;
            break;
        }
        size_t at = i, mark = mark_bytes(q, i), before = out->n;
        if (mark || !is_word_byte(q.p[i])) {
            i += mark ? mark : 1;
            struct token *t = push(&s, TOKEN_MARK, str_sub(q, at, i), at);
            s.first = q.p[at] == '.' || q.p[at] == '?' || q.p[at] == '!' || t->is_first;
        } else if (is_digit(q.p[i])) {
            i = number_end(q, i);
            struct token *t = push(&s, TOKEN_NUMBER, str_sub(q, at, i), at);
            set_norm(&s, t, t->text);
        } else {
            i = word_end(q, i);
            i = i == at ? at + 1 : i;
            bool mail = i == at + 1 && (q.p[at] == 'e' || q.p[at] == 'E') &&
                        str_eq_nocase(str_sub(q, i, i + 5), STR("-mail"));
            if (mail)
                i = word_end(q, i + 1);
            push_word(&s, str_sub(q, at, i), at);
            if (mail && before < out->n)
                set_norm(&s, &out->p[before], i > at + 6 ? STR("emails") : STR("email"));
        }
        out->p[before].is_glued = at > 0 && q.p[at - 1] != ' ';
    }
    mark_quotes(out);
}

str tokens_norm(struct arena *a, const struct tokens *t, size_t i, size_t j)
{
    size_t n = 0;
    for (size_t k = i; k < j; k++)
        n += t->p[k].norm.n + 1;
    char *p = arena_alloc(a, n + 1);
    size_t at = 0;
    for (size_t k = i; k < j; k++) {
        if (t->p[k].norm.n == 0)
            continue;
        if (at)
            p[at++] = ' ';
        memcpy(p + at, t->p[k].norm.p, t->p[k].norm.n);
        at += t->p[k].norm.n;
    }
    return (str){ p, at };
}

str tokens_raw(const struct tokens *t, size_t i, size_t j)
{
    if (i >= j)
        return (str){ 0 };
    const char *end = t->p[j - 1].text.p + t->p[j - 1].text.n;
    return (str){ t->p[i].text.p, (size_t)(end - t->p[i].text.p) };
}

str tokens_said(const struct tokens *t, size_t i, size_t j)
{
    if (i >= j)
        return (str){ 0 };
    const char *from = t->p[i].said.p, *to = from + t->p[i].said.n;
    for (size_t k = i + 1; k < j; k++) {
        from = t->p[k].said.p < from ? t->p[k].said.p : from;
        to = t->p[k].said.p + t->p[k].said.n > to ? t->p[k].said.p + t->p[k].said.n : to;
    }
    return (str){ from, (size_t)(to - from) };
}

/* As it was written, or as it was mended. */
static bool says(const struct token *t, str word)
{
    return str_eq(t->norm, word) || str_eq_nocase(t->text, word);
}

bool tokens_have(const struct tokens *t, const char *phrase, size_t *from)
{
    for (size_t i = 0; i < t->n; i++) {
        str rest = str_c(phrase);
        size_t k = i;
        while (rest.n && k < t->n && says(&t->p[k], str_sub(rest, 0, str_find_byte(rest, ' ')))) {
            (void)str_cut(&rest, ' ');
            k++;
        }
        if (rest.n)
            continue;
        if (from)
            *from = i;
        return true;
    }
    return false;
}
