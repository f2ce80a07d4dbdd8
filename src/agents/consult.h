/* consult.h - asking a language model, under the house's rules.
 *
 * What leaves the house: the question, the names of models and fields that the
 * user may see, the form of a plan.  No record value, unless the user typed
 * it.  What comes back is a proposal: a plan that plan_check() accepts, or
 * prose without a number that is not in the result; anything else is dropped
 * and the engine's own word stands.
 */
#ifndef AGENTS_CONSULT_H
#define AGENTS_CONSULT_H

#include "agents/run.h"

/* Puts the model's plan in r->readings when it gave a valid one; otherwise
 * leaves the engine's reading and adds a note for the trace. */
void consult_plan(struct run *r);

/* Streams prose for r->answer; replaces its text when every number in it is
 * true.  */
void consult_prose(struct run *r);

#endif
