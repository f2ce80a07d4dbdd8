/* proposal.h - a plan as a language model proposes it: a flat JSON form, and
 * its way to a checked plan.
 *
 * The plan's own form (plan/json.h) is recursive, which structured output does
 * not allow.  This one has one level: measures, groups, filters that all hold,
 * groups of filters of which one holds.  The schema is the same for everybody
 * and every question, so it holds no name and no value.
 *
 * A field is written as an id or name of the model, with '>' over references:
 * BRAND>NAME.  A reference that is filtered or shown stands for what names its
 * record.  Unknown names, unknown members and values that do not fit their
 * field are refused; nothing is guessed.
 *
 * Layer:   agents; pure.
 * Memory:  the plan is in `a`, and borrows models and fields of `view`.
 * Errors:  ERR_BAD_INPUT and what is wrong with the proposal, in words that a
 *          language model can be shown; ERR_NOT_FOUND when it says itself that
 *          it cannot answer.
 */
#ifndef AGENTS_PROPOSAL_H
#define AGENTS_PROPOSAL_H

#include "plan/plan.h"

#include <jansson.h>

struct proposal {
    struct plan *plan; /* plan_check() has accepted it on `view` */
    double confidence; /* as told, within 0..1 */
    str reading;       /* how it was read, in its own words; for the trace only */
};

json_t *proposal_schema(void); /* a new reference */

MUST_CHECK err_t proposal_read(struct arena *a, const struct schema *view, const json_t *in,
                               struct proposal *out, struct why *why);

/* What a language model may know of a view: names, types, references, declared
 * enumerations.  JSON; no record's value is in it. */
str proposal_catalogue(struct arena *a, const struct schema *view);

/* A text of somebody else's as JSON that cannot close the tag it stands in. */
str proposal_quote(struct arena *a, json_t *take);

#endif
