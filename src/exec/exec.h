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
    unsigned connections; /* at the same time for one question; 0: 4 */
};

#define EXEC_BUDGET_DEFAULT ((struct exec_budget){ 20000, 4000000, 60, 0 })

/* clang-format off */
/*    way           what it saves                                                    */
#define EXEC_WAY_LIST(X)                                                              \
    X(NEVER,        "nothing is asked when no row can pass")                          \
    X(COUNT,        "a total instead of records")                                     \
    X(COUNT_ANY,    "one total for several alternatives")                             \
    X(COUNT_SUM,    "totals added and subtracted for OR, IN and NOT")                 \
    X(COUNT_GROUPS, "a total for each group that is known beforehand")                \
    X(IDS,          "records by their ids, a hundred at once")                        \
    X(ANY,          "one request for several alternatives")                           \
    X(BRANCHES,     "a request for each alternative instead of everything")           \
    X(SORTED,       "sorted there, and read until there are enough")                  \
    X(FIRST,        "read until there are enough")                                    \
    X(BEHIND,       "a condition behind a reference, as ids of what it refers to")    \
    X(TABLES,       "what rows refer to, read as a whole before them")                \
    X(LATER,        "what rows refer to, read after them and only what is needed")    \
    X(RANGES,       "ranges of values side by side")
/* clang-format on */

enum exec_way {
#define X(name, what) WAY_##name,
    EXEC_WAY_LIST(X)
#undef X
        WAY_NUM
};

const char *exec_way_name(enum exec_way w);

struct exec_env {
    const struct schema *schema;
    struct source *source;
    struct exec_budget budget;
    int64_t now;                  /* seconds, UTC: stamped into the provenance */
    const atomic_bool *cancelled; /* may be NULL */
    uint64_t *ways;               /* WAY_NUM counts of ways taken, added to; may be NULL */
};

MUST_CHECK err_t exec_run(struct arena *a, const struct exec_env *env, const struct plan *p,
                          struct result *out, struct why *why);

/* The requests that exec_run() would send and why, in words, one a line. */
MUST_CHECK err_t exec_explain(struct arena *a, const struct exec_env *env, const struct plan *p,
                              str *out, struct why *why);

#endif
