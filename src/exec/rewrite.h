/* rewrite.h - conditions in the form that the rest of exec works on.
 *
 * "not" is moved inwards, nested lists become flat.  Every step is exact in
 * the three-valued logic of conditions (true, false, unknown): what was true
 * for a row stays true for it, what was unknown stays unknown.
 *
 * Memory:  new nodes in the arena; untouched ones are shared with the plan.
 */
#ifndef EXEC_REWRITE_H
#define EXEC_REWRITE_H

#include "plan/plan.h"

/* After this NOT stands only above IN, IN_PLAN, EXISTS, text tests, and tests
 * of fields with several values; AND holds no AND, OR no OR. */
struct cond *rewrite_normal(struct arena *a, const struct cond *c);

/* The period as a condition; NULL when it is open at both ends. */
struct cond *rewrite_period(struct arena *a, const struct period *p);

/* The parts of a condition that must all be true; none for NULL. */
struct conds {
    struct cond **p;
    size_t n;
};
struct conds rewrite_parts(struct arena *a, struct cond *c);

/* Never true when everything that hangs on the first step of its paths is
 * null, and all its fields do hang on that one step: then it can be asked of
 * the model there.  Gives the step. */
bool rewrite_is_behind_step(const struct cond *c, struct step *out);
/* The same condition, told from the model behind the first step. */
struct cond *rewrite_behind_step(struct arena *a, const struct cond *c);

/* A test of a field that may hold several values. */
bool rewrite_is_repeatable(const struct cond *c);

#endif
