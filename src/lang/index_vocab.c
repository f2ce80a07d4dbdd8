#include "lang/index_vocab.h"

#include "catalog/norm.h"
#include "lang/index_names.h"

#include <stdlib.h>

static uint32_t letters_of(str w)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < w.n; i++)
        letters |= 1u << ((unsigned char)w.p[i] & 31u);
    return letters;
}

static void add(struct lang_index *x, str w, enum vocab_rank rank)
{
    if (w.n >= 4)
        *vec_push(x->a, &x->vocab) = (struct vocab){ arena_str(x->a, w), letters_of(w), rank };
}

void vocab_add(struct lang_index *x, str word)
{
    add(x, word, VOCAB_GRAMMAR);
}

/* "category" and "categories", "expire", "expired" and "expiring". */
static void add_forms(struct lang_index *x, str w, enum vocab_rank rank)
{
    add(x, w, rank);
    if (w.n < 4 || str_ends(w, STR("s")) || str_ends(w, STR("ed")) || str_ends(w, STR("ing")))
        return;
    char last = w.p[w.n - 1];
    bool e = last == 'e', y = last == 'y' && !strchr("aeiou", w.p[w.n - 2]);
    str stem = e || y ? str_sub(w, 0, w.n - 1) : w;
    add(x, arena_fmt(x->a, "%.*s%s", STR_ARG(stem), y ? "ies" : e ? "es" : "s"), rank);
    add(x, arena_fmt(x->a, "%.*s%s", STR_ARG(stem), y ? "ied" : "ed"), rank);
    add(x, arena_fmt(x->a, "%.*s%s", STR_ARG(stem), y ? "ying" : "ing"), rank);
}

static void add_text(struct lang_index *x, str text)
{
    struct name_words w;
    name_cut(x->a, text, &w);
    for (unsigned i = 0; i < w.n; i++)
        add_forms(x, w.w[i], VOCAB_SCHEMA);
}

static void add_model(struct lang_index *x, const struct model *m)
{
    add_text(x, m->label);
    add_text(x, m->name);
    for (size_t s = 0; s < m->synonyms.n; s++)
        add_text(x, m->synonyms.p[s]);
    for (size_t f = 0; f < m->fields_n; f++) {
        add_text(x, m->fields[f].label);
        for (size_t s = 0; s < m->fields[f].synonyms.n; s++)
            add_text(x, m->fields[f].synonyms.p[s]);
    }
    for (size_t k = 0; k < m->measures_n; k++) {
        add_text(x, m->measures[k].label);
        for (size_t s = 0; s < m->measures[k].synonyms.n; s++)
            add_text(x, m->measures[k].synonyms.p[s]);
    }
}

static int by_length(const void *p, const void *q)
{
    const struct vocab *a = p, *b = q;
    if (a->word.n != b->word.n)
        return a->word.n < b->word.n ? -1 : 1;
    int order = str_cmp(a->word, b->word);
    return order ? order : (int)b->rank - (int)a->rank;
}

void vocab_finish(struct lang_index *x)
{
    static const char *const more[] = {
        "january",  "february", "march",     "april",     "august",    "september", "october",
        "november", "december", "monday",    "tuesday",   "wednesday", "thursday",  "friday",
        "saturday", "sunday",   "today",     "yesterday", "tomorrow",  "next",      "previous",
        "during",   "until",    "weekend",   "hundred",   "thousand",  "million",   "percent",
        "quarter",  "that",     "this",      "these",     "there",     "from",      "their",
        "would",    "could",    "should",    "please",    "been",      "being",     "does",
        "were",     "many",     "year",      "years",     "month",     "months",    "week",
        "weeks",    "days",     "last",      "with",      "have",      "quarters",  "linked",
        "relate",   "answer",   "question",  "questions", "define",    "defined",   "values",
        "take",     "exist",    "people",    "else",      "compute",   "computed",  "derived",
        "explain",  "formula",  "connected", "refer",     "fresh",     "refreshed",
    };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        add(x, str_c(more[i]), VOCAB_GRAMMAR);
    for (size_t m = 0; m < x->schema->models_n; m++)
        add_model(x, &x->schema->models[m]);
    for (size_t i = 0; i < lexicon_verbs_n; i++)
        add_forms(x, str_c(lexicon_verbs[i].word), VOCAB_LEXICON);
    for (size_t g = 0; g < lexicon_synonyms_n; g++)
        for (str rest = str_c(lexicon_synonyms[g]); rest.n;) {
            str w = str_cut(&rest, '|');
            if (str_find_byte(w, ' ') == w.n && w.p[0] != '>')
                add_forms(x, w, VOCAB_LEXICON);
        }
    if (x->vocab.n)
        qsort(x->vocab.p, x->vocab.n, sizeof *x->vocab.p, by_length);
    size_t kept = 0;
    for (size_t i = 0; i < x->vocab.n; i++)
        if (!kept || !str_eq(x->vocab.p[kept - 1].word, x->vocab.p[i].word))
            x->vocab.p[kept++] = x->vocab.p[i];
    x->vocab.n = kept;
}

/* The first word not before `w` in the order of the vocabulary. */
static size_t lower_bound(const struct lang_index *x, struct vocab w)
{
    size_t lo = 0, hi = x->vocab.n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (by_length(&x->vocab.p[mid], &w) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const struct vocab *vocab_find(const struct lang_index *x, str word)
{
    size_t at = lower_bound(x, (struct vocab){ .word = word, .rank = VOCAB_SCHEMA });
    return at < x->vocab.n && str_eq(x->vocab.p[at].word, word) ? &x->vocab.p[at] : NULL;
}

static bool swaps(str a, str b)
{
    size_t i = 0;
    if (a.n != b.n)
        return false;
    while (i < a.n && a.p[i] == b.p[i])
        i++;
    return i + 1 < a.n && a.p[i] == b.p[i + 1] && a.p[i + 1] == b.p[i] &&
           str_eq(str_sub(a, i + 2, a.n), str_sub(b, i + 2, b.n));
}

const struct vocab *vocab_nearest(const struct lang_index *x, str word, unsigned edits)
{
    const struct vocab *found = NULL;
    uint32_t letters = letters_of(word);
    unsigned best = 4 * edits + 4;
    str shortest = str_sub(word, 0, word.n > edits ? word.n - edits : 0);
    size_t i = lower_bound(x, (struct vocab){ .word = shortest, .rank = VOCAB_SCHEMA });
    while (i > 0 && x->vocab.p[i - 1].word.n == shortest.n)
        i--;
    for (; i < x->vocab.n && x->vocab.p[i].word.n <= word.n + edits; i++) {
        const struct vocab *v = &x->vocab.p[i];
        if ((unsigned)__builtin_popcount(v->letters ^ letters) > 2 * edits || str_eq(v->word, word))
            continue;
        bool swap = swaps(word, v->word);
        if (v->word.p[0] != word.p[0] && !swap)
            continue;
        unsigned d = swap ? 1 : norm_edits(word, v->word, edits);
        unsigned cost = 4 * d + 2 - (swap ? 2 : 0) - (unsigned)v->rank;
        if (d <= edits && cost < best) {
            best = cost;
            found = v;
        }
    }
    return found;
}
