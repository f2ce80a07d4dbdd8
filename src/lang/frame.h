/* frame.h - what a question asks for, before it is known from which model and
 * over which references: the state that follow-up questions change.
 *
 * Layer:   lang; pure data.
 * Memory:  in the arena of the reader; copied by value to be changed.
 */
#ifndef LANG_FRAME_H
#define LANG_FRAME_H

#include "lang/mentions.h"

enum { TARGETS_MAX = 12, FILTERS_MAX = 16, KEYS_MAX = 4, SCOPES_MAX = 4, PERIODS_MAX = 4 };

/* A field of a model, or a measure, or the model's record; `via` is the
 * reference that gives the model its role there ("buyer"). */
struct node {
    int model, field, measure; /* -1: none */
    int via_model, via_field;  /* -1: any way */
};

#define NODE_NONE ((struct node){ -1, -1, -1, -1, -1 })

static inline bool node_is_set(struct node n)
{
    return n.model >= 0;
}
static inline bool node_eq(struct node a, struct node b)
{
    return a.model == b.model && a.field == b.field && a.measure == b.measure &&
           a.via_model == b.via_model && a.via_field == b.via_field;
}

struct key {
    struct node node;
    bool has_grain;
    enum grain grain;
    bool is_record; /* each record of the model, shown by its name */
    bool is_each;   /* "for each": a list has that too; "per" and "by" compute */
};

struct target {
    struct node node;
    struct node since; /* set: the days from there to `node` */
    bool has_agg, is_distinct, is_share, is_running;
    bool is_guess; /* the aggregate was not said */
    enum agg agg;
    size_t at;    /* token, to keep the order of the question */
    int part;     /* counts only rows of the filters with this number; 0: all rows */
    bool is_rate; /* in per cent of the rows without those filters */
    bool has_per; /* divided by how many of `per` there are, a unit of time if that has one */
    struct key per;
};

/* Filters of one scope hold of one and the same record of another model:
 * "suppliers with a critical risk in 2026".  Scope 0 is the row itself. */
struct scope {
    int model;
    bool negated;
    bool counted; /* more than N of them */
    enum cond_op op;
    double number;
    size_t from, to; /* tokens */
    int via_model, via_field;
    bool grew;   /* counted: more of them in the first of its periods than in the second */
    bool has_of; /* counted: `of` them, else how many */
    struct target of;
};

struct filter {
    struct node node;
    struct node other; /* set: compared with this field, not with a value */
    enum cond_op op;   /* EQ NE LT LE GT GE IN RANGE IS_NULL NOT_NULL CONTAINS STARTS ENDS */
    struct value values[VALUES_MAX];
    unsigned values_n;
    bool negated;
    bool is_average; /* compared with the average of the field */
    bool is_max;     /* equal to the extreme of the field; op: MAX by GT, MIN by LT */
    bool is_flag;
    int any;   /* filters with the same number > 0 are alternatives */
    int scope; /* 0: the row */
    size_t from, to;
    bool is_name;                  /* by the field that names the record */
    bool is_exact;                 /* bytes, not letters */
    const struct mention *mention; /* VALUE that it came from */
    bool in_base;                  /* of a share: holds of the whole as well */
    bool is_each;                  /* of several values each must be there */
    int part;                      /* holds of one target only, see there; 0: of all */
};

struct when {
    struct node date; /* not set: the default date of what is counted */
    int64_t from, to;
    bool has_from, has_to;
    const struct time_span *time;
    str label;
    int scope;
    bool negated;
    bool is_other; /* what is compared with; the period itself is the current one */
    size_t at, end;
};

enum compare {
    COMPARE_NONE,
    COMPARE_BEFORE, /* with the period before */
    COMPARE_YEAR,   /* with the same period a year before */
    COMPARE_GIVEN,  /* periods[1] with periods[0] or the other way round */
};

enum ask { ASK_LIST, ASK_COUNT, ASK_VALUE, ASK_EXISTS };

struct rank {
    struct target by;
    bool desc;
    bool is_set;
    uint64_t limit; /* 0: only an order */
    bool by_count;  /* how many rows */
    bool by_key;    /* the first column */
    bool by_value;  /* the figure, else the last column */
    bool from_super;
};

struct frame {
    enum ask ask;
    int subject; /* model; -1 */
    struct target targets[TARGETS_MAX];
    size_t targets_n;
    struct filter filters[FILTERS_MAX + 1];
    size_t filters_n;
    struct scope scopes[SCOPES_MAX]; /* [0] unused */
    size_t scopes_n;
    struct when periods[PERIODS_MAX];
    size_t periods_n;
    struct key keys[KEYS_MAX];
    size_t keys_n;
    struct rank rank;
    struct rank second; /* a further order */
    struct filter having;
    struct target having_of;
    bool has_having, having_money, having_count;
    bool keys_only; /* show the keys, nothing computed */
    uint64_t offset;
    uint64_t limit;
    bool distinct, all_fields;
    bool share; /* of the filtered in the whole */
    bool trend;
    enum compare compare;
    bool has_grew;        /* groups with more rows in the first period said than in the second */
    bool shrank;          /* or fewer */
    enum expr_op combine; /* SUB, DIV: of the first two figures, besides them; LITERAL: no */
    bool combine_pct;
    bool within; /* the extreme of `rank` in each of `within_key`, a record */
    struct node within_key;
    int by_growth; /* groups by how much more there is, 1, or how much less, -1; 0: no */
    uint64_t growth_limit;
    bool growth_only;
    bool cumulative;
    int or_groups;
};

/* What makes a reading doubtful; score.c turns it into a confidence. */
enum { WALKED_MAX = 8 };

struct doubts {
    const struct field *walked[WALKED_MAX];
    double uncovered; /* content words unexplained */
    double weak_uncovered;
    double weakest, mean; /* link quality */
    unsigned links;
    unsigned guesses; /* rules that had to guess */
    unsigned joins;
    unsigned ties;         /* several ways over references */
    unsigned value_fields; /* the same value in other fields */
    unsigned part_values, near_values, mended;
    unsigned remote; /* synonyms linked into models that were not named */
    unsigned unused_ops;
    unsigned unused_items;
    unsigned filters, targets, keys, scopes;
    unsigned weak_links;   /* below 0.8 */
    unsigned implied_keys; /* grouped without being told to */
    unsigned columns;
    unsigned near; /* other readings nearly as good */
    unsigned tokens;
    unsigned follows;  /* leans on an earlier question */
    bool root_unnamed; /* the rows are of a model that nothing named */
    bool bare;         /* all records of a model, no condition */
    bool no_target;
    bool unjoined; /* a model that no reference reaches */
    double gap;
    bool odd; /* something that does not fit together */
    /* What the question says and the plan does not (doubt.h). */
    unsigned lost_models, lost_names, lost_not, lost_count;
    bool lost_group, lost_compare, lost_rank, lost_trend;
    bool bare_list;    /* figures or texts without what they are of */
    bool guessed_date; /* of several dates */
};

#endif
