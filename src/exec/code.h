/* code.h - expressions and conditions of a plan, ready to run over a row or a
 * group: fields are places, sub-plans are constants or look-ups.
 *
 * Null goes in, null comes out; conditions are true, false or unknown.
 *
 * Memory:  texts that come out are borrowed from the frame.
 */
#ifndef EXEC_CODE_H
#define EXEC_CODE_H

#include "base/map.h"
#include "exec/tuples.h"
#include "plan/plan.h"

enum code_op {
    CODE_CONST,
    CODE_FIELD, /* value `at` of node `node` */
    CODE_ID,    /* record id of node `node`; null when there is none */
    CODE_BUCKET,
    CODE_ADD,
    CODE_SUB,
    CODE_MUL,
    CODE_DIV,
    CODE_DAYS,
    CODE_LOOKUP,  /* by the record id of `node`; `value` when it is not there */
    CODE_KEY,     /* of the group */
    CODE_CARRIED, /* a value that is the same for all rows of the group */
    CODE_AGG,
    CODE_SHARE,   /* of a[0] in `value`, the total */
    CODE_RUNNING, /* a[0] added to `value`: run it once a row, in order */
};

struct code {
    enum code_op op;
    unsigned node, at;
    enum grain grain;
    int fiscal_month, fiscal_day;
    struct value value;
    struct code *a[2];
    const struct map *lookup; /* id -> struct value * */
};

struct test {
    enum cond_op op;
    bool exact;
    unsigned node; /* EXISTS */
    struct test **kids;
    size_t kids_n;
    struct code *left, *right;
    struct value *values; /* IN, RANGE */
    size_t values_n;
    const struct tuples *set; /* IN of many: folded unless exact */
    const struct map *lookup; /* EXISTS: ids for which it holds */
};

struct frame {
    const str *ids;                   /* by node; p == NULL: no record */
    const struct value *const *nodes; /* by node; NULL: no record */
    const struct value *keys, *carried, *aggs;
    struct arena *scratch;
};

enum truth { IS_FALSE, IS_TRUE, IS_UNKNOWN };

struct value code_run(struct code *c, const struct frame *f);
enum truth test_run(const struct test *t, const struct frame *f);

/* NULL is true. */
static inline bool test_keeps(const struct test *t, const struct frame *f)
{
    return !t || test_run(t, f) == IS_TRUE;
}

/* Numbers: int with int stays int unless it overflows; null with anything is null. */
struct value value_add(struct value a, struct value b);
struct value value_subtract(struct value a, struct value b);

/* For sorting: null first, text for the eye, the rest as value_cmp(). */
int value_order(struct value a, struct value b);

#endif
