/* followups.h - three questions that lead on from this answer and that the
 * language engine reads (a test asks them all). */
#ifndef ANSWER_FOLLOWUPS_H
#define ANSWER_FOLLOWUPS_H

#include "answer/answer.h"

struct strs followups_of(struct arena *a, const struct plan *p, const struct result *r);

#endif
