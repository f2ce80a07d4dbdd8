#include "catalog/norm.h"
#include "lang/gloss.h"
#include "lang/gloss_parts.h"

str gloss_fold(struct arena *a, str text)
{
    char norm[NORM_BYTES_MAX];
    return arena_str(a, (str){ norm, norm_fold(str_sub(text, 0, NORM_CUT), norm, sizeof norm) });
}

size_t gloss_elided(str text)
{
    for (size_t i = 1; i < text.n && i < 10; i++) {
        size_t n = text.p[i] == '\''                                           ? 1
                   : str_starts(str_sub(text, i, text.n), STR("\xE2\x80\x99")) ? 3
                                                                               : 0;
        if (n && i + n < text.n)
            return i + n;
    }
    return 0;
}

/* Words that English or the schema has, say nothing of another language. */
static bool is_english(const struct reader *r, const struct token *t)
{
    if (t->kind != TOKEN_WORD || t->is_stop || t->is_weak || index_postings(r->x, t->stem) ||
        index_ops(r->x, t->hash))
        return true;
    for (size_t i = 0; i < r->x->synonyms.n; i++)
        if (r->x->synonyms.p[i].stem == t->stem)
            return true;
    return false;
}

static void vote_terms(const struct reader *r, const struct token *t, struct tongue_votes *v)
{
    const struct glossary *g = r->x->glossary;
    bool in[TONGUES_READ] = { 0 };
    int n = 0;
    for (int k = TONGUE_DE; k < TONGUES_READ; k++) {
        struct sb_stemmer *s = stemmer_of(r->a, tongue_info((enum tongue)k)->stemmer);
        in[k] = glossary_find(&g->phrases[k], t->hash) ||
                glossary_find(&g->terms[k], stem_native(s, t->norm));
        n += in[k];
    }
    for (int k = TONGUE_DE; k < TONGUES_READ; k++)
        v->p[k] += in[k] ? 0.5 / n : 0;
}

/* Words that stand for something in English or in the schema. */
static double english_words(const struct reader *r)
{
    double sum = 0;
    for (size_t i = 0; i < r->tokens.n; i++) {
        const struct token *t = &r->tokens.p[i];
        sum += t->kind == TOKEN_WORD && t->norm.n > 2 && !t->quote && !t->is_stop &&
                       is_english(r, t)
                   ? 0.3
                   : 0;
    }
    return sum;
}

static void vote_words(const struct reader *r, struct tongue_votes *v)
{
    const struct tongues *x = r->x->glossary->tongues;
    for (size_t i = 0; i < r->tokens.n; i++) {
        const struct token *t = &r->tokens.p[i];
        if (t->quote || t->text.n == 0 || (t->is_upper && !t->is_first && !t->is_caps))
            continue; /* a name is of no language */
        if (t->kind == TOKEN_WORD)
            tongue_vote(x, t->hash, v);
        size_t cut = t->is_upper ? 0 : gloss_elided(t->text);
        if (cut && cut <= 5 && t->text.n > cut + 1) {
            tongue_vote(x, str_hash(gloss_fold(r->a, str_sub(t->text, 0, cut))), v);
            tongue_vote(x, str_hash(gloss_fold(r->a, str_sub(t->text, cut, t->text.n))), v);
        }
        tongue_vote_letters(t->text, v);
    }
}

enum tongue gloss_tongue(const struct reader *r)
{
    struct tongue_votes v = { 0 };
    vote_words(r, &v);
    bool doubt = tongue_of(&v) != TONGUE_EN;
    if (!doubt && v.p[TONGUE_EN] >= 0.6)
        return TONGUE_EN;
    v.p[TONGUE_EN] += english_words(r);
    for (size_t i = 0; i < r->tokens.n && !doubt; i++)
        if (!r->tokens.p[i].quote && !is_english(r, &r->tokens.p[i]))
            vote_terms(r, &r->tokens.p[i], &v);
    return tongue_of(&v);
}
