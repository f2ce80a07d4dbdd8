/* source.h - what the engine needs of a place that holds records.
 *
 * The hub (datahub/), the record pages of an MCP server (mcp/), a mirror and a
 * table in PostgreSQL are sources.  A source answers flat queries: one level of
 * AND or OR, as Boomi's query API does; exec does the rest.  One that can
 * compute may take more, where it means exactly what a plan means: whole
 * conditions (`takes`, then `where` of a query), and groups (`group`).
 *
 * Threads: one call at a time per struct source; make one per question.  Whoever
 *          can give several sources over the same records sets `twin`.
 */
#ifndef EXEC_SOURCE_H
#define EXEC_SOURCE_H

#include "base/err.h"
#include "plan/plan.h"

#include <stdatomic.h>

/* clang-format off */
/*    Boomi's operators, section 3.2; `operands` values each     */
#define SOURCE_OP_LIST(X)                  \
    X(EQUALS, 1)                           \
    X(NOT_EQUALS, 1)                       \
    X(IS_NULL, 0)                          \
    X(IS_NOT_NULL, 0)                      \
    X(CONTAINS, 1)                         \
    X(STARTS_WITH, 1)                      \
    X(ENDS_WITH, 1)                        \
    X(GREATER_THAN, 1)                     \
    X(GREATER_THAN_EQUAL, 1)               \
    X(LESS_THAN, 1)                        \
    X(LESS_THAN_EQUAL, 1)                  \
    X(BETWEEN, 2)                          \
    X(IS_INVALID, 0)
/* clang-format on */

enum source_op {
#define X(name, operands) OP_##name,
    SOURCE_OP_LIST(X)
#undef X
        OP_COUNT
};

const char *source_op_name(enum source_op op);
int source_op_operands(enum source_op op);

/* May `op` be asked of a field of this type?  Boomi's table, one place. */
bool source_op_fits(enum source_op op, const struct field *f);

struct source_filter {
    const struct field *field;
    enum source_op op;
    struct value *values; /* EQUALS on an enumeration: any number, meaning any of them */
    size_t values_n;
};

struct source_query {
    const struct model *model;
    struct source_filter *filters;
    size_t filters_n;
    bool any;                        /* OR instead of AND */
    const struct cond *where;        /* true as well, even with record_ids: what takes() took */
    struct strs record_ids;          /* n > 0: exactly these, 100 at most, filters are ignored */
    const struct field *const *view; /* fields wanted; none: only the ids */
    size_t view_n;
    const struct field *sort; /* NULL: creation date */
    bool sort_desc;
    uint64_t limit;       /* 0: all */
    int64_t updated_from; /* only records changed since then: seconds, UTC; 0: all.  For a hub */
};

/* One record.  `values` are in the order of the view; a repeatable field gives
 * its first value.  Borrowed until the callback returns. */
struct source_record {
    str id;
    const struct value *values;
};

/* ERR_OK to go on; ERR_CANCELLED to stop early: scan() then returns ERR_OK. */
typedef err_t source_record_fn(void *ctx, const struct source_record *r);

struct source;

/* How the source compares text in EQUALS, NOT_EQUALS, CONTAINS and the like.
 * A plan means: without case, accents kept (exec/text.h).  A filter that the
 * source would read differently is checked here instead. */
enum source_text {
    SOURCE_TEXT_NOCASE, /* as a plan does, for every script */
    SOURCE_TEXT_ASCII,  /* only A-Z and a-z are the same */
    SOURCE_TEXT_BYTES,  /* case matters */
};

/* What a source cannot do, beside single filters that it may refuse. */
enum {
    SOURCE_NO_COUNT = 1, /* count() */
    SOURCE_NO_ANY = 2,   /* queries with `any` */
    SOURCE_NO_IDS = 4,   /* queries by record_ids */
    SOURCE_NO_SORT = 8,  /* queries with `sort` */
};

struct source_page {
    uint64_t rows, total;
    str token; /* of the next page, empty at the end; valid until the next call */
};

/* Groups of the rows for which `where` is true.  Keys and arguments are
 * expressions over a row.  An `inner` step anywhere drops rows.  A group may
 * come in several parts, that exec adds up; not when an aggregate is COUNT
 * DISTINCT. */
struct source_agg {
    enum agg fn; /* COUNT, COUNT_DISTINCT, SUM, MIN, MAX; MIN of what is the same in a group */
    const struct expr *arg; /* NULL: rows */
    const struct cond *where;
};

struct source_groups {
    const struct schema *schema;
    const struct model *model;
    const struct cond *where;
    const struct expr *const *keys; /* dates no coarser than days */
    size_t keys_n;
    const struct source_agg *aggs;
    size_t aggs_n;
};

/* Keys, then a value for each aggregate: null where there was nothing. */
typedef err_t source_group_fn(void *ctx, const struct value *cells);

/* What is behind records: the versions of one (oldest first), the entities it
 * stands for, or what of a model is in quarantine (newest first). */
struct source_telling {
    enum tell what;
    const struct model *model;
    str record_id;                   /* not of QUARANTINE */
    const struct field *const *view; /* HISTORY: fields wanted of each version */
    size_t view_n;
    uint64_t max; /* facts; more is ERR_TOO_LARGE */
};

struct source_fact {
    int64_t at;      /* seconds, UTC: the version began, the link was made, it was put there */
    int64_t version; /* HISTORY */
    str source;      /* who contributed it; "*MDM*": a person */
    str entity;      /* its key there; not of HISTORY */
    str cause, reason;
    const struct value *values; /* HISTORY: in the order of the view */
};

typedef err_t source_fact_fn(void *ctx, const struct source_fact *f);

/* The state of a model's records: another one after any change. */
struct source_mark {
    int64_t newest; /* when something was changed last, seconds */
    uint64_t same;  /* records changed at that time */
    uint64_t records;
};

struct source_ops {
    /* How many match, in one request.  */
    err_t (*count)(struct source *s, const struct source_query *q, uint64_t *out, struct why *why);
    /* Every match, page by page.  Detects records that change between pages:
     * ERR_CONFLICT, and whoever asked repeats. */
    err_t (*scan)(struct source *s, const struct source_query *q, source_record_fn *fn, void *ctx,
                  struct why *why);
    /* One page of q->limit records, 200 at most, behind the page that gave
     * `token` (empty: the first).  For clients that turn pages themselves; NULL
     * where it cannot be done. */
    err_t (*page)(struct source *s, const struct source_query *q, str token, source_record_fn *fn,
                  void *ctx, struct source_page *out, struct why *why);
    /* For long reads, before and after: was something changed meanwhile?  NULL
     * where the records cannot change or it cannot be told. */
    err_t (*mark)(struct source *s, const struct model *m, struct source_mark *out,
                  struct why *why);
    /* May this filter be sent?  NULL: whatever source_op_fits() says. */
    bool (*may)(const struct source *s, const struct source_filter *f);
    /* Can it tell for which rows of `m` the condition is true, exactly?  NULL: never. */
    bool (*takes)(struct source *s, const struct model *m, const struct cond *c);
    /* All groups in one request.  ERR_UNSUPPORTED when it would not be exact:
     * then exec reads the rows.  NULL: cannot be done. */
    err_t (*group)(struct source *s, const struct source_groups *q, source_group_fn *fn, void *ctx,
                   struct why *why);
    /* NULL: keeps no such thing. */
    err_t (*tell)(struct source *s, const struct source_telling *q, source_fact_fn *fn, void *ctx,
                  struct why *why);
};

struct source_cost {
    uint64_t requests, records, bytes;
};

struct source {
    const struct source_ops *ops;
    void *impl;
    enum source_text text;
    unsigned lacks;          /* SOURCE_NO_... */
    unsigned page_records;   /* in a page at most, for estimates; 0: 200 */
    uint64_t matched;        /* set by scan() once known: all matches, whatever the limit; else 0 */
    struct source_cost cost; /* kept up by the implementation */
    int64_t as_of;           /* seconds, UTC: a copy of that time; 0: the records as they are */
    const char *origin;      /* what answers, for people: "mirror"; NULL: the hub itself */
    void (*on_request)(void *ctx, const struct source_query *q, uint64_t records, double ms);
    void *on_request_ctx;
    /* Another source over the same records, for another thread: it lives in
     * `a`, and its calls end when `stop` is set.  NULL: there is only this one. */
    err_t (*twin)(void *ctx, struct arena *a, const atomic_bool *stop, struct source **out,
                  struct why *why);
    void *twin_ctx;
};

#endif
