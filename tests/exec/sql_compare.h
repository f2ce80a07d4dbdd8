/* sql_compare.h - a comparison of two periods as SQL: the second half of sql.h. */
#ifndef TESTS_EXEC_SQL_COMPARE_H
#define TESTS_EXEC_SQL_COMPARE_H

#include "exec/sql.h"

static inline bool sql_is_zero_agg(const struct expr *e)
{
    return e->op == EXPR_AGG &&
           (e->agg == AGG_COUNT || e->agg == AGG_COUNT_DISTINCT || e->agg == AGG_SUM);
}

/* All groups of either period, with what `one` has of them. */
static inline void sql_side_of(struct buf *out, const struct sql_scope *s, const struct plan *p,
                               char name, char one, char two)
{
    buf_fmt(out, ", %c AS (SELECT k.n AS n", name);
    for (size_t i = 0; i < s->parts_n; i++) {
        if (sql_is_key(p, s->parts[i]))
            buf_fmt(out, ", k.p%zu", i);
        else if (s->parts[i]->op != EXPR_AGG)
            buf_fmt(out, ", CASE WHEN %c.here THEN %c.p%zu ELSE %c.p%zu END AS p%zu", one, one, i,
                    two, i, i);
        else if (sql_is_zero_agg(s->parts[i]))
            buf_fmt(out, ", COALESCE(%c.p%zu,0) AS p%zu", one, i, i);
        else
            buf_fmt(out, ", %c.p%zu AS p%zu", one, i, i);
    }
    buf_lit(out, " FROM k");
    for (int side = 0; side < 2; side++) {
        char c = side ? two : one;
        buf_fmt(out, " LEFT JOIN %c ON 1", c);
        for (size_t i = 0; i < s->parts_n; i++)
            if (sql_is_key(p, s->parts[i]))
                buf_fmt(out, " AND %c.p%zu IS k.p%zu", c, i, i);
    }
    buf_lit(out, ")");
}

static inline void sql_compared(struct buf *out, struct sql_scope *s, const struct expr *e)
{
    struct buf now, before;

    buf_init(&now, s->a);
    buf_init(&before, s->a);
    s->letter = 'g';
    sql_expr(&now, s, e);
    s->letter = 'h';
    sql_expr(&before, s, e);
    s->letter = 'g';
    if (expr_kind(e) != VALUE_INT && expr_kind(e) != VALUE_FLOAT) {
        buf_fmt(out, "%s, %s, NULL, NULL", buf_cstr(&now), buf_cstr(&before));
        return;
    }
    buf_fmt(out, "%s, %s, %s-%s, 100.0*(%s-%s)/ABS(%s)", buf_cstr(&now), buf_cstr(&before),
            buf_cstr(&now), buf_cstr(&before), buf_cstr(&now), buf_cstr(&before),
            buf_cstr(&before));
}

static inline void sql_compare(struct buf *out, const struct schema *schema, const struct plan *p,
                               unsigned *next)
{
    struct arena *a = out->arena;
    struct sql_scope s = { .a = a, .schema = schema, .m = p->model, .next = next };
    struct buf cols, having, order, skip, keys;

    s.grouped = p;
    s.letter = 'g';
    buf_init(&cols, a);
    buf_init(&having, a);
    buf_init(&order, a);
    buf_init(&skip, a);
    buf_init(&keys, a);
    for (size_t i = 0; i < p->groups_n; i++)
        sql_part(&skip, &s, p->groups[i]);
    for (int figures = 0; figures < 2; figures++)
        for (size_t i = 0; i < p->columns_n; i++) {
            if (expr_has_agg(p->columns[i].expr) != (bool)figures)
                continue;
            buf_add(&cols, cols.n ? STR(", ") : STR(""));
            if (figures)
                sql_compared(&cols, &s, p->columns[i].expr);
            else
                sql_expr(&cols, &s, p->columns[i].expr);
        }
    if (p->having)
        sql_cond(&having, &s, p->having);
    sql_order_by(&order, &s, p);
    for (size_t i = 0; i < s.parts_n; i++)
        if (sql_is_key(p, s.parts[i]))
            buf_fmt(&keys, "%sp%zu", keys.n ? ", " : "", i);
    if (keys.n == 0)
        buf_lit(&keys, "1");
    buf_lit(out, "WITH x AS (SELECT *, 1 AS here FROM (");
    sql_grouped_rows(out, &s, p, &p->period);
    buf_lit(out, ")), y AS (SELECT *, 1 AS here FROM (");
    sql_grouped_rows(out, &s, p, &p->other);
    buf_fmt(out,
            ")), k AS (SELECT *, ROW_NUMBER() OVER () AS n FROM (SELECT %s FROM x UNION SELECT %s "
            "FROM y))",
            buf_cstr(&keys), buf_cstr(&keys));
    sql_side_of(out, &s, p, 'g', 'x', 'y');
    sql_side_of(out, &s, p, 'h', 'y', 'x');
    buf_lit(out, " SELECT ");
    buf_add(out, buf_str(&cols));
    sql_rank(out, &s, p);
    buf_lit(out, " FROM g JOIN h ON g.n = h.n");
    if (p->having) {
        buf_lit(out, " WHERE ");
        buf_add(out, buf_str(&having));
    }
    buf_add(out, buf_str(&order));
    if (!p->ties)
        sql_limit(out, p);
}

#endif
