#include "lang/index_names.h"

#include "catalog/norm.h"

#include <ctype.h>

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A new word starts here: camelCase, "HTTPServer", "Q3" stays together. */
static bool breaks(str s, size_t i)
{
    char c = s.p[i], p = s.p[i - 1];
    if (is_upper(c) && is_lower(p))
        return true;
    if (is_upper(c) && is_upper(p) && i + 1 < s.n && is_lower(s.p[i + 1]))
        return true;
    return is_digit(c) && is_lower(p);
}

static void add_word(struct arena *a, struct name_words *out, str raw, bool in_brackets)
{
    char norm[NORM_BYTES_MAX];
    str rest = { norm, norm_fold(raw, norm, sizeof norm) };
    while (rest.n && out->n < NAME_WORDS_MAX) {
        str w = str_cut(&rest, ' ');
        out->in_brackets[out->n] = in_brackets;
        out->w[out->n++] = arena_str(a, w);
    }
}

void name_cut(struct arena *a, str text, struct name_words *out)
{
    bool bracket = false;
    size_t from = 0;
    out->n = 0;
    for (size_t i = 0; i <= text.n; i++) {
        char c = i < text.n ? text.p[i] : ' ';
        bool part = (unsigned char)c >= 128 || isalnum((unsigned char)c) || c == '\'';
        if (part && (i == from || !breaks(text, i)))
            continue;
        if (i > from)
            add_word(a, out, str_sub(text, from, i), bracket);
        bracket = c == '(' ? true : c == ')' ? false : bracket;
        from = part ? i : i + 1;
    }
}

static const char *abbreviation(str w)
{
    for (size_t i = 0; i < lexicon_abbreviations_n; i++)
        if (str_eq(w, str_c(lexicon_abbreviations[i].word)))
            return lexicon_abbreviations[i].means;
    return NULL;
}

/* A word of a model's name that `w` starts: "stu" in a schema with Student. */
static str started_by(struct arena *a, const struct lang_index *x, str w)
{
    for (size_t m = 0; m < x->schema->models_n && w.n >= 3; m++) {
        struct name_words words;
        name_cut(a, x->schema->models[m].name, &words);
        for (unsigned i = 0; i < words.n; i++)
            if (words.w[i].n >= w.n + 2 && str_starts(words.w[i], w))
                return words.w[i];
    }
    return (str){ 0 };
}

static bool is_model_word(struct arena *a, const struct lang_index *x, str w)
{
    for (size_t m = 0; m < x->schema->models_n; m++) {
        struct name_words words;
        name_cut(a, x->schema->models[m].name, &words);
        for (unsigned i = 0; i < words.n; i++)
            if (str_eq(words.w[i], w) ||
                (words.w[i].n == w.n + 1 && str_starts(words.w[i], w) && words.w[i].p[w.n] == 's'))
                return true;
    }
    return false;
}

/* "petid", "stuname": a known ending behind something that names a model. */
static bool split_glued(struct arena *a, const struct lang_index *x, str w, str *head, str *tail)
{
    static const char *const ends[] = { "id",   "name", "no",    "date", "type",
                                        "code", "num",  "count", "age",  "number" };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        str e = str_c(ends[i]);
        if (w.n < e.n + 3 || !str_ends(w, e))
            continue;
        *head = str_sub(w, 0, w.n - e.n);
        *tail = str_sub(w, w.n - e.n, w.n);
        if (is_model_word(a, x, *head))
            return true;
        str full = started_by(a, x, *head);
        if (full.n && !str_starts(full, w)) {
            *head = full;
            return true;
        }
    }
    return false;
}

bool name_expand(struct arena *a, const struct lang_index *x, const struct name_words *in,
                 struct name_words *out)
{
    bool changed = false;
    out->n = 0;
    for (unsigned i = 0; i < in->n; i++) {
        str head, tail, full;
        const char *means = abbreviation(in->w[i]);
        if (means) {
            changed |= !str_eq(in->w[i], str_c(means));
            add_word(a, out, str_c(means), in->in_brackets[i]);
        } else if (split_glued(a, x, in->w[i], &head, &tail)) {
            add_word(a, out, head, false);
            means = abbreviation(tail);
            add_word(a, out, means ? str_c(means) : tail, false);
            changed = true;
        } else if (in->w[i].n <= 4 && (full = started_by(a, x, in->w[i])).n) {
            add_word(a, out, full, false);
            changed = true;
        } else {
            add_word(a, out, in->w[i], in->in_brackets[i]);
        }
    }
    return changed;
}

static bool is_code(str w)
{
    if (w.n == 0 || w.n > 8)
        return false;
    for (size_t i = 0; i < w.n; i++)
        if (!is_upper(w.p[i]) && !is_digit(w.p[i]) && w.p[i] != '_')
            return false;
    return true;
}

/* The code of a piece and where its words start; 0: it has none. */
static size_t code_of(str piece, str *code)
{
    size_t eq = str_find_byte(piece, '=');
    if (eq == piece.n)
        eq = str_find_byte(piece, ':');
    if (eq < piece.n) {
        *code = str_trim(str_sub(piece, 0, eq));
        return code->n && code->n <= 24 ? eq + 1 : 0;
    }
    size_t space = str_find_byte(piece, ' ');
    *code = str_sub(piece, 0, space);
    return space < piece.n && is_code(*code) ? space + 1 : 0;
}

size_t name_codes(str description, struct coded *out, size_t max)
{
    size_t n = 0;
    for (str rest = description; rest.n;) {
        str before = rest, code;
        size_t comma = str_find_byte(rest, ','), semi = str_find_byte(rest, ';');
        char sep = comma < semi ? ',' : ';';
        str piece = str_trim(str_cut(&rest, sep));
        size_t words = code_of(piece, &code);
        if (words && n < max)
            out[n++] = (struct coded){ code, str_trim(str_sub(piece, words, piece.n)) };
        else if (n && piece.n) /* "MRO = maintenance, repair": one of several words */
            out[n - 1].words = (str){ out[n - 1].words.p,
                                      (size_t)(piece.p + piece.n - out[n - 1].words.p) };
        if (rest.n == before.n)
            break;
    }
    return n;
}
