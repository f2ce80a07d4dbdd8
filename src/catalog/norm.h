/* norm.h - the form in which two spellings of one value are equal.
 *
 *     "Müller & Söhne GmbH's"  ->  "muller and sohne gmbh"
 *
 * Lower case, accents and apostrophes gone, "&", "und" and "et" are "and",
 * other punctuation is a space, the plural ending of each word cut.
 *
 * Layer:   catalog; pure.
 * Memory:  the caller's; the result never outgrows NORM_BYTES_MAX.
 */
#ifndef CATALOG_NORM_H
#define CATALOG_NORM_H

#include "base/str.h"

enum { NORM_BYTES_MAX = 512 };

/* Writes at most `cap` bytes, returns how many; words are parted by one space. */
size_t norm_text(str in, char *out, size_t cap);

/* The same without touching plurals: for words of a question. */
size_t norm_fold(str in, char *out, size_t cap);

/* Edits (insert, delete, replace, swap neighbours) between two words, or
 * `max` + 1 when there are more. */
unsigned norm_edits(str a, str b, unsigned max);

#endif
