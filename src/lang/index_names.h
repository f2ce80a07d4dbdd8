/* index_names.h - how a name in a schema is cut into words.
 *
 *     "delivered_on" "riskLevel" "stuid" "pay_terms_days" "Standard cost (EUR)"
 */
#ifndef LANG_INDEX_NAMES_H
#define LANG_INDEX_NAMES_H

#include "lang/index.h"

struct name_words {
    str w[NAME_WORDS_MAX];
    bool in_brackets[NAME_WORDS_MAX];
    unsigned n;
};

/* Folded words of a label or an identifier. */
void name_cut(struct arena *a, str text, struct name_words *out);

/* Abbreviations written out; false when there is none. */
bool name_expand(struct arena *a, const struct lang_index *x, const struct name_words *in,
                 struct name_words *out);

/* "X = words, Y = words" or "EU Europe, NA North America". */
struct coded {
    str code, words;
};
size_t name_codes(str description, struct coded *out, size_t max);

#endif
