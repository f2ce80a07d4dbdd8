/* similar.h - how alike two texts are, from 0 (nothing in common) to 1 (the
 * same), by the five ways that a match rule may name.
 *
 *     Jaro-Winkler   shared characters near their places, more for a common
 *                    start of up to four
 *     Levenshtein    1 - edits / length of the longer
 *     Bigram         twice the shared pairs of neighbours / all pairs
 *     Trigram        the same with three
 *     Soundex        the codes: 1 when equal, a quarter for each equal place
 *
 * Letters are compared without case.  Bytes, not characters: an accent costs
 * two.
 *
 * Limits:  the first HUB_SIMILAR_MAX bytes.
 */
#ifndef LOCALHUB_SIMILAR_H
#define LOCALHUB_SIMILAR_H

#include "base/str.h"

enum { HUB_SIMILAR_MAX = 255 };

/* clang-format off */
/*    name            in a rule        in an answer    as good as equal from */
#define HUB_SIMILAR_LIST(X)                                              \
    X(JARO_WINKLER,   "Jaro-Winkler",  "jarowinkler",  0.85)             \
    X(LEVENSHTEIN,    "Levenshtein",   "levenshtein",  0.80)             \
    X(BIGRAM,         "Bigram",        "bigram",       0.80)             \
    X(TRIGRAM,        "Trigram",       "trigram",      0.80)             \
    X(SOUNDEX,        "Soundex",       "soundex",      1.00)
/* clang-format on */

enum hub_similar {
#define X(name, rule, answer, from) HUB_##name,
    HUB_SIMILAR_LIST(X)
#undef X
        HUB_SIMILAR_COUNT
};

bool hub_similar_of(str rule_name, enum hub_similar *out);
const char *hub_similar_name(enum hub_similar s); /* in an answer */
double hub_similar_default(enum hub_similar s);
double hub_similarity(enum hub_similar s, str x, str y);

#endif
