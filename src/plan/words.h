/* words.h - a plan said in plain words, from the plan alone.
 *
 *     Number of Products where Brand is "Sony" and Launch date is this quarter
 *     (1 Oct 2026 to 31 Dec 2026), compared with last quarter (1 Jul 2026 to ...)
 *
 * What it says cannot differ from what is computed, because it is told by the
 * same struct.  English; deterministic.
 */
#ifndef PLAN_WORDS_H
#define PLAN_WORDS_H

#include "plan/plan.h"

str plan_words(struct arena *a, const struct plan *p);

/* Parts of it, for the screen: each filter and the period on its own. */
str cond_words(struct arena *a, const struct cond *c);
str expr_words(struct arena *a, const struct expr *e);
str period_words(struct arena *a,
                 const struct period *p); /* "this quarter (1 Oct 2026 to 31 Dec 2026)" */

#endif
