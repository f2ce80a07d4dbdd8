/* plan.h - what to compute: the typed plan, the currency between reading a
 * question and running it.
 *
 * A plan is closed.  It holds fields of a schema, literals and operators, and
 * nowhere the text of a query, so nothing can be injected; a language model
 * can only propose a plan that plan_check() accepts or refuses.  It says what
 * is wanted, never how to get it: how is exec's business.
 *
 * Meaning: rows are the records of `model`.  A forward reference never
 *          multiplies them (a missing target gives nulls, and an `inner` step
 *          drops the row).  `where` keeps rows, `period` keeps rows by date;
 *          then, if there are groups or aggregates, rows are grouped by the
 *          non-aggregate columns' keys in `groups`, `having` keeps groups;
 *          then `distinct`, `order`, `offset`, `limit`.
 * Null:    conditions are true, false or unknown, as in SQL; a row is kept
 *          when they are true; an empty text is null; aggregates skip nulls;
 *          null is sorted first, last when descending.
 * Text:    conditions ignore case and keep accents, as the hub does, unless
 *          `exact`; ids of records always compare by bytes; groups and
 *          distinct go by bytes; sorting ignores both, then goes by bytes.
 * Order:   rows equal in order stand by record id, groups by their keys; a
 *          list without an order comes as it was read.
 * Several: a field that can hold several values can be shown (its first) and
 *          asked whether one of them equals a value; nothing else.
 * Telling: a plan may ask for what is behind records instead of the records
 *          (TELL_LIST).  Of those that `where` finds, the history tells how
 *          the fields in `columns` changed (a RECORD: all fields); `when` bounds the time of what is
 *          told; `claim` is what the only field is said to be.
 * Compare: the same plan over another period, joined by the group keys; a
 *          bucket of the period's own date is joined by its place within the
 *          period.  Counts and sums of a group without rows are 0 there.
 *          Having, order and limit look at the first period.
 * Layer:   plan; pure data, no I/O.
 * Memory:  everything is in one arena; fields and models are borrowed from
 *          the schema, which must outlive the plan.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "base/err.h"
#include "schema/schema.h"

/* A walk over references from one model to another.  Forward: `field` is a
 * REF of the model we stand on.  Reverse: `field` is a REF of `model` that
 * points at the model we stand on (customers -> their orders). */
struct step {
    const struct field *field;
    const struct model *model; /* where the step arrives */
    bool reverse;
    bool inner; /* a row whose walk finds nothing is dropped; not in walks back */
};

enum { PATH_MAX_STEPS = 6 };

struct path {
    struct step steps[PATH_MAX_STEPS];
    size_t n;
};

/* clang-format off */
/*    function         name              result                                */
#define AGG_LIST(X)                                                              \
    X(COUNT,          "count")          /* of rows, or of non-null arguments */ \
    X(COUNT_DISTINCT, "count_distinct")                                         \
    X(SUM,            "sum")                                                    \
    X(AVG,            "avg")                                                    \
    X(MIN,            "min")                                                    \
    X(MAX,            "max")                                                    \
    X(MEDIAN,         "median")
/* clang-format on */

enum agg {
#define X(name, text) AGG_##name,
    AGG_LIST(X)
#undef X
        AGG_NUM
};

/* clang-format off */
/*    grain     name                                                            */
#define GRAIN_LIST(X)    \
    X(DAY,     "day")     \
    X(WEEK,    "week")    \
    X(MONTH,   "month")   \
    X(QUARTER, "quarter") \
    X(HALF,    "half")    \
    X(YEAR,    "year")    \
    X(FISCAL_QUARTER, "fiscal_quarter") \
    X(FISCAL_YEAR,    "fiscal_year")    \
    X(WEEKDAY, "weekday") /* 1 = Monday */ \
    X(MONTH_OF_YEAR, "month_of_year") /* 1-12 */
/* clang-format on */

enum grain {
#define X(name, text) GRAIN_##name,
    GRAIN_LIST(X)
#undef X
        GRAIN_NUM
};

/* clang-format off */
/*    told about     name           what                                           */
#define TELL_LIST(X)                                                                  \
    X(RECORDS,    "records")    /* the records themselves */                          \
    X(HISTORY,    "history")    /* which source changed which field, when */          \
    X(SOURCES,    "sources")    /* which entities of which sources a record stands for */ \
    X(QUARANTINE, "quarantine") /* what did not become a record, and why; no `where` */
/* clang-format on */

enum tell {
#define X(name, text) TELL_##name,
    TELL_LIST(X)
#undef X
        TELL_NUM
};

const char *tell_name(enum tell t);
bool tell_of_name(str s, enum tell *out);

const char *agg_name(enum agg a);
const char *grain_name(enum grain g);
bool agg_of_name(str s, enum agg *out);
bool grain_of_name(str s, enum grain *out);

/* clang-format off */
/*    expression   name                                                            */
#define EXPR_LIST(X)                                                                  \
    X(LITERAL,  "literal")  /* value */                                               \
    X(FIELD,    "field")    /* path of forward steps, then field */                   \
    X(RECORD,   "record")   /* the record itself, by its id; path may be empty */     \
    X(BUCKET,   "bucket")   /* a[0] a date, grain */                                  \
    X(AGG,      "agg")      /* agg over the group; a[0] or nothing; `where` inside */ \
    X(ROLLUP,   "rollup")   /* agg over the children found by walking `path`, whose   \
                               last step or steps are reverse; a[0] and `where` are   \
                               relative to the model where the path arrives */        \
    X(ADD,      "add")                                                                \
    X(SUB,      "sub")                                                                \
    X(MUL,      "mul")                                                                \
    X(DIV,      "div")      /* by zero is null */                                     \
    X(SHARE,    "share")    /* a[0] an aggregate: its part of the total over all      \
                               groups, 0..100 */                                      \
    X(RUNNING,  "running")  /* a[0] an aggregate: summed up in the order of groups */ \
    X(DAYS,     "days")     /* whole days from a[1] to a[0] (dates) */                \
    X(SCALAR,   "scalar")   /* `plan` gives one row of one column */
/* clang-format on */

enum expr_op {
#define X(name, text) EXPR_##name,
    EXPR_LIST(X)
#undef X
        EXPR_NUM
};

struct plan;
struct cond;

struct expr {
    enum expr_op op;
    struct value value;        /* LITERAL */
    struct path path;          /* FIELD, RECORD, ROLLUP */
    const struct field *field; /* FIELD */
    enum agg agg;              /* AGG, ROLLUP */
    enum grain grain;          /* BUCKET */
    struct expr *a[2];
    struct cond *where; /* AGG, ROLLUP: only these rows; may be NULL */
    struct plan *plan;  /* SCALAR */
};

/* clang-format off */
/*    condition   name            operands                                  */
#define COND_LIST(X)                                                          \
    X(AND,        "and")        /* kids */                                    \
    X(OR,         "or")         /* kids */                                    \
    X(NOT,        "not")        /* one kid */                                 \
    X(EQ,         "eq")         /* left, right */                             \
    X(NE,         "ne")         /* null on either side: not true */           \
    X(LT,         "lt")                                                       \
    X(LE,         "le")                                                       \
    X(GT,         "gt")                                                       \
    X(GE,         "ge")                                                       \
    X(IN,         "in")         /* left, values */                            \
    X(RANGE,      "range")      /* left in [values[0], values[1]); a null     \
                                   bound is open; dates and numbers */        \
    X(IS_NULL,    "is_null")    /* left; an empty text is null */             \
    X(NOT_NULL,   "not_null")                                                 \
    X(CONTAINS,   "contains")   /* left, right: text */                       \
    X(STARTS,     "starts")                                                   \
    X(ENDS,       "ends")                                                     \
    X(EXISTS,     "exists")     /* some record at the end of `path` (reverse  \
                                   steps) fulfils kids[0], if any */          \
    X(IN_PLAN,    "in_plan")    /* left is among the one column of `plan` */
/* clang-format on */

enum cond_op {
#define X(name, text) COND_##name,
    COND_LIST(X)
#undef X
        COND_NUM
};

struct cond {
    enum cond_op op;
    struct cond **kids;
    size_t kids_n;
    struct expr *left, *right;
    struct value *values; /* IN, RANGE */
    size_t values_n;
    struct path path;  /* EXISTS */
    struct plan *plan; /* IN_PLAN */
    bool exact;        /* text: compare bytes, not case-insensitively */
};

struct column {
    struct expr *expr;
    str label; /* shown as the column's heading */
};

struct order {
    struct expr *expr; /* equal to a column's expression, or any other of the row/group */
    bool desc;
};

/* Half-open dates on the hub's wall clock.  An open end: has_ = false. */
struct period {
    struct expr *date; /* NULL: no period */
    int64_t from, to;  /* seconds */
    bool has_from, has_to;
    str label; /* "this quarter" */
};

struct plan {
    const struct model *model;
    struct column *columns; /* what is shown, in this order; at least one */
    size_t columns_n;
    struct cond *where; /* NULL: all */
    struct period period;
    struct expr **groups;
    size_t groups_n;
    struct cond *having;
    bool distinct;
    struct order *order;
    size_t order_n;
    uint64_t limit; /* 0: no limit */
    uint64_t offset;
    bool ties;    /* rows equal in order to the last one are kept too */
    bool compare; /* with `other` in the place of `period` */
    struct period other;
    enum tell tell;
    struct period when; /* of what is told; its `date` is NULL */
    struct value claim; /* HISTORY of one field; null: nothing was claimed */
    bool everywhere;    /* QUARANTINE: of all models, not only of this one */
};

const char *expr_op_name(enum expr_op op);
const char *cond_op_name(enum cond_op op);
bool expr_op_of_name(str s, enum expr_op *out);
bool cond_op_of_name(str s, enum cond_op *out);

struct plan *plan_new(struct arena *a, const struct model *m);

/* Makers, for readers and tests.  All in the arena, none fails. */
struct expr *expr_literal(struct arena *a, struct value v);
struct expr *expr_field(struct arena *a, const struct field *f);
struct expr *expr_walk(struct arena *a, const struct path *p, const struct field *f);
struct expr *expr_agg(struct arena *a, enum agg fn, struct expr *arg);
struct expr *expr_bucket(struct arena *a, enum grain g, struct expr *date);
struct expr *expr_op2(struct arena *a, enum expr_op op, struct expr *l, struct expr *r);
struct cond *cond_cmp(struct arena *a, enum cond_op op, struct expr *l, struct expr *r);
struct cond *cond_null(struct arena *a, enum cond_op op, struct expr *l);
struct cond *cond_not(struct arena *a, struct cond *c);
/* NULL kids are left out; of one kid that one remains. */
struct cond *cond_join(struct arena *a, enum cond_op and_or, struct cond *l, struct cond *r);
struct expr *expr_record(struct arena *a, const struct path *p); /* NULL: the row itself */
struct cond *cond_in(struct arena *a, struct expr *l, const struct value *values, size_t n);
struct cond *cond_range(struct arena *a, struct expr *l, struct value from, struct value to);
struct cond *cond_exists(struct arena *a, const struct path *p, struct cond *where);
void plan_column(struct arena *a, struct plan *p, struct expr *e, str label);
void plan_group(struct arena *a, struct plan *p, struct expr *e);
void plan_order(struct arena *a, struct plan *p, struct expr *e, bool desc);

/* By meaning of the parts, not by address; NULL equals NULL. */
bool path_equal(const struct path *x, const struct path *y);
bool expr_equal(const struct expr *x, const struct expr *y);
bool cond_equal(const struct cond *x, const struct cond *y);
bool plan_equal(const struct plan *x, const struct plan *y);
bool expr_has_agg(const struct expr *e);
bool plan_is_grouped(const struct plan *p); /* groups, or an aggregate in a column */

/* Where a walk from `m` arrives. */
const struct model *path_end(const struct model *m, const struct path *p);

/* The kind of value that `e` gives; NULL kind when it cannot be known. */
enum value_kind expr_kind(const struct expr *e);

#endif
