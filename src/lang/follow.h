/* follow.h - questions that lean on the one before: "and Samsung?", "by
 * category", "only in Germany", "last month?".
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_FOLLOW_H
#define LANG_FOLLOW_H

#include "lang/read.h"

/* When the question leans on the history, replaces the candidates by the
 * earlier reading as changed by it, and says so in `out`. */
void follow(struct reader *r, struct candidates *c, struct readings *out);

#endif
