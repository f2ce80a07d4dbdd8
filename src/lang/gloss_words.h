/* gloss_words.h - what German, French and Spanish words are in English, as
 * tables.  Everything is folded (catalog/norm.h) but the English.
 *
 * Layer:   lang; constant.
 */
#ifndef LANG_GLOSS_WORDS_H
#define LANG_GLOSS_WORDS_H

#include <stddef.h>

/* Words of the grammar, of operators and of time, exactly as written.  An
 * English side of "" drops them; "<..." moves before the noun that it follows;
 * "#..." is a noun itself; "%more", "%most", "%less", "%least" wait for an
 * adjective; "top>by revenue" puts what is behind the mark after the next noun. */
struct gloss_phrase {
    const char *said, *english;
};

/* kind 'n': a noun; 'a': adjectives and verbs; 'p': a place or its people.
 * Words are found in any inflection; parted by bars. */
struct gloss_term {
    char kind;
    const char *english, *de, *fr, *es;
};

extern const struct gloss_phrase gloss_de[], gloss_fr[], gloss_es[], gloss_de_heads[],
    gloss_de_firsts[];
extern const size_t gloss_de_n, gloss_fr_n, gloss_es_n, gloss_de_heads_n, gloss_de_firsts_n;
extern const struct gloss_term gloss_terms[], gloss_industry[];
extern const size_t gloss_terms_n, gloss_industry_n;

#endif
