#include "sqlsource/source.h"

#include "sqlsource/groups.h"

#include <time.h>

struct sql_source {
    struct source source;
    struct sql *sql;
    const struct sql_tables *tables;
    struct arena *arena; /* of one statement */
};

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool begin(struct sql_source *s, struct sql_writer *w, const struct model *m)
{
    arena_reset(s->arena);
    return write_init(w, s->arena, s->tables, sql_dialect(s->sql), m);
}

static err_t no_table(const struct model *m, struct why *why)
{
    return why_fail(why, ERR_NOT_FOUND, "the database holds no table for %.*s", STR_ARG(m->label));
}

static bool takes(struct source *source, const struct model *m, const struct cond *c)
{
    struct sql_source *s = source->impl;
    struct sql_writer w;
    struct buf text;

    if (!begin(s, &w, m))
        return false;
    buf_init(&text, s->arena);
    return write_cond(&w, &text, c);
}

/* ---------------------------------------------------------- flat queries */

static struct expr *bound_of(struct arena *a, const struct source_filter *f, size_t i)
{
    return expr_literal(a, f->values[i]);
}

static struct cond *cond_of(struct arena *a, const struct source_filter *f)
{
    static const enum cond_op ops[OP_COUNT] = {
        [OP_NOT_EQUALS] = COND_NE,        [OP_IS_NULL] = COND_IS_NULL,
        [OP_IS_NOT_NULL] = COND_NOT_NULL, [OP_CONTAINS] = COND_CONTAINS,
        [OP_STARTS_WITH] = COND_STARTS,   [OP_ENDS_WITH] = COND_ENDS,
        [OP_GREATER_THAN] = COND_GT,      [OP_GREATER_THAN_EQUAL] = COND_GE,
        [OP_LESS_THAN] = COND_LT,         [OP_LESS_THAN_EQUAL] = COND_LE,
    };
    struct expr *field = expr_field(a, f->field);

    switch (f->op) {
    case OP_EQUALS:
        return cond_in(a, field, f->values, f->values_n);
    case OP_BETWEEN:
        return cond_join(a, COND_AND, cond_cmp(a, COND_GE, field, bound_of(a, f, 0)),
                         cond_cmp(a, COND_LE, field, bound_of(a, f, 1)));
    case OP_IS_NULL:
    case OP_IS_NOT_NULL:
        return cond_null(a, ops[f->op], field);
    case OP_IS_INVALID:
        return NULL;
    default:
        return cond_cmp(a, ops[f->op], field, bound_of(a, f, 0));
    }
}

static bool may(const struct source *source, const struct source_filter *f)
{
    struct sql_source *s = source->impl;
    struct arena *a = arena_new();
    struct model only = { .id = STR("") };
    struct cond *c = cond_of(a, f);
    bool ok = false;

    for (size_t i = 0; c && i < s->tables->n && !ok; i++) {
        only.id = s->tables->p[i].model_id;
        ok = sql_column_of(&s->tables->p[i], f->field) && takes(&s->source, &only, c);
    }
    arena_free(a);
    return ok;
}

static struct cond *where_of(struct arena *a, const struct source_query *q)
{
    struct cond *all = NULL;
    struct value *ids = NEW_N(a, struct value, q->record_ids.n);

    for (size_t i = 0; i < q->record_ids.n; i++)
        ids[i] = value_text(q->record_ids.p[i]);
    if (q->record_ids.n)
        all = cond_in(a, expr_record(a, NULL), ids, q->record_ids.n);
    for (size_t i = 0; q->record_ids.n == 0 && i < q->filters_n; i++) {
        struct cond *one = cond_of(a, &q->filters[i]);
        if (!one)
            return NULL;
        all = cond_join(a, q->any ? COND_OR : COND_AND, all, one);
    }
    return cond_join(a, COND_AND, all, (struct cond *)q->where);
}

/* FROM and WHERE of a query, behind `columns`. */
static err_t write_query(struct sql_writer *w, struct buf *out, const struct source_query *q,
                         const struct buf *columns, struct why *why)
{
    struct cond *where = where_of(w->a, q);
    struct buf cond;

    buf_init(&cond, w->a);
    if (!where && (q->filters_n || q->where || q->record_ids.n))
        return why_fail(why, ERR_UNSUPPORTED, "this filter cannot be asked of the database");
    if (where && !write_cond(w, &cond, where))
        return why_fail(why, ERR_UNSUPPORTED, "this filter cannot be asked of the database");
    buf_fmt(out, "SELECT %.*s", STR_ARG(buf_str(columns)));
    if (!write_from(w, out))
        return why_fail(why, ERR_UNSUPPORTED, "a reference has no column in the database");
    if (cond.n)
        buf_fmt(out, " WHERE %.*s", STR_ARG(buf_str(&cond)));
    return ERR_OK;
}

static err_t ask(struct sql_source *s, struct sql_writer *w, struct buf *text, struct why *why)
{
    s->source.cost.requests++;
    return sql_ask(s->sql, buf_cstr(text), w->params.p, w->params.n, why);
}

static void note(struct sql_source *s, const struct source_query *q, uint64_t rows, double from)
{
    s->source.cost.records += rows;
    if (s->source.on_request)
        s->source.on_request(s->source.on_request_ctx, q, rows, now_ms() - from);
}

static err_t count(struct source *source, const struct source_query *q, uint64_t *out,
                   struct why *why)
{
    struct sql_source *s = source->impl;
    double from = now_ms();
    struct sql_writer w;
    struct buf text, columns;

    if (!begin(s, &w, q->model))
        return no_table(q->model, why);
    buf_init(&text, s->arena);
    buf_init(&columns, s->arena);
    buf_lit(&columns, "COUNT(*)");
    TRY(write_query(&w, &text, q, &columns, why));
    TRY(ask(s, &w, &text, why));
    TRY(sql_next(s->sql, why));
    *out = (uint64_t)sql_cell(s->sql, 0).i;
    sql_stop(s->sql);
    note(s, q, 0, from);
    return ERR_OK;
}

/* What came as a whole number is what the field or expression says. */
static struct value typed(struct value v, enum value_kind k)
{
    if (v.kind == VALUE_INT && k == VALUE_FLOAT)
        return value_float((double)v.i);
    if (v.kind != VALUE_INT || k == VALUE_INT)
        return v;
    if (k == VALUE_BOOL)
        return value_bool(v.i != 0);
    return (struct value){ .kind = k, .i = v.i };
}

static err_t write_scan(struct sql_writer *w, struct buf *text, const struct source_query *q,
                        struct why *why)
{
    struct buf columns;

    buf_init(&columns, w->a);
    write_id(w, &columns, 0);
    for (size_t i = 0; i < q->view_n; i++) {
        const struct sql_column *c = sql_column_of(w->aliases.p[0].table, q->view[i]);
        if (!c)
            return why_fail(why, ERR_UNSUPPORTED, "the database has no column for %.*s",
                            STR_ARG(q->view[i]->label));
        buf_fmt(&columns, ", %.*sa0.%.*s%.*s", STR_ARG(c->before), STR_ARG(c->name),
                STR_ARG(c->after));
    }
    TRY(write_query(w, text, q, &columns, why));
    if (q->sort) {
        buf_lit(text, " ORDER BY ");
        if (!write_field(w, text, 0, q->sort))
            return why_fail(why, ERR_UNSUPPORTED, "the database cannot sort by %.*s",
                            STR_ARG(q->sort->label));
        buf_add(text, q->sort_desc ? STR(" DESC") : STR(""));
    }
    if (q->limit)
        buf_fmt(text, " LIMIT %llu", (unsigned long long)q->limit);
    return ERR_OK;
}

static err_t scan(struct source *source, const struct source_query *q, source_record_fn *fn,
                  void *ctx, struct why *why)
{
    struct sql_source *s = source->impl;
    double from = now_ms();
    struct sql_writer w;
    struct buf text;
    uint64_t rows = 0;
    err_t e;

    s->source.matched = 0;
    if (!begin(s, &w, q->model))
        return no_table(q->model, why);
    buf_init(&text, s->arena);
    TRY(write_scan(&w, &text, q, why));
    struct value *values = NEW_N(s->arena, struct value, q->view_n);
    TRY(ask(s, &w, &text, why));
    while ((e = sql_next(s->sql, why)) == ERR_OK) {
        for (size_t i = 0; i < q->view_n; i++)
            values[i] = typed(sql_cell(s->sql, (int)i + 1),
                              field_type_info(q->view[i]->type)->kind);
        rows++;
        e = fn(ctx, &(struct source_record){ sql_cell(s->sql, 0).s, values });
        if (e)
            break;
    }
    sql_stop(s->sql);
    note(s, q, rows, from);
    return e == ERR_NOT_FOUND || e == ERR_CANCELLED ? ERR_OK : e;
}

/* ----------------------------------------------------------------- groups */

static enum value_kind kind_of(const struct source_groups *q, size_t at)
{
    if (at < q->keys_n)
        return expr_kind(q->keys[at]);
    const struct source_agg *g = &q->aggs[at - q->keys_n];
    return g->fn == AGG_MIN || g->fn == AGG_MAX ? expr_kind(g->arg) : VALUE_INT;
}

static err_t give_groups(struct sql_source *s, const struct source_groups *q, source_group_fn *fn,
                         void *ctx, uint64_t *rows, struct why *why)
{
    size_t n = q->keys_n + q->aggs_n;
    struct value *cells = NEW_N(s->arena, struct value, n);
    err_t e;

    while ((e = sql_next(s->sql, why)) == ERR_OK) {
        for (size_t i = 0; i < n; i++)
            cells[i] = typed(sql_cell(s->sql, (int)i), kind_of(q, i));
        ++*rows;
        TRY(fn(ctx, cells));
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t group(struct source *source, const struct source_groups *q, source_group_fn *fn,
                   void *ctx, struct why *why)
{
    struct sql_source *s = source->impl;
    struct source_query rows = { .model = q->model, .where = q->where };
    double from = now_ms();
    struct sql_writer w;
    struct buf text;
    uint64_t n = 0;

    if (!begin(s, &w, q->model))
        return ERR_UNSUPPORTED;
    buf_init(&text, s->arena);
    if (!write_groups(&w, &text, q))
        return ERR_UNSUPPORTED;
    TRY(ask(s, &w, &text, why));
    err_t e = give_groups(s, q, fn, ctx, &n, why);
    sql_stop(s->sql);
    note(s, &rows, n, from);
    return e;
}

static void release(void *arena)
{
    arena_free(arena);
}

struct source *sql_source_new(struct arena *a, const struct sql_source_options *o)
{
    static const struct source_ops ops = {
        .count = count, .scan = scan, .may = may, .takes = takes, .group = group
    };
    struct sql_source *s = NEW(a, struct sql_source);

    *s = (struct sql_source){ .sql = o->sql, .tables = o->tables, .arena = arena_new() };
    s->source = (struct source){ .ops = &ops,
                                 .impl = s,
                                 .text = SOURCE_TEXT_NOCASE,
                                 .page_records = 10000,
                                 .as_of = o->as_of,
                                 .origin = o->origin };
    arena_defer(a, release, s->arena);
    return &s->source;
}
