/* told.h - the sentence for what was told of records: who made a value what it
 * is, what changed, which sources stand behind it, what is in quarantine.
 *
 * Layer:   answer; pure.
 */
#ifndef ANSWER_TOLD_H
#define ANSWER_TOLD_H

#include "plan/plan.h"
#include "plan/result.h"

/* For a plan with `tell`; columns as exec/tell.h lays them out. */
str told_write(struct arena *a, const struct plan *p, const struct result *r);

#endif
