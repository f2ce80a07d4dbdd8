/* compile.h - from a plan's expressions and conditions to code.
 *
 * Sub-plans run here, once, before the rows are read: a SCALAR becomes a
 * constant, IN_PLAN a set, EXISTS and ROLLUP look-ups by record id.
 */
#ifndef EXEC_COMPILE_H
#define EXEC_COMPILE_H

#include "exec/code.h"
#include "exec/rows.h"

struct agg_spec {
    const struct expr *expr;
    struct code *arg;   /* NULL: rows */
    struct test *where; /* NULL: all */
};

struct carried {
    const struct expr *expr;
    struct code *code;
};

/* What a group is made of: filled while its columns are compiled. */
struct grouping {
    struct expr *const *key_exprs;
    struct code **keys;
    size_t keys_n;
    VEC(struct agg_spec) aggs;
    VEC(struct carried) carried;
    VEC(struct code *) shares;
};

/* Where code is to run: over rows, or (g set) over the groups of these rows. */
struct scope {
    struct run *run;
    struct rows *rows;
    struct grouping *g;
};

MUST_CHECK err_t compile_expr(const struct scope *s, const struct expr *e, struct code **out);
MUST_CHECK err_t compile_test(const struct scope *s, const struct cond *c, struct test **out);

#endif
