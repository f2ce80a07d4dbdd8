#include "lang/glossary.h"

#include "lang/gloss_words.h"

#include <stdlib.h>

static int by_words(const void *p, const void *q)
{
    const struct gloss_entry *a = p, *b = q;
    if (a->words[0] != b->words[0])
        return a->words[0] < b->words[0] ? -1 : 1;
    if (a->n != b->n)
        return a->n > b->n ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void add(struct arena *a, gloss_entries *to, struct sb_stemmer *stemmer,
                struct gloss_entry e)
{
    for (str rest = e.word; rest.n && e.n < GLOSS_WORDS_MAX;) {
        str w = str_cut(&rest, ' ');
        e.words[e.n++] = stemmer ? stem_native(stemmer, w) : str_hash(w);
    }
    *vec_push(a, to) = e;
}

static void add_phrases(struct arena *a, gloss_entries *to, const struct gloss_phrase *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add(a, to, NULL,
            (struct gloss_entry){ .word = str_c(p[i].said),
                                  .english = p[i].english,
                                  .row = (uint16_t)i,
                                  .kind = 'f' });
}

static void add_terms(struct arena *a, gloss_entries *to, enum tongue tongue)
{
    struct sb_stemmer *stemmer = stemmer_of(a, tongue_info(tongue)->stemmer);
    for (size_t i = 0; i < gloss_terms_n + gloss_industry_n; i++) {
        const struct gloss_term *t = i < gloss_terms_n ? &gloss_terms[i]
                                                       : &gloss_industry[i - gloss_terms_n];
        const char *said = tongue == TONGUE_DE ? t->de : tongue == TONGUE_FR ? t->fr : t->es;
        for (str rest = str_c(said); rest.n;)
            add(a, to, stemmer,
                (struct gloss_entry){ .word = str_cut(&rest, '|'),
                                      .english = t->english,
                                      .row = (uint16_t)i,
                                      .kind = t->kind });
    }
}

struct glossary *glossary_new(struct arena *a)
{
    struct glossary *g = NEW(a, struct glossary);
    g->tongues = tongues_new(a);
    add_phrases(a, &g->phrases[TONGUE_DE], gloss_de, gloss_de_n);
    add_phrases(a, &g->phrases[TONGUE_FR], gloss_fr, gloss_fr_n);
    add_phrases(a, &g->phrases[TONGUE_ES], gloss_es, gloss_es_n);
    for (int t = TONGUE_DE; t < TONGUES_READ; t++) {
        add_terms(a, &g->terms[t], (enum tongue)t);
        qsort(g->phrases[t].p, g->phrases[t].n, sizeof *g->phrases[t].p, by_words);
        qsort(g->terms[t].p, g->terms[t].n, sizeof *g->terms[t].p, by_words);
    }
    return g;
}

const struct gloss_entry *glossary_find(const gloss_entries *e, uint64_t first)
{
    size_t lo = 0, hi = e->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (e->p[mid].words[0] < first)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < e->n && e->p[lo].words[0] == first ? &e->p[lo] : NULL;
}
