/* mask.h - a sentence without what it says: every value, figure and date is
 * replaced by a slot, {{name1}} or {{v1}}, and put back afterwards.
 *
 * What is known to be a value (cells of the result, literals of the plan) goes
 * wherever it stands as whole words; whatever holds a digit goes always.
 *
 * Layer:   agents; pure.
 * Memory:  in the arena of mask_init(); texts that were masked are borrowed.
 */
#ifndef AGENTS_MASK_H
#define AGENTS_MASK_H

#include "base/vec.h"
#include "plan/plan.h"
#include "plan/result.h"

struct mask_slot {
    str name, text;
};

struct mask {
    struct arena *a;
    VEC(str) known;
    VEC(struct mask_slot) slots;
    unsigned names_n, figures_n;
};

/* Knows the values of a plan and its result afterwards. */
void mask_init(struct mask *m, struct arena *a, const struct plan *p, const struct result *r);
str mask_text(struct mask *m, str text);

/* Puts the values back.  NULL, or what is wrong with `text`: a slot that does
 * not exist, a digit outside of slots, markup. */
const char *mask_fill(const struct mask *m, str text, str *out);
/* A slot that does not stand in `text`; NULL when all do. */
const struct mask_slot *mask_missing(const struct mask *m, str text);

#endif
