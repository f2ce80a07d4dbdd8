/* text.h - how people's text compares.
 *
 * Conditions ignore case and keep accents, as the hub does: one code point
 * against one, by its lower case, so that "STRASSE" is not "straße" and no
 * letter outside ASCII ever equals one inside.  Sorting is for the eye: first
 * without case and accents, then by bytes.
 *
 * Layer:   exec; no allocation but in text_fold().
 * Errors:  none: a byte that is no UTF-8 equals only itself.
 */
#ifndef EXEC_TEXT_H
#define EXEC_TEXT_H

#include "base/arena.h"

bool text_eq(str a, str b);
int text_cmp(str a, str b); /* consistent with text_eq */
bool text_contains(str s, str part);
bool text_starts(str s, str part);
bool text_ends(str s, str part);

/* Equal texts fold to equal bytes. */
str text_fold(struct arena *a, str s);

/* Total order for sorted lists; 0 only for equal bytes. */
int text_order(str a, str b);

/* The letters outside ASCII that fold to one of a folded text: who replaces
 * each `from` by its `to`, and makes A-Z small, has folded a text as far as
 * comparing it with that one needs.  False: more than `max`, or no UTF-8. */
struct text_variant {
    char from[5], to[5];
};
bool text_variants(str folded, struct text_variant *out, size_t max, size_t *n);

bool text_is_ascii(str s);
/* Without a letter that has another case. */
bool text_is_caseless(str s);

#endif
