/* run.h - one run of a plan: the source, the budget, what was sent and why.
 *
 * Every request of exec goes through run_count() and run_scan(), which keep
 * the budget, look at the cancel flag and note what was asked.
 *
 * A dry run sends nothing: it writes down what would be sent (explain.c).
 */
#ifndef EXEC_RUN_H
#define EXEC_RUN_H

#include "base/vec.h"
#include "exec/exec.h"

struct relation;

/* A comparison runs the same plan twice, with the same plans inside. */
struct inner {
    const struct plan *plan;
    struct relation *answer;
};

struct marked {
    const struct model *model;
    struct source_mark mark;
};

struct run {
    struct arena *a;       /* dies with the run */
    struct arena *scratch; /* for one row: reset at any time */
    struct arena *out;     /* the result's */
    const struct exec_env *env;
    struct source *source;
    struct why *why;
    struct source_cost before; /* of the source, when the run began */
    uint64_t records;
    double deadline;          /* monotonic seconds */
    int depth;                /* plans inside of plans */
    VEC(struct inner) inner;  /* plans inside of plans that were run */
    VEC(struct marked) marks; /* models read at length, as they were before */
    bool is_last;             /* a change is warned of: reading again did not help */
    const char *doing;        /* for the notes: "count", "read" */
    VEC(struct request_note) notes;
    VEC(str) warnings;
    bool whole; /* no query is read in ranges: they did not add up */
    bool dry;
    struct buf *lines; /* of a dry run */
};

MUST_CHECK err_t run_count(struct run *r, const struct source_query *q, uint64_t *out);

/* As scan() of a source; an error of `fn` other than ERR_CANCELLED comes back. */
MUST_CHECK err_t run_scan(struct run *r, const struct source_query *q, source_record_fn *fn,
                          void *ctx);

/* As group() of a source; ERR_UNSUPPORTED when it has none. */
MUST_CHECK err_t run_group(struct run *r, const struct source_groups *q, source_group_fn *fn,
                           void *ctx);

/* As tell() of a source; an error that says so when it keeps no such thing. */
MUST_CHECK err_t run_tell(struct run *r, const struct source_telling *q, source_fact_fn *fn,
                          void *ctx);

/* Can the source answer this condition as it is? */
bool run_takes(const struct run *r, const struct model *m, const struct cond *c);

/* The same for several queries that have no record in common and are `whole`
 * together, read side by side where the source can; `rows` records in all, 0:
 * not known. */
MUST_CHECK err_t run_scan_all(struct run *r, const struct source_query *whole,
                              const struct source_query *q, size_t n, uint64_t rows,
                              source_record_fn *fn, void *ctx);

/* Before a long read of the model. */
MUST_CHECK err_t run_mark(struct run *r, const struct model *m);
/* After all: ERR_CONFLICT when a model that was marked has changed, or a warning
 * in the last attempt. */
MUST_CHECK err_t run_compare_marks(struct run *r);

void run_warn(struct run *r, str text);

void run_way(struct run *r, enum exec_way w);

/* A line of the explanation; nothing unless the run is dry. */
void run_explain(struct run *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "where Brand EQUALS Sony, and ..." */
str run_query_words(struct arena *a, const struct source_query *q);

/* Pages that so many records fill, and those of a whole model as far as is known. */
uint64_t run_pages_of(const struct run *r, uint64_t records);
uint64_t run_pages(const struct run *r, const struct model *m);

#endif
