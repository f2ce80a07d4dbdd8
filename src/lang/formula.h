/* formula.h - "price * quantity" of the semantic layer as an expression. */
#ifndef LANG_FORMULA_H
#define LANG_FORMULA_H

#include "plan/plan.h"

/* Over fields of `m`, walked to by `path`; NULL when it cannot be read.
 * An aggregate may stand inside: "sum(total) / count()". */
struct expr *formula_read(struct arena *a, const struct model *m, const struct path *path,
                          str formula);

#endif
