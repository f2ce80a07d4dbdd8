#include "sqlsource/groups.h"

/* Where an expression gets its values: the record itself, or what it refers to. */
enum { OF_NOTHING = 0, OF_ROW = 1, OF_TARGET = 2 };

static unsigned reach_of_cond(const struct cond *c);

static unsigned reach_of(const struct expr *e)
{
    if (!e)
        return OF_NOTHING;
    unsigned own = e->op == EXPR_FIELD || e->op == EXPR_RECORD ? e->path.n ? OF_TARGET : OF_ROW
                                                               : OF_NOTHING;
    return own | reach_of(e->a[0]) | reach_of(e->a[1]) | reach_of_cond(e->where);
}

static unsigned reach_of_cond(const struct cond *c)
{
    unsigned out = OF_NOTHING;

    if (!c)
        return out;
    for (size_t i = 0; i < c->kids_n; i++)
        out |= reach_of_cond(c->kids[i]);
    return out | reach_of(c->left) | reach_of(c->right);
}

static bool write_agg(struct sql_writer *w, struct buf *out, const struct source_agg *g)
{
    static const char *const names[AGG_NUM] = {
        [AGG_COUNT] = "COUNT(", [AGG_COUNT_DISTINCT] = "COUNT(DISTINCT ",
        [AGG_SUM] = "SUM(",     [AGG_MIN] = "MIN(",
        [AGG_MAX] = "MAX(",
    };

    bool floats = g->fn == AGG_SUM && expr_kind(g->arg) != VALUE_INT;

    if (!names[g->fn])
        return false;
    buf_add(out, floats && w->dialect == SQL_SQLITE ? STR("SUM_FLOAT(") : str_c(names[g->fn]));
    if (!g->arg)
        buf_lit(out, "*");
    else if (!write_expr(w, out, g->arg))
        return false;
    buf_lit(out, ")");
    if (!g->where)
        return true;
    buf_lit(out, " FILTER (WHERE ");
    if (!write_cond(w, out, g->where))
        return false;
    buf_lit(out, ")");
    return true;
}

static bool write_where(struct sql_writer *w, struct buf *out, const struct cond *where)
{
    if (!where)
        return true;
    buf_lit(out, " WHERE ");
    return write_cond(w, out, where);
}

static void write_group_by(struct buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_fmt(out, "%s%zu", i ? "," : " GROUP BY ", i + 1);
}

static void separate(struct buf *out)
{
    if (out->n)
        buf_lit(out, ", ");
}

/* Everything is joined, then grouped. */
static bool write_joined(struct sql_writer *w, struct buf *out, const struct source_groups *q)
{
    struct buf columns, where;

    buf_init(&columns, w->a);
    buf_init(&where, w->a);
    for (size_t i = 0; i < q->keys_n; i++) {
        separate(&columns);
        if (!write_expr(w, &columns, q->keys[i]))
            return false;
    }
    for (size_t i = 0; i < q->aggs_n; i++) {
        separate(&columns);
        if (!write_agg(w, &columns, &q->aggs[i]))
            return false;
    }
    if (columns.n == 0)
        buf_lit(&columns, "COUNT(*)");
    if (!write_where(w, &where, q->where))
        return false;
    buf_fmt(out, "SELECT %.*s", STR_ARG(buf_str(&columns)));
    if (!write_from(w, out))
        return false;
    buf_add(out, buf_str(&where));
    write_group_by(out, q->keys_n);
    return true;
}

/* ------------------------------------------------- grouped, then joined */

struct early {
    struct sql_writer *row; /* of the rows */
    struct buf keys, aggs;  /* inside: k0, k1 ... and s0, s1 ... */
    VEC(const struct field *) refs;
    size_t locals_n;
};

static bool is_best_of_target(const struct source_agg *g)
{
    return (g->fn == AGG_MIN || g->fn == AGG_MAX) && !g->where && g->arg &&
           reach_of(g->arg) == OF_TARGET;
}

static bool can_group_early(const struct source_groups *q)
{
    bool far = false;

    if (reach_of_cond(q->where) & OF_TARGET)
        return false;
    for (size_t i = 0; i < q->keys_n; i++) {
        unsigned reach = reach_of(q->keys[i]);
        far = far || reach == OF_TARGET;
        if (reach == (OF_ROW | OF_TARGET))
            return false;
    }
    for (size_t i = 0; far && i < q->aggs_n; i++) {
        const struct source_agg *g = &q->aggs[i];
        unsigned reach = reach_of(g->arg) | reach_of_cond(g->where);
        if (g->fn == AGG_COUNT_DISTINCT || (reach & OF_TARGET && !is_best_of_target(g)))
            return false;
    }
    return far;
}

/* The outer SELECT knows the record's reference as a column of the inner one. */
static bool ref_of_group(void *ctx, struct buf *out, const struct field *f)
{
    struct early *e = ctx;
    size_t i = 0;

    while (i < e->refs.n && e->refs.p[i] != f)
        i++;
    if (i == e->refs.n) {
        *vec_push(e->row->a, &e->refs) = f;
        separate(&e->keys);
        if (!write_field(e->row, &e->keys, 0, f))
            return false;
        buf_fmt(&e->keys, " AS r%zu", i);
    }
    buf_fmt(out, "g.r%zu", i);
    return true;
}

static bool write_early_columns(struct sql_writer *w, struct early *e, struct buf *columns,
                                const struct source_groups *q)
{
    for (size_t i = 0; i < q->keys_n; i++) {
        separate(columns);
        if (reach_of(q->keys[i]) == OF_TARGET) {
            if (!write_expr(w, columns, q->keys[i]))
                return false;
            continue;
        }
        separate(&e->keys);
        if (!write_expr(e->row, &e->keys, q->keys[i]))
            return false;
        buf_fmt(&e->keys, " AS k%zu", e->locals_n);
        buf_fmt(columns, "g.k%zu", e->locals_n++);
    }
    for (size_t i = 0; i < q->aggs_n; i++) {
        separate(columns);
        if (is_best_of_target(&q->aggs[i])) {
            if (!write_expr(w, columns, q->aggs[i].arg))
                return false;
            continue;
        }
        buf_lit(&e->aggs, ", ");
        if (!write_agg(e->row, &e->aggs, &q->aggs[i]))
            return false;
        buf_fmt(&e->aggs, " AS s%zu", i);
        buf_fmt(columns, "g.s%zu", i);
    }
    return true;
}

/* Two writers, one list of parameters: what the inner SELECT binds comes first
 * in it, and the outer one binds nothing but literals of its own, which are
 * refused here. */
static bool write_early(struct sql_writer *w, struct buf *out, const struct source_groups *q)
{
    struct sql_writer row = *w;
    struct early e = { .row = &row };
    struct buf columns, joins, where;

    buf_init(&columns, w->a);
    buf_init(&joins, w->a);
    buf_init(&where, w->a);
    buf_init(&e.keys, w->a);
    buf_init(&e.aggs, w->a);
    if (!write_early_columns(w, &e, &columns, q) || !write_where(&row, &where, q->where) ||
        !write_joins(w, &joins, ref_of_group, &e) || w->params.n)
        return false;
    buf_fmt(out, "SELECT %.*s FROM (SELECT %.*s%.*s", STR_ARG(buf_str(&columns)),
            STR_ARG(buf_str(&e.keys)), STR_ARG(buf_str(&e.aggs)));
    if (!write_from(&row, out))
        return false;
    buf_add(out, buf_str(&where));
    write_group_by(out, e.refs.n + e.locals_n);
    buf_fmt(out, ") g%.*s", STR_ARG(buf_str(&joins)));
    w->params.p = row.params.p;
    w->params.n = row.params.n;
    return true;
}

bool write_groups(struct sql_writer *w, struct buf *out, const struct source_groups *q)
{
    return can_group_early(q) ? write_early(w, out, q) : write_joined(w, out, q);
}
