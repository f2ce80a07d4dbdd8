/* feed.h - the rows of a plan, one by one: reads what the split says, checks
 * what is left, follows the references.
 *
 * Rows are handed on as they come, unless what they refer to must be read
 * after them: then those that pass are kept, with the fields needed, until
 * they are complete.
 */
#ifndef EXEC_FEED_H
#define EXEC_FEED_H

#include "exec/compile.h"
#include "exec/split.h"

/* As a source_record_fn: ERR_CANCELLED ends the reading without an error. */
typedef err_t feed_fn(void *ctx, const struct frame *f);

struct feed {
    struct run *run;
    struct rows rows;
    struct split split;
    struct test *early, *late; /* on the record alone; on what it refers to */
    struct test **branch_tests;
    bool any_order; /* set by whoever does not mind */
    uint64_t limit; /* set by whoever wants it, and only where feed_is_flat() */
    /* Rows come sorted by this field of the record: where feed_can_sort(). */
    const struct field *sort;
    bool sort_desc;

    feed_fn *fn;
    void *ctx;
    struct frame frame;
    size_t branch;
    bool keeps, stopped;
    VEC(struct kept) kept;
};

void feed_init(struct feed *f, struct run *r, const struct model *m, struct cond *where);

/* After everything else was compiled against f->rows. */
MUST_CHECK err_t feed_compile(struct feed *f);
MUST_CHECK err_t feed_run(struct feed *f, feed_fn *fn, void *ctx);

/* One request gives exactly the rows, in its order. */
bool feed_is_flat(const struct feed *f);

/* The source can give the rows sorted by this field, null first, last when
 * descending: what it does with nulls is not known, so they are asked apart. */
bool feed_can_sort(const struct feed *f, const struct field *by);

#endif
