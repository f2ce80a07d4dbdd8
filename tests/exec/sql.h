/* sql.h - the same plan as SQL, for SQLite to answer: written from plan.h
 * alone, sharing nothing with exec. */
#ifndef TESTS_SQL_H
#define TESTS_SQL_H

#include "base/buf.h"
#include "memory_source.h"
#include "plan/plan.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <utf8proc.h>

/* One SELECT being written: the row's joins by path. */
struct sql_scope {
    struct arena *a;
    const struct schema *schema;
    const struct model *m;
    unsigned *next; /* alias numbers */
    unsigned root;
    struct buf joins;
    struct path paths[64];
    unsigned aliases[64];
    size_t paths_n;
    /* over groups: what stands for each part */
    const struct plan *grouped;
    const struct expr *parts[64];
    size_t parts_n;
    char letter; /* of the grouped rows: g, or h for the period before */
};

static inline void sql_plan(struct buf *out, const struct schema *s, const struct plan *p,
                            unsigned *next);
static inline void sql_expr(struct buf *out, struct sql_scope *s, const struct expr *e);
static inline void sql_cond(struct buf *out, struct sql_scope *s, const struct cond *c);

static inline size_t sql_model(const struct schema *s, const struct model *m)
{
    return (size_t)(m - s->models);
}

static inline size_t sql_field(const struct schema *s, const struct field *f)
{
    return (size_t)(f - schema_model_of(s, f)->fields);
}

static inline void sql_scope_init(struct sql_scope *s, struct arena *a, const struct schema *schema,
                                  const struct model *m, unsigned *next)
{
    *s = (struct sql_scope){ .a = a, .schema = schema, .m = m, .next = next, .root = ++*next };
    buf_init(&s->joins, a);
    buf_fmt(&s->joins, " FROM t%zu AS a%u", sql_model(schema, m), s->root);
}

static inline bool sql_same_path(const struct path *x, const struct path *y, size_t n)
{
    if (x->n != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (x->steps[i].field != y->steps[i].field)
            return false;
    return true;
}

/* The alias where the first `n` steps of the walk arrive. */
static inline unsigned sql_alias(struct sql_scope *s, const struct path *p, size_t n)
{
    if (n == 0)
        return s->root;
    for (size_t i = 0; i < s->paths_n; i++)
        if (sql_same_path(&s->paths[i], p, n))
            return s->aliases[i];
    unsigned parent = sql_alias(s, p, n - 1), at = ++*s->next;
    const struct step *st = &p->steps[n - 1];
    buf_fmt(&s->joins, " LEFT JOIN t%zu AS a%u ON a%u.id = a%u.f%zu",
            sql_model(s->schema, st->model), at, at, parent, sql_field(s->schema, st->field));
    s->paths[s->paths_n] = *p;
    s->paths[s->paths_n].n = n;
    s->aliases[s->paths_n++] = at;
    return at;
}

static inline size_t sql_forward(const struct path *p)
{
    size_t n = 0;

    while (n < p->n && !p->steps[n].reverse)
        n++;
    return n;
}

static inline void sql_value(struct buf *out, struct value v)
{
    switch (v.kind) {
    case VALUE_NULL:
        buf_lit(out, "NULL");
        return;
    case VALUE_BOOL:
        buf_fmt(out, "%d", v.b);
        return;
    case VALUE_FLOAT:
        buf_fmt(out, "%.17g", v.f);
        if (v.f == (double)(int64_t)v.f)
            buf_lit(out, ".0");
        return;
    case VALUE_DATE:
        buf_fmt(out, "%lld", (long long)v.i * 86400);
        return;
    case VALUE_TEXT:
        buf_byte(out, '\'');
        for (size_t i = 0; i < v.s.n; i++) {
            buf_byte(out, v.s.p[i]);
            if (v.s.p[i] == '\'')
                buf_byte(out, '\'');
        }
        buf_byte(out, '\'');
        return;
    default:
        buf_fmt(out, "%lld", (long long)v.i);
        return;
    }
}

/* Every inner step of the row's expressions drops rows. */
static inline void sql_inner_expr(struct buf *out, struct sql_scope *s, const struct expr *e);

static inline void sql_inner_cond(struct buf *out, struct sql_scope *s, const struct cond *c)
{
    if (!c || c->op == COND_EXISTS)
        return;
    for (size_t i = 0; i < c->kids_n; i++)
        sql_inner_cond(out, s, c->kids[i]);
    sql_inner_expr(out, s, c->left);
    sql_inner_expr(out, s, c->right);
}

static inline void sql_inner_expr(struct buf *out, struct sql_scope *s, const struct expr *e)
{
    if (!e || e->op == EXPR_ROLLUP || e->op == EXPR_SCALAR)
        return;
    for (size_t i = 0; i < e->path.n; i++)
        if (e->path.steps[i].inner)
            buf_fmt(out, " AND a%u.id IS NOT NULL", sql_alias(s, &e->path, i + 1));
    sql_inner_expr(out, s, e->a[0]);
    sql_inner_expr(out, s, e->a[1]);
    sql_inner_cond(out, s, e->where);
}

/* The children at the end of a walk back: head, argument, tail, FROM, WHERE. */
static inline void sql_children(struct buf *out, struct sql_scope *s, const struct path *p,
                                const char *head, const struct expr *arg, const char *tail,
                                const struct cond *where)
{
    size_t forward = sql_forward(p);
    unsigned parent = sql_alias(s, p, forward);
    const struct model *m = p->steps[p->n - 1].model;
    struct sql_scope c;
    struct buf what, cond;
    unsigned at;

    sql_scope_init(&c, s->a, s->schema, m, s->next);
    buf_init(&what, s->a);
    buf_init(&cond, s->a);
    at = c.root;
    for (size_t i = p->n - 1; i > forward; i--) {
        unsigned up = ++*s->next;
        buf_fmt(&c.joins, " JOIN t%zu AS a%u ON a%u.id = a%u.f%zu",
                sql_model(s->schema, p->steps[i - 1].model), up, up, at,
                sql_field(s->schema, p->steps[i].field));
        at = up;
    }
    buf_fmt(&cond, " WHERE a%u.f%zu = a%u.id", at, sql_field(s->schema, p->steps[forward].field),
            parent);
    if (arg)
        sql_expr(&what, &c, arg);
    if (where) {
        buf_lit(&cond, " AND ");
        sql_cond(&cond, &c, where);
    }
    sql_inner_expr(&cond, &c, arg);
    sql_inner_cond(&cond, &c, where);
    buf_add(out, str_c(head));
    buf_add(out, arg ? buf_str(&what) : str_c("*"));
    buf_add(out, str_c(tail));
    buf_add(out, buf_str(&c.joins));
    buf_add(out, buf_str(&cond));
    buf_lit(out, ")");
}

static const char *const sql_aggs[AGG_NUM] = {
    [AGG_COUNT] = "COUNT(",   [AGG_COUNT_DISTINCT] = "COUNT(DISTINCT ",
    [AGG_SUM] = "SUM(",       [AGG_AVG] = "AVG(",
    [AGG_MIN] = "MIN(",       [AGG_MAX] = "MAX(",
    [AGG_MEDIAN] = "MEDIAN(",
};

static const char *const sql_rollups[AGG_NUM] = {
    [AGG_COUNT] = "(SELECT COUNT(",   [AGG_COUNT_DISTINCT] = "(SELECT COUNT(DISTINCT ",
    [AGG_SUM] = "(SELECT SUM(",       [AGG_AVG] = "(SELECT AVG(",
    [AGG_MIN] = "(SELECT MIN(",       [AGG_MAX] = "(SELECT MAX(",
    [AGG_MEDIAN] = "(SELECT MEDIAN(",
};

static inline void sql_agg(struct buf *out, struct sql_scope *s, const struct expr *e)
{
    buf_add(out, str_c(sql_aggs[e->agg]));
    if (e->a[0])
        sql_expr(out, s, e->a[0]);
    else
        buf_lit(out, "*");
    buf_lit(out, ")");
    if (e->where) {
        buf_lit(out, " FILTER (WHERE ");
        sql_cond(out, s, e->where);
        buf_lit(out, ")");
    }
}

static inline void sql_bucket(struct buf *out, struct sql_scope *s, const struct expr *e)
{
    struct buf b;
    str x;
    int fiscal = s->schema->fiscal_month - 1;

    buf_init(&b, s->a);
    sql_expr(&b, s, e->a[0]);
    x = buf_str(&b);
    switch (e->grain) {
    case GRAIN_DAY:
        buf_fmt(out, "CAST(strftime('%%s',%.*s,'unixepoch','start of day') AS INTEGER)",
                STR_ARG(x));
        return;
    case GRAIN_WEEK:
        buf_fmt(out,
                "CAST(strftime('%%s',%.*s,'unixepoch','start of day','-6 days','weekday 1') AS "
                "INTEGER)",
                STR_ARG(x));
        return;
    case GRAIN_WEEKDAY:
        buf_fmt(out, "(CAST(strftime('%%w',%.*s,'unixepoch') AS INTEGER)+6)%%7+1", STR_ARG(x));
        return;
    case GRAIN_MONTH_OF_YEAR:
        buf_fmt(out, "CAST(strftime('%%m',%.*s,'unixepoch') AS INTEGER)", STR_ARG(x));
        return;
    default:
        break;
    }
    static const int lengths[GRAIN_NUM] = {
        [GRAIN_MONTH] = 1, [GRAIN_QUARTER] = 3,        [GRAIN_HALF] = 6,
        [GRAIN_YEAR] = 12, [GRAIN_FISCAL_QUARTER] = 3, [GRAIN_FISCAL_YEAR] = 12
    };
    int n = lengths[e->grain];
    bool is_fiscal = e->grain == GRAIN_FISCAL_QUARTER || e->grain == GRAIN_FISCAL_YEAR;
    /* months to go back from the start of the month */
    buf_fmt(out,
            "CAST(strftime('%%s',%.*s,'unixepoch','start of month',"
            "'-'||((CAST(strftime('%%m',%.*s,'unixepoch') AS INTEGER)-1+%d)%%%d)||' months') AS "
            "INTEGER)",
            STR_ARG(x), STR_ARG(x), is_fiscal ? 12 - fiscal : 0, n);
}

static inline void sql_two(struct buf *out, struct sql_scope *s, const struct expr *e)
{
    static const char *const signs[EXPR_NUM] = {
        [EXPR_ADD] = "+", [EXPR_SUB] = "-", [EXPR_MUL] = "*", [EXPR_DIV] = "/", [EXPR_DAYS] = "-",
    };

    buf_lit(out, "(");
    if (e->op == EXPR_DIV)
        buf_lit(out, "CAST(");
    if (e->op == EXPR_DAYS)
        buf_lit(out, "(");
    sql_expr(out, s, e->a[0]);
    if (e->op == EXPR_DIV)
        buf_lit(out, " AS REAL)");
    buf_add(out, str_c(signs[e->op]));
    sql_expr(out, s, e->a[1]);
    if (e->op == EXPR_DAYS)
        buf_lit(out, ")/86400");
    buf_lit(out, ")");
}

/* Over groups everything that is not made of parts is a part: a column of the
 * grouped rows, g.pN. */
static inline void sql_part(struct buf *out, struct sql_scope *s, const struct expr *e)
{
    for (size_t i = 0; i < s->parts_n; i++)
        if (expr_equal(s->parts[i], e)) {
            buf_fmt(out, "%c.p%zu", s->letter, i);
            return;
        }
    assert(s->parts_n < 64);
    s->parts[s->parts_n++] = e;
    buf_fmt(out, "%c.p%zu", s->letter, s->parts_n - 1);
}

static inline bool sql_is_key(const struct plan *p, const struct expr *e)
{
    for (size_t i = 0; i < p->groups_n; i++)
        if (expr_equal(p->groups[i], e))
            return true;
    return false;
}

static inline void sql_share(struct buf *out, struct sql_scope *s, const struct expr *e)
{
    buf_lit(out, "(100.0*");
    sql_expr(out, s, e->a[0]);
    buf_lit(out, "/(SELECT SUM(");
    sql_expr(out, s, e->a[0]);
    buf_fmt(out, ") FROM %c))", s->letter);
}

static inline void sql_order_by(struct buf *out, struct sql_scope *s, const struct plan *p);

static inline void sql_running(struct buf *out, struct sql_scope *s, const struct expr *e)
{
    buf_lit(out, "SUM(");
    sql_expr(out, s, e->a[0]);
    buf_lit(out, ") OVER (");
    sql_order_by(out, s, s->grouped);
    buf_lit(out, " ROWS UNBOUNDED PRECEDING)");
}

static inline void sql_expr(struct buf *out, struct sql_scope *s, const struct expr *e)
{
    if (s->grouped && e->op != EXPR_LITERAL && e->op != EXPR_SCALAR &&
        (sql_is_key(s->grouped, e) || e->op == EXPR_AGG || e->op == EXPR_FIELD ||
         e->op == EXPR_RECORD || e->op == EXPR_ROLLUP)) {
        sql_part(out, s, e);
        return;
    }
    switch (e->op) {
    case EXPR_LITERAL:
        buf_lit(out, "("); /* so that minus a minus is no comment */
        sql_value(out, e->value);
        buf_lit(out, ")");
        return;
    case EXPR_FIELD:
        buf_fmt(out, "a%u.f%zu", sql_alias(s, &e->path, e->path.n), sql_field(s->schema, e->field));
        return;
    case EXPR_RECORD:
        buf_fmt(out, "a%u.id", sql_alias(s, &e->path, e->path.n));
        return;
    case EXPR_BUCKET:
        sql_bucket(out, s, e);
        return;
    case EXPR_AGG:
        sql_agg(out, s, e);
        return;
    case EXPR_ROLLUP:
        sql_children(out, s, &e->path, sql_rollups[e->agg], e->a[0], ")", e->where);
        return;
    case EXPR_SHARE:
        sql_share(out, s, e);
        return;
    case EXPR_RUNNING:
        sql_running(out, s, e);
        return;
    case EXPR_SCALAR:
        buf_lit(out, "(");
        sql_plan(out, s->schema, e->plan, s->next);
        buf_lit(out, ")");
        return;
    default:
        sql_two(out, s, e);
        return;
    }
}

static inline bool sql_folds(const struct cond *c)
{
    const struct expr *l = c->left;

    return expr_kind(l) == VALUE_TEXT && !c->exact && l->op != EXPR_RECORD &&
           !(l->op == EXPR_FIELD && l->field->type == FIELD_REF);
}

static inline void sql_side(struct buf *out, struct sql_scope *s, const struct cond *c,
                            const struct expr *e)
{
    buf_add(out, expr_kind(c->left) != VALUE_TEXT ? STR("(")
                 : sql_folds(c)                   ? STR("FOLD(")
                                                  : STR("BYTES("));
    sql_expr(out, s, e);
    buf_lit(out, ")");
}

static inline void sql_in(struct buf *out, struct sql_scope *s, const struct cond *c)
{
    buf_lit(out, "(");
    sql_side(out, s, c, c->left);
    buf_lit(out, " IN (");
    if (c->op == COND_IN_PLAN) {
        buf_fmt(out, "SELECT %s FROM (WITH q(c) AS (",
                expr_kind(c->left) != VALUE_TEXT ? "c"
                : sql_folds(c)                   ? "FOLD(c)"
                                                 : "BYTES(c)");
        sql_plan(out, s->schema, c->plan, s->next);
        buf_lit(out, ") SELECT c FROM q WHERE c IS NOT NULL)");
    }
    for (size_t i = 0; i < c->values_n; i++) {
        struct expr v = { .op = EXPR_LITERAL, .value = c->values[i] };
        if (i)
            buf_lit(out, ",");
        sql_side(out, s, c, &v);
    }
    buf_lit(out, "))");
}

static inline void sql_text(struct buf *out, struct sql_scope *s, const struct cond *c)
{
    static const char *const fn[COND_NUM] = {
        [COND_CONTAINS] = "HOLDS(", [COND_STARTS] = "BEGINS(", [COND_ENDS] = "CLOSES("
    };

    buf_add(out, str_c(fn[c->op]));
    sql_side(out, s, c, c->left);
    buf_lit(out, ",");
    sql_side(out, s, c, c->right);
    buf_lit(out, ")");
}

static inline void sql_range(struct buf *out, struct sql_scope *s, const struct cond *c)
{
    for (int i = 0; i < 2; i++) {
        if (i)
            buf_lit(out, " AND ");
        buf_lit(out, "(");
        sql_expr(out, s, c->left);
        if (!c->values[i].kind) {
            buf_lit(out, " IS NOT NULL OR NULL)");
            continue;
        }
        buf_add(out, i ? STR(" < ") : STR(" >= "));
        sql_value(out, c->values[i]);
        buf_lit(out, ")");
    }
}

static inline void sql_cond(struct buf *out, struct sql_scope *s, const struct cond *c)
{
    static const char *const signs[COND_NUM] = {
        [COND_EQ] = " = ",  [COND_NE] = " <> ", [COND_LT] = " < ",
        [COND_LE] = " <= ", [COND_GT] = " > ",  [COND_GE] = " >= "
    };
    buf_lit(out, "(");
    switch (c->op) {
    case COND_AND:
    case COND_OR:
        for (size_t i = 0; i < c->kids_n; i++) {
            if (i)
                buf_add(out, c->op == COND_AND ? STR(" AND ") : STR(" OR "));
            sql_cond(out, s, c->kids[i]);
        }
        break;
    case COND_NOT:
        buf_lit(out, "NOT ");
        sql_cond(out, s, c->kids[0]);
        break;
    case COND_IN:
    case COND_IN_PLAN:
        sql_in(out, s, c);
        break;
    case COND_RANGE:
        sql_range(out, s, c);
        break;
    case COND_IS_NULL:
    case COND_NOT_NULL:
        sql_expr(out, s, c->left);
        buf_add(out, c->op == COND_IS_NULL ? STR(" IS NULL") : STR(" IS NOT NULL"));
        break;
    case COND_CONTAINS:
    case COND_STARTS:
    case COND_ENDS:
        sql_text(out, s, c);
        break;
    case COND_EXISTS:
        sql_children(out, s, &c->path, "EXISTS (SELECT ", NULL, "", c->kids_n ? c->kids[0] : NULL);
        break;
    default:
        sql_side(out, s, c, c->left);
        buf_add(out, str_c(signs[c->op]));
        sql_side(out, s, c, c->right);
        break;
    }
    buf_lit(out, ")");
}

static inline void sql_collate(struct buf *out, const struct expr *e, bool desc)
{
    if (expr_kind(e) == VALUE_TEXT)
        buf_lit(out, " COLLATE PEOPLE");
    if (desc)
        buf_lit(out, " DESC");
}

/* The plan's order, then what makes it complete. */
static inline void sql_order_by(struct buf *out, struct sql_scope *s, const struct plan *p)
{
    const char *sep = "";

    buf_lit(out, " ORDER BY ");
    for (size_t i = 0; i < p->order_n; i++, sep = ", ") {
        buf_add(out, str_c(sep));
        sql_expr(out, s, p->order[i].expr);
        sql_collate(out, p->order[i].expr, p->order[i].desc);
    }
    for (size_t i = 0; s->grouped && i < p->groups_n; i++, sep = ", ") {
        buf_add(out, str_c(sep));
        sql_expr(out, s, p->groups[i]);
        sql_collate(out, p->groups[i], false);
    }
    if (!s->grouped)
        buf_fmt(out, "%sa%u.id", sep, s->root);
    else if (p->groups_n == 0 && p->order_n == 0)
        buf_lit(out, "1");
}

/* Distinct rows are sorted by what they show, which is complete. */
static inline void sql_order_distinct(struct buf *out, const struct plan *p)
{
    for (size_t i = 0; i < p->order_n; i++) {
        for (size_t j = 0; j < p->columns_n; j++)
            if (expr_equal(p->order[i].expr, p->columns[j].expr)) {
                buf_fmt(out, "%s%zu", i ? ", " : " ORDER BY ", j + 1);
                break;
            }
        sql_collate(out, p->order[i].expr, p->order[i].desc);
    }
}

static inline void sql_limit(struct buf *out, const struct plan *p)
{
    if (p->limit || p->offset)
        buf_fmt(out, " LIMIT %lld OFFSET %llu", p->limit ? (long long)p->limit : -1,
                (unsigned long long)p->offset);
}

/* WHERE of the rows: conditions, period, inner steps of every expression. */
static inline void sql_where(struct buf *out, struct sql_scope *s, const struct plan *p,
                             const struct period *period)
{
    buf_lit(out, " WHERE 1");
    if (p->where) {
        buf_lit(out, " AND ");
        sql_cond(out, s, p->where);
    }
    if (period->date && period->has_from) {
        buf_lit(out, " AND ");
        sql_expr(out, s, period->date);
        buf_fmt(out, " >= %lld", (long long)period->from);
    }
    if (period->date && period->has_to) {
        buf_lit(out, " AND ");
        sql_expr(out, s, period->date);
        buf_fmt(out, " < %lld", (long long)period->to);
    }
    sql_inner_cond(out, s, p->where);
    if (period->date && (period->has_from || period->has_to))
        sql_inner_expr(out, s, period->date);
    for (size_t i = 0; i < p->columns_n; i++)
        sql_inner_expr(out, s, p->columns[i].expr);
    for (size_t i = 0; i < p->groups_n; i++)
        sql_inner_expr(out, s, p->groups[i]);
    for (size_t i = 0; i < p->order_n; i++)
        sql_inner_expr(out, s, p->order[i].expr);
    sql_inner_cond(out, s, p->having);
}

/* With ties every row whose rank is within the limit stays. */
static inline void sql_list(struct buf *out, const struct schema *schema, const struct plan *p,
                            unsigned *next)
{
    struct arena *a = out->arena;
    struct sql_scope s;
    struct buf cols, where, order;

    sql_scope_init(&s, a, schema, p->model, next);
    buf_init(&cols, a);
    buf_init(&where, a);
    buf_init(&order, a);
    for (size_t i = 0; i < p->columns_n; i++) {
        buf_add(&cols, i ? STR(", ") : STR(""));
        sql_expr(&cols, &s, p->columns[i].expr);
    }
    sql_where(&where, &s, p, &p->period);
    if (p->distinct)
        sql_order_distinct(&order, p);
    else
        sql_order_by(&order, &s, p);
    buf_add(out, p->distinct ? STR("SELECT DISTINCT ") : STR("SELECT "));
    buf_add(out, buf_str(&cols));
    if (p->ties) { /* the order alone, without the id that completes it */
        str all = buf_str(&order);
        size_t cut = all.n;
        while (all.p[cut - 1] != ',')
            cut--;
        buf_fmt(out, ", RANK() OVER (%.*s) AS rank_", (int)cut - 1, all.p);
    }
    buf_add(out, buf_str(&s.joins));
    buf_add(out, buf_str(&where));
    buf_add(out, buf_str(&order));
    if (!p->ties)
        sql_limit(out, p);
}

static inline void sql_grouped_rows(struct buf *out, struct sql_scope *outer, const struct plan *p,
                                    const struct period *period)
{
    struct sql_scope s;
    struct buf cols, where;

    sql_scope_init(&s, outer->a, outer->schema, p->model, outer->next);
    buf_init(&cols, outer->a);
    buf_init(&where, outer->a);
    for (size_t i = 0; i < outer->parts_n; i++) {
        buf_add(&cols, i ? STR(", ") : STR(""));
        sql_expr(&cols, &s, outer->parts[i]);
        buf_fmt(&cols, " AS p%zu", i);
    }
    if (outer->parts_n == 0)
        buf_lit(&cols, "COUNT(*)");
    sql_where(&where, &s, p, period);
    buf_lit(out, "SELECT ");
    buf_add(out, buf_str(&cols));
    buf_add(out, buf_str(&s.joins));
    buf_add(out, buf_str(&where));
    for (size_t i = 0, n = 0; i < outer->parts_n; i++)
        if (sql_is_key(p, outer->parts[i]))
            buf_fmt(out, "%s%zu", n++ ? ", " : " GROUP BY ", i + 1);
}

/* Rows equal in order to the last one are kept: by the rank of each. */
static inline void sql_rank(struct buf *out, struct sql_scope *s, const struct plan *p)
{
    if (!p->ties)
        return;
    buf_lit(out, ", RANK() OVER (");
    for (size_t i = 0; i < p->order_n; i++) {
        buf_add(out, i ? STR(", ") : STR("ORDER BY "));
        sql_expr(out, s, p->order[i].expr);
        sql_collate(out, p->order[i].expr, p->order[i].desc);
    }
    buf_lit(out, ") AS rank_");
}

static inline void sql_groups(struct buf *out, const struct schema *schema, const struct plan *p,
                              unsigned *next)
{
    struct arena *a = out->arena;
    struct sql_scope s = { .a = a, .schema = schema, .m = p->model, .next = next };
    struct buf cols, having, order, skip;

    s.grouped = p;
    s.letter = 'g';
    buf_init(&cols, a);
    buf_init(&having, a);
    buf_init(&order, a);
    buf_init(&skip, a);
    for (size_t i = 0; i < p->groups_n; i++)
        sql_part(&skip, &s, p->groups[i]);
    for (size_t i = 0; i < p->columns_n; i++) {
        buf_add(&cols, i ? STR(", ") : STR(""));
        sql_expr(&cols, &s, p->columns[i].expr);
    }
    if (p->having)
        sql_cond(&having, &s, p->having);
    if (p->distinct)
        sql_order_distinct(&order, p);
    else
        sql_order_by(&order, &s, p);
    buf_lit(out, "WITH g AS (");
    sql_grouped_rows(out, &s, p, &p->period);
    buf_add(out, p->distinct ? STR(") SELECT DISTINCT ") : STR(") SELECT "));
    buf_add(out, buf_str(&cols));
    sql_rank(out, &s, p);
    buf_lit(out, " FROM g");
    if (p->having) {
        buf_lit(out, " WHERE ");
        buf_add(out, buf_str(&having));
    }
    buf_add(out, buf_str(&order));
    if (!p->ties)
        sql_limit(out, p);
}

static inline void sql_compare(struct buf *out, const struct schema *schema, const struct plan *p,
                               unsigned *next);

static inline void sql_plan(struct buf *out, const struct schema *s, const struct plan *p,
                            unsigned *next)
{
    if (p->compare)
        sql_compare(out, s, p, next);
    else if (plan_is_grouped(p))
        sql_groups(out, s, p, next);
    else
        sql_list(out, s, p, next);
}

#include "exec/sql_compare.h"

#endif
