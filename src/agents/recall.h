/* recall.h - takes the reading that an administrator has verified for a
 * question, and makes such entries.
 *
 * A plan is kept as a template: every date in it is written as the place that
 * it has in the question's time expressions ("the end of the first one", "its
 * period before", "today"), and filled in for the day and the wording of
 * whoever asks.  A date that comes from nowhere in the question cannot be
 * verified, because it would be wrong tomorrow.
 *
 * Rights:  the plan is read against the schema of the asking user; when it
 *          needs what that user may not see, the entry does not exist.
 * Threads: any.
 */
#ifndef AGENTS_RECALL_H
#define AGENTS_RECALL_H

#include "agents/run.h"
#include "catalog/verified.h"

#include <jansson.h>

/* After the engine has read the question: true when a verified entry took the
 * place of that reading. */
bool recall_take(struct run *r);

/* Who verifies, and what its user may see. */
struct recall_env {
    const struct lang_env *lang; /* now; no history */
    str user;
    int64_t at; /* seconds, UTC */
};

/* An answered question: what was asked, when, and the plan that answered it. */
struct recall_source {
    str question, plan_json;
    int64_t now;
    bool is_first; /* of its conversation, so that it leaned on nothing */
};

/* `wording` is to mean what `from` was answered with; they may be the same.
 * ERR_BAD_INPUT: its dates do not follow from the words, or the wording leans on
 * an earlier question. */
MUST_CHECK err_t recall_make(struct arena *a, const struct recall_env *env, str wording,
                             const struct recall_source *from, struct verified_entry *out,
                             struct why *why);

#endif
