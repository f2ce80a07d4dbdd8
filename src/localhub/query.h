/* query.h - a RecordQueryRequest: what a client may ask of a universe
 * (boomi-datahub-api.md, 3.2), read, checked against a model, printed.
 *
 * Memory:  everything is in the arena of the request.
 * Limits:  1 MiB, HUB_PAGE_MAX rows a page, HUB_IDS_MAX record ids.
 * Errors:  messages as they stand in the answer; those of the first of parse,
 *          record ids, view, sort, filter that has any.
 */
#ifndef LOCALHUB_QUERY_H
#define LOCALHUB_QUERY_H

#include "localhub/page.h"

enum { HUB_IDS_MAX = 100, HUB_TERMS_MAX = 500, HUB_REQUEST_MAX = 1 << 20 };

/* Field types as the operator table groups them. */
enum { HUB_T = 1, HUB_N = 2, HUB_D = 4, HUB_B = 8, HUB_E = 16, HUB_R = 32, HUB_ANY = 63 };

/* clang-format off */
/*    operator             allowed for            values: least, most */
#define HUB_OPERATOR_LIST(X)                                                \
    X(EQUALS,              HUB_ANY,               1, 1)                     \
    X(NOT_EQUALS,          HUB_ANY & ~HUB_R,      1, 1)                     \
    X(IS_NULL,             HUB_ANY & ~HUB_R,      0, 0)                     \
    X(IS_NOT_NULL,         HUB_ANY & ~HUB_R,      0, 0)                     \
    X(CONTAINS,            HUB_T,                 1, 1)                     \
    X(STARTS_WITH,         HUB_T,                 1, 1)                     \
    X(ENDS_WITH,           HUB_T,                 1, 1)                     \
    X(GREATER_THAN,        HUB_N,                 1, 1)                     \
    X(GREATER_THAN_EQUAL,  HUB_N,                 1, 1)                     \
    X(LESS_THAN,           HUB_N,                 1, 1)                     \
    X(LESS_THAN_EQUAL,     HUB_N,                 1, 1)                     \
    X(BETWEEN,             HUB_D,                 2, 2)                     \
    X(IS_INVALID,          HUB_E,                 0, 0)
/* clang-format on */

enum hub_operator {
#define X(name, types, least, most) HUB_OP_##name,
    HUB_OPERATOR_LIST(X)
#undef X
        HUB_OPERATOR_COUNT
};

const char *hub_operator_name(enum hub_operator op);
unsigned hub_type_class(enum hub_type t);

struct hub_condition {
    bool has_field, has_op;
    str field, op_name;
    struct hub_strs values;
    /* set by the check */
    int at; /* the field */
    enum hub_operator op;
};

struct hub_sort {
    bool has_field;
    str field, direction;
    int at; /* the field; -1 creation, -2 update */
};

struct hub_range {
    bool given;
    str from, to; /* empty: open */
};

struct hub_pair { /* sourceLink: source, type; unresolvedReference: field, source */
    str first, second;
    int at;
};

struct hub_conditions {
    struct hub_condition *p;
    size_t n, cap;
};
struct hub_sorts {
    struct hub_sort *p;
    size_t n, cap;
};
struct hub_pairs {
    struct hub_pair *p;
    size_t n, cap;
};

struct hub_query {
    int64_t limit, offset;
    bool links; /* includeSourceLinks */
    bool has_view;
    struct hub_strs view;
    struct hub_sorts sort;
    bool any; /* op="OR" */
    struct hub_range created, updated;
    bool has_ids;
    struct hub_strs ids;
    struct hub_conditions conditions;
    bool has_tags;
    struct hub_strs tags;
    bool has_creator;
    str creator;
    struct hub_pairs source_links, unresolved;
};

/* A filter alone, as RecordEndDateRequest has one. */
MUST_CHECK err_t hub_query_of_filter(struct arena *a, const struct xml_node *filter,
                                     struct hub_query *out, struct hub_strs *errors);
/* ERR_BAD_INPUT with `errors` filled. */
MUST_CHECK err_t hub_query_read(struct arena *a, str xml, struct hub_query *out,
                                struct hub_strs *errors);
MUST_CHECK err_t hub_query_check(struct arena *a, const struct hub_model *m, struct hub_query *q,
                                 struct hub_strs *errors);
/* A field by its own id or, repeatable, by that of its collection; -1: none. */
int hub_field_asked(const struct hub_model *m, str id);
str hub_query_print(struct arena *a, const struct hub_query *q);

#endif
