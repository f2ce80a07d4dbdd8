/* ranges.h - a long query as several that have no record in common and together
 * are all of it, so that they can be read side by side (ahead.h).
 *
 * The API's page tokens are opaque: nobody can begin in the middle.  So the
 * records are parted by the values of a number or a date, halved until no part
 * is too large, and those without a value are a part of their own.  The bounds
 * only have to be good guesses: the outer ranges are open, and run_scan_all()
 * compares the sum with the total.
 *
 * Costs:   a dozen requests, which is why short reads are left as they are.
 */
#ifndef EXEC_RANGES_H
#define EXEC_RANGES_H

#include "exec/split.h"

struct ranges {
    struct source_query *p;
    size_t n;      /* 1: the query as it is */
    uint64_t rows; /* in all; 0: not counted */
};

MUST_CHECK err_t ranges_of(struct run *r, const struct source_query *q, struct ranges *out);

/* A list of ids as queries of a hundred. */
void ranges_of_ids(struct run *r, const struct source_query *q, const str *ids, size_t n,
                   struct ranges *out);

/* Reads the query, in ranges where that pays: records come in any order. */
MUST_CHECK err_t ranges_scan(struct run *r, const struct source_query *q, source_record_fn *fn,
                             void *ctx);

#endif
