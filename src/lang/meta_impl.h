/* meta_impl.h - what the files of meta.h share: the small table of an answer
 * and the ways of asking.
 *
 * Layer:   lang; pure.
 * Memory:  in the given arena.
 */
#ifndef LANG_META_IMPL_H
#define LANG_META_IMPL_H

#include "lang/mentions.h"

enum { META_COLUMNS = 3 };

/* Room for so many rows; then its headings (the third may be NULL), then rows. */
void meta_table(struct arena *a, struct readings *out, size_t rows, size_t columns);
void meta_columns(struct readings *out, const char *x, const char *y, const char *z);
void meta_row(struct arena *a, struct readings *out, str x, str y, str z);

/* Does one of the phrases stand in the question?  The list ends with NULL. */
bool meta_says(const struct reader *r, const char *const *phrases);

const char *meta_type_words(const struct field *f);

/* What is this value, this measure; how do two models hang together; how fresh
 * are the figures; how many models are there?  `model`: the one named, or -1. */
bool meta_terms(struct reader *r, int model, struct readings *out);
bool meta_asks_meaning(const struct reader *r);

#endif
