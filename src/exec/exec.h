/* exec.h - runs a plan over a source, exactly.
 *
 * Splits the plan into the fewest legal flat queries, reads what it must, and
 * finishes the rest locally: conditions that the source cannot express, joins,
 * groups, aggregates, order.  A condition is pushed down or checked here, and
 * never dropped.  The answer is the same whatever the source can do.
 *
 * Memory:  the result lives in `a`.  What a group needs is kept; records that
 *          are not shown are not.
 * Limits:  the budget; beyond it ERR_TOO_LARGE, and `why` says how large the
 *          question is and how to narrow it.  Never a partial total.
 * Threads: the caller's; blocking; cancel is looked at between pages.
 */
#ifndef EXEC_EXEC_H
#define EXEC_EXEC_H

#include "exec/source.h"
#include "plan/result.h"

#include <stdatomic.h>

struct exec_budget {
    uint64_t requests, records;
    double seconds;
};

#define EXEC_BUDGET_DEFAULT ((struct exec_budget){ 20000, 4000000, 60 })

struct exec_env {
    const struct schema *schema;
    struct source *source;
    struct exec_budget budget;
    int64_t now;                  /* seconds, UTC: stamped into the provenance */
    const atomic_bool *cancelled; /* may be NULL */
};

MUST_CHECK err_t exec_run(struct arena *a, const struct exec_env *env, const struct plan *p,
                          struct result *out, struct why *why);

/* The requests that exec_run() would send and why, in words, one a line. */
MUST_CHECK err_t exec_explain(struct arena *a, const struct exec_env *env, const struct plan *p,
                              str *out, struct why *why);

#endif
