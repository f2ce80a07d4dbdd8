/* result.h - what a plan gave: columns, rows, and what it cost.
 *
 * Memory:  rows and texts are in one arena, the one given to whoever made it.
 */
#ifndef PLAN_RESULT_H
#define PLAN_RESULT_H

#include "base/err.h"
#include "plan/plan.h"

#include <jansson.h>

struct result_column {
    str name; /* stable key: "brand_name", "count" */
    str label;
    enum value_kind kind;
    bool is_key; /* a group key, not a figure */
    bool is_percent;
};

/* One request to the hub, as it was sent: for "how was this worked out". */
struct request_note {
    str model; /* label */
    str what;  /* "count where BRAND EQUALS Sony", "page 3 of 12" */
    uint64_t records;
    double ms;
};

struct provenance {
    str universe_id;
    uint64_t requests, records_read, bytes;
    int64_t as_of; /* seconds, UTC */
    int64_t age_s; /* how old a copy was, when the question was asked */
    str origin;    /* what answered: "mirror"; empty: the hub itself */
    struct request_note *notes;
    size_t notes_n; /* at most NOTES_MAX; `requests` counts all */
};

enum { NOTES_MAX = 24 };

/* With plan.compare the columns are: keys, then for each figure its value, the
 * value in the other period ("... before"), the change, and the change in
 * percent (null when there was nothing before). */
struct result {
    struct result_column *columns;
    size_t columns_n;
    struct value *cells; /* row-major, rows_n * columns_n */
    size_t rows_n;
    uint64_t total;      /* rows there are without limit and offset */
    bool total_at_least; /* there may be more: reading stopped when the asked rows were found */
    bool truncated;      /* rows were left out that the plan asked for (PLAN_LIMIT_MAX) */
    struct strs warnings;
    struct provenance provenance;
};

static inline struct value result_cell(const struct result *r, size_t row, size_t col)
{
    return r->cells[row * r->columns_n + col];
}

/* "as of 14:03 UTC, mirror, 2 minutes old"; the day too when it is another one. */
str result_freshness(struct arena *a, const struct provenance *p);

/* Parts of it, for who shows a result in a form of its own. */
json_t *result_rows_json(const struct result *r);
json_t *result_notes_json(const struct provenance *p);
json_t *result_to_json(const struct result *r);
MUST_CHECK err_t result_from_json(struct arena *a, const json_t *in, struct result *out,
                                  struct why *why);

#endif
