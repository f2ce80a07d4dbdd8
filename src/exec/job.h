/* job.h - one plan (the asked one, or one inside of it) run to its rows. */
#ifndef EXEC_JOB_H
#define EXEC_JOB_H

#include "exec/compile.h"

struct relation {
    size_t columns_n, rows_n;
    struct value *cells; /* row-major, in the run's arena */
    uint64_t total;
    bool total_at_least;
    bool truncated;
};

MUST_CHECK err_t job_run(struct run *r, const struct plan *p, struct relation *out);

struct groups;
struct group_codes;
/* The groups of a plan, not finished yet. */
MUST_CHECK err_t job_group(struct run *r, const struct plan *p, struct groups *g,
                           struct group_codes *codes);

#endif
