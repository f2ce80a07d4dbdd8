/* lang.h - reads a business question: from words to a typed plan, with a
 * calibrated confidence, or asking back, or saying why not.
 *
 * Deterministic and pure: the clock, the calendar, the schema (already cut to
 * the user's rights) and the conversation are arguments.  Every content word
 * of the question is used or reported.
 *
 * Layer:   lang; no I/O, no globals, reads no clock.
 * Memory:  everything in `a`; fields and models borrowed from the schema.
 * Limits:  QUESTION_BYTES_MAX bytes of valid UTF-8; time linear in them.
 */
#ifndef LANG_LANG_H
#define LANG_LANG_H

#include "base/err.h"
#include "catalog/values.h"
#include "plan/plan.h"

enum { QUESTION_BYTES_MAX = 4096, OPTIONS_MAX = 6 };

/* clang-format off */
/*    intent            in the trace             */
#define INTENT_LIST(X)                             \
    X(COUNT,            "COUNT_AGGREGATION")       \
    X(LIST,             "LIST")                    \
    X(LOOKUP,           "LOOKUP")                  \
    X(AGGREGATE,        "NUMERIC_AGGREGATION")     \
    X(GROUP,            "GROUP_BREAKDOWN")         \
    X(TOP,              "TOP_N")                   \
    X(TREND,            "TREND")                   \
    X(COMPARE,          "COMPARISON")              \
    X(SHARE,            "SHARE_OF_TOTAL")          \
    X(DISTINCT,         "DISTINCT_VALUES")         \
    X(META,             "METADATA")                \
    X(HELP,             "HELP")                    \
    X(UNKNOWN,          "UNKNOWN")
/* clang-format on */

enum intent {
#define X(name, text) INTENT_##name,
    INTENT_LIST(X)
#undef X
        INTENT_NUM
};

const char *intent_name(enum intent i);

/* clang-format off */
/*    entity       in the trace      */
#define ENTITY_LIST(X)               \
    X(OBJECT,      "OBJECT")         \
    X(VALUE,       "VALUE")          \
    X(FIELD,       "FIELD")          \
    X(TIME,        "TIME_PERIOD")    \
    X(NUMBER,      "NUMBER")         \
    X(OPERATOR,    "OPERATOR")       \
    X(UNUSED,      "NOT_UNDERSTOOD")
/* clang-format on */

enum entity_kind {
#define X(name, text) ENTITY_##name,
    ENTITY_LIST(X)
#undef X
        ENTITY_NUM
};

const char *entity_kind_name(enum entity_kind k);

/* What a stretch of the question became. */
struct entity {
    enum entity_kind kind;
    str text; /* as written; a view of the question */
    str type; /* for VALUE: the field's label in capitals, "BRAND" */
    double confidence;
    const struct model *model; /* what it was linked to; may be NULL */
    const struct field *field;
    str value; /* for VALUE: as stored */
};

struct model_rank {
    const struct model *model;
    double relevance; /* 0..1 */
    const char *role; /* "primary", "secondary", "filter", "" */
};

/* What a confidence is made of. */
enum { FEATURES = 38 };
extern const char *const score_feature_names[FEATURES];

struct reading {
    enum intent intent;
    struct plan *plan; /* NULL for META, HELP, UNKNOWN */
    double confidence; /* 0..1, calibrated */
    struct entity *entities;
    size_t entities_n;
    struct strs unused;      /* content words that this reading does not explain */
    struct strs assumptions; /* "taken as launch date, because..." : shown as warnings */
    str label;               /* for an option: what sets this reading apart */
    double *doubts;          /* FEATURES of them; may be NULL */
};

enum verdict {
    READ_ANSWER,  /* best is right, as far as can be known */
    READ_CLARIFY, /* two or more plausible: options[] */
    READ_ABSTAIN, /* nothing plausible: `message` says why and offers `suggestions` */
    READ_META,    /* about the models themselves: `message` and `table` answer */
};

struct readings {
    enum verdict verdict;
    struct reading best;
    struct reading options[OPTIONS_MAX];
    size_t options_n;
    str message;             /* the question back, or why not, in whole sentences */
    struct strs suggestions; /* questions that work here */
    struct model_rank *models;
    size_t models_n;
    bool is_followup;
    str language; /* that the question was read in: "en", "de", "fr", "es"; or that it is in */
    /* META: a small table of text */
    struct strs table_columns;
    struct strs *table_rows;
    size_t table_rows_n;
};

struct turn {
    str question;
    const struct plan *plan; /* what was computed for it, on the same schema; may be NULL */
};

/* What can be computed of a schema once (lang/index.h). */
struct lang_index;
struct lang_index *lang_index_new(const struct schema *schema); /* borrows it */
void lang_index_free(struct lang_index *x);

struct lang_env {
    const struct schema *schema;    /* the user's view */
    const struct values *values;    /* may be NULL */
    const struct lang_index *index; /* made of the same schema; NULL: made for this question */
    int64_t now;                    /* seconds on the hub's wall clock */
    int week_start;                 /* 1 Monday ... 7 Sunday */
    const struct turn *history;     /* earlier first */
    size_t history_n;
    str instructions; /* definitions in plain words, may be empty */
    bool is_forced;   /* the best reading is given, whatever its confidence: for measuring */
};

MUST_CHECK err_t lang_read(struct arena *a, const struct lang_env *env, str question,
                           struct readings *out, struct why *why);

#endif
