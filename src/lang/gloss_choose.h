/* gloss_choose.h - of several English words for one, that which the schema has.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_GLOSS_CHOOSE_H
#define LANG_GLOSS_CHOOSE_H

#include "lang/mentions.h"

/* How well the schema and its values know some English words, 0 to 3; more
 * when it is in one of the models `about` (may be NULL). */
double gloss_fit(struct reader *r, str english, const bool *about);

/* A word as it is, or another inflection of it, that names a model, a field or
 * a synonym of one, wholly: schemas are not always in English. */
bool gloss_is_name(struct reader *r, str word, str *as);

/* Adds the models that the words name. */
void gloss_about(struct reader *r, str english, bool *about);

/* Is it a value, spelt like this? */
bool gloss_is_value(struct reader *r, str words);

#endif
