/* answer.h - what the user gets: a sentence, figures, a table, a chart, the
 * reading, what to ask next.
 *
 * Everything in it is made from the plan and the result: a number in the text
 * is a cell of the result or computed from cells here, and the reading is told
 * by the plan.  A language model may replace `text` only with prose that
 * prose_is_true() accepts.
 *
 * Layer:   answer; pure: no I/O, no clock.
 * Memory:  in the arena given; borrows plan and result, which must outlive it.
 */
#ifndef ANSWER_ANSWER_H
#define ANSWER_ANSWER_H

#include "plan/plan.h"
#include "plan/result.h"

/* clang-format off */
/*    status     in JSON      what the user is told                            */
#define ANSWER_STATUS_LIST(X)                                                    \
    X(ANSWER,    "answer")    /* computed                                      */ \
    X(CLARIFY,   "clarify")   /* two readings; options with their results      */ \
    X(ABSTAIN,   "abstain")   /* not understood or not there; why, what works  */ \
    X(DENIED,    "denied")    /* the role may not; whom to ask                 */ \
    X(BLOCKED,   "blocked")   /* the guard stopped it                          */ \
    X(ERROR,     "error")     /* something failed; what to do                  */

/*    chart        in JSON     */
#define CHART_LIST(X)             \
    X(NONE,        "none")        \
    X(KPI,         "kpi")         \
    X(BAR,         "bar")         \
    X(COLUMN,      "column")      \
    X(LINE,        "line")        \
    X(PIE,         "pie")
/* clang-format on */

enum answer_status {
#define X(name, text) ANSWER_##name,
    ANSWER_STATUS_LIST(X)
#undef X
        ANSWER_STATUS_COUNT
};

enum chart_kind {
#define X(name, text) CHART_##name,
    CHART_LIST(X)
#undef X
};

const char *answer_status_name(enum answer_status s);
const char *chart_name(enum chart_kind k);

enum { CHART_FIGURES_MAX = 4, FOLLOWUPS_MAX = 3 };

struct chart {
    enum chart_kind kind;
    size_t x; /* column of the keys */
    size_t y[CHART_FIGURES_MAX];
    size_t y_n;
    str title;
};

/* One figure against the same one elsewhere in time. */
struct comparison {
    bool is_set;
    struct value current, previous, change, change_pct; /* change_pct null: nothing before */
    str label;                                          /* "last quarter" */
};

struct answer_option {
    str label, question;
    const struct result *result; /* computed; may be NULL */
};

struct answer {
    enum answer_status status;
    str text;
    bool has_value;
    struct value value;
    const struct plan *plan;     /* NULL when nothing was computed */
    const struct result *result; /* may be NULL */
    struct comparison comparison;
    struct chart chart;
    double confidence;
    struct strs followups, warnings, not_understood;
    struct answer_option *options;
    size_t options_n;
};

/* For a plan that was run.  `implicit` says that the user did not ask for the
 * comparison in plan->compare: then it becomes `comparison` and its columns
 * leave the table. */
void answer_make(struct arena *a, const struct plan *plan, const struct result *result,
                 bool implicit, struct answer *out);

/* Is every number in `prose` a cell of the result, part of the question's
 * reading, or computed in `made`? */
bool prose_is_true(struct arena *a, str prose, const struct answer *made);

/* {"status","text","value","interpretation",...}: commands.md; whoever sends it
 * adds ids, provenance, timings. */
json_t *answer_to_json(struct arena *a, const struct answer *ans);

#endif
