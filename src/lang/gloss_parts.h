/* gloss_parts.h - the words and pieces that gloss.c works on; its own.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_GLOSS_PARTS_H
#define LANG_GLOSS_PARTS_H

#include "lang/glossary.h"
#include "lang/mentions.h"

enum { WORDS_MAX = TOKENS_MAX * 2, SPAN_WORDS_MAX = 6, NORM_CUT = 120 };

struct word {
    str text, norm; /* as written; folded */
    uint64_t hash, stem;
    bool is_mark, is_glued, is_kept; /* kept: quoted or a value, left as it is */
    bool is_upper;
};

/* A stretch of the question in English. */
struct piece {
    str english, said;
    char kind; /* of a term; 'f' phrase, 'v' left as it was, 'm' mark, '%' waits for an adjective */
    bool is_post, is_glued;
};

struct glosser {
    struct reader *r;
    const struct glossary *g;
    enum tongue tongue;
    struct sb_stemmer *stemmer;
    struct word *w;
    size_t n;
    struct piece *piece;
    size_t pieces;
    bool *about;
    struct piece later; /* comes after the next noun */
};

/* "more" and "expensive" become "more expensive"; what is said behind a noun
 * and belongs before it in English moves there. */
void gloss_arrange(struct glosser *g);

str gloss_fold(struct arena *a, str text);

/* "l'annee", "qu'il", "d'affaires": where the word behind the apostrophe
 * starts; 0: there is none. */
size_t gloss_elided(str text);

#endif
