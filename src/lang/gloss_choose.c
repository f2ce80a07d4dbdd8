#include "lang/gloss_choose.h"

#include "catalog/norm.h"

static const struct name_posting *next_of(const struct reader *r, const struct name_posting *p)
{
    const struct name_posting *end = r->x->postings.p + r->x->postings.n;
    return p + 1 < end && p[1].stem == p->stem ? p + 1 : NULL;
}

/* 3: in a name; and one more in a model that the question is about. */
static double fit_of_name(const struct reader *r, uint64_t stem, const bool *about)
{
    double best = 0;
    for (const struct name_posting *p = index_postings(r->x, stem); p; p = next_of(r, p)) {
        const struct name *n = &r->x->names.p[p->name];
        double fit = 2 + n->weight[p->at] / n->total + (about && about[n->model] ? 1 : 0);
        best = fit > best ? fit : best;
    }
    return best;
}

static double fit_of_synonyms(const struct reader *r, uint64_t stem, const bool *about)
{
    double best = 0;
    for (size_t i = 0; i < r->x->synonyms.n; i++) {
        if (r->x->synonyms.p[i].stem != stem)
            continue;
        for (str rest = str_c(r->x->synonyms.p[i].group); rest.n;) {
            str w = str_cut(&rest, '|');
            if (w.p[0] == '>' || str_find_byte(w, ' ') < w.n)
                continue;
            double fit = 0.7 * fit_of_name(r, stem_hash(r->stemmer, w), about);
            best = fit > best ? fit : best;
        }
    }
    return best;
}

static double fit_of_verb(const struct reader *r, uint64_t stem)
{
    for (size_t v = 0; v < lexicon_verbs_n; v++) {
        if (r->x->verb_stems[v] != stem)
            continue;
        for (str rest = str_c(lexicon_verbs[v].means); rest.n;)
            if (index_postings(r->x, stem_hash(r->stemmer, str_cut(&rest, '|'))))
                return 1.8;
    }
    return 0;
}

static double fit_of_value(struct reader *r, str words, const bool *about)
{
    struct value_raw raw[8];
    double best = 0;
    if (!r->env->values)
        return 0;
    size_t n = values_exact(r->env->values, index_uids(r->x), words, raw, 8);
    for (size_t i = 0; i < n; i++) {
        int model = r->x->places[raw[i].uid].model;
        double fit = 1.7 + (about && model >= 0 && about[model] ? 2.5 : 0);
        best = fit > best ? fit : best;
    }
    return best;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

double gloss_fit(struct reader *r, str english, const bool *about)
{
    char norm[NORM_BYTES_MAX];
    str whole = { norm, norm_fold(english, norm, sizeof norm) };
    double sum = 0;
    unsigned n = 0;
    for (str rest = whole; rest.n; n++) {
        uint64_t stem = stem_hash(r->stemmer, str_cut(&rest, ' '));
        double fit = fit_of_name(r, stem, about);
        fit = larger(fit, fit_of_synonyms(r, stem, about));
        sum += larger(fit, fit_of_verb(r, stem));
    }
    return n ? larger(sum / n, fit_of_value(r, whole, about)) : 0;
}

void gloss_about(struct reader *r, str english, bool *about)
{
    for (str rest = english; rest.n;) {
        uint64_t stem = stem_hash(r->stemmer, str_cut(&rest, ' '));
        for (const struct name_posting *p = index_postings(r->x, stem); p; p = next_of(r, p)) {
            const struct name *n = &r->x->names.p[p->name];
            if (n->kind == NAME_MODEL && n->weight[p->at] / n->total > 0.6)
                about[n->model] = true;
        }
    }
}

static bool is_whole_name(const struct reader *r, str word, bool inflected)
{
    for (const struct name_posting *p = index_postings(r->x, stem_hash(r->stemmer, word)); p;
         p = next_of(r, p)) {
        const struct name *n = &r->x->names.p[p->name];
        if (n->quality > 0.9 && n->weight[p->at] / n->total > 0.85 &&
            (inflected || str_eq(n->word[p->at], word)))
            return true;
    }
    return false;
}

bool gloss_is_name(struct reader *r, str word, str *as)
{
    static const char *const endings[] = { "", "s", "es", "n", "en", "e", "er" };
    *as = word;
    if (is_whole_name(r, word, true))
        return true;
    for (size_t i = 1; i < sizeof endings / sizeof *endings; i++) {
        str end = str_c(endings[i]);
        *as = str_sub(word, 0, word.n - end.n);
        if (word.n >= end.n + 3 && str_ends(word, end) && is_whole_name(r, *as, false))
            return true;
        *as = arena_fmt(r->a, "%.*s%s", STR_ARG(word), endings[i]);
        if (is_whole_name(r, *as, false))
            return true;
    }
    return false;
}

bool gloss_is_value(struct reader *r, str words)
{
    struct value_raw raw[1];
    return r->env->values && values_exact(r->env->values, index_uids(r->x), words, raw, 1) > 0;
}
