/* proposal_read.h - inside proposal*.c: members, fields, values. */
#ifndef AGENTS_PROPOSAL_READ_H
#define AGENTS_PROPOSAL_READ_H

#include "agents/proposal.h"

/* clang-format off */
/*    filter        in JSON     values */
#define FILTER_LIST(X)                          \
    X(EQ,       "eq",       1, VALUES_MAX)      \
    X(NE,       "ne",       1, VALUES_MAX)      \
    X(LT,       "lt",       1, 1)               \
    X(LE,       "le",       1, 1)               \
    X(GT,       "gt",       1, 1)               \
    X(GE,       "ge",       1, 1)               \
    X(CONTAINS, "contains", 1, VALUES_MAX)      \
    X(STARTS,   "starts",   1, VALUES_MAX)      \
    X(ENDS,     "ends",     1, VALUES_MAX)      \
    X(IS_NULL,  "is_null",  0, 0)               \
    X(NOT_NULL, "not_null", 0, 0)               \
    X(HAS,      "has",      0, 0)               \
    X(HAS_NOT,  "has_not",  0, 0)
/* clang-format on */

enum filter_op {
#define X(name, text, min, max) FILTER_##name,
    FILTER_LIST(X)
#undef X
        FILTER_NUM
};

enum { VALUES_MAX = 100, ENTRIES_MAX = 20, TEXT_MAX = 400 };

extern const char *const filter_names[FILTER_NUM];

struct reader {
    struct arena *a;
    const struct schema *view;
    struct why *why;
    const struct model *model;
    struct plan *plan;
};

/* Where a field's name leads to. */
struct place {
    struct path path;
    const struct model *model; /* that holds the field */
    const struct field *field;
    const struct measure *measure; /* instead of a field */
};

#define REFUSE(r, ...) why_fail((r)->why, ERR_BAD_INPUT, __VA_ARGS__)
/* A name of the proposal's, for a message. */
#define SHOWN(s) (int)((s).n < 80 ? (s).n : 80), (s).p

/* An object without a member that is not in `known`, names between spaces. */
MUST_CHECK err_t read_object(struct reader *r, const json_t *o, const char *what,
                             const char *known);
/* Absent ones are empty; strings are of TEXT_MAX bytes at most. */
MUST_CHECK err_t read_text(struct reader *r, const json_t *o, const char *key, str *out);
MUST_CHECK err_t read_flag(struct reader *r, const json_t *o, const char *key, bool *out);
MUST_CHECK err_t read_list(struct reader *r, const json_t *o, const char *key, size_t max,
                           size_t *n);

MUST_CHECK err_t read_place(struct reader *r, str name, struct place *out);
/* The same, and a reference becomes what names the record that it leads to. */
MUST_CHECK err_t read_shown_place(struct reader *r, str name, struct place *out);
struct expr *place_expr(struct reader *r, const struct place *p);

MUST_CHECK err_t read_filter(struct reader *r, const json_t *o, struct cond **out);
MUST_CHECK err_t read_number_or(struct reader *r, const struct field *f, str text,
                                struct value *out);
MUST_CHECK err_t read_texts(struct reader *r, const json_t *list, size_t n, str *out);

#endif
