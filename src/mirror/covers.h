/* covers.h - can a plan be answered from these tables alone, all of it? */
#ifndef MIRROR_COVERS_H
#define MIRROR_COVERS_H

#include "mirror/state.h"
#include "plan/plan.h"

/* `as_of` is that of the oldest table it touches.  False: a model is not
 * there, or a field that may hold several values is. */
bool mirror_covers(const struct mirror_state *s, const struct sql_tables *t, const struct plan *p,
                   int64_t *as_of);

#endif
