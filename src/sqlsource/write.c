#include "sqlsource/write.h"

enum { VALUES_MAX = 1000 };

bool write_init(struct sql_writer *w, struct arena *a, const struct sql_tables *tables,
                enum sql_dialect dialect, const struct model *m)
{
    const struct sql_table *t = sql_table_of(tables, m);

    *w = (struct sql_writer){ .a = a, .tables = tables, .dialect = dialect };
    if (t)
        *vec_push(a, &w->aliases) = (struct sql_alias){ .table = t };
    return t != NULL;
}

/* PostgreSQL wants to be told what a parameter is. */
void write_param(struct sql_writer *w, struct buf *out, struct value v)
{
    *vec_push(w->a, &w->params) = v;
    if (w->dialect == SQL_SQLITE)
        buf_fmt(out, "?%zu", w->params.n);
    else
        buf_fmt(out, "$%zu::%s", w->params.n,
                v.kind == VALUE_TEXT    ? "text"
                : v.kind == VALUE_FLOAT ? "float8"
                                        : "bigint");
}

static void write_column(struct buf *out, unsigned alias, const struct sql_column *c)
{
    buf_fmt(out, "%.*sa%u.%.*s%.*s", STR_ARG(c->before), alias, STR_ARG(c->name),
            STR_ARG(c->after));
}

bool write_field(struct sql_writer *w, struct buf *out, unsigned alias, const struct field *f)
{
    const struct sql_column *c = sql_column_of(w->aliases.p[alias].table, f);

    if (!c || f->repeatable)
        return false;
    write_column(out, alias, c);
    return true;
}

void write_id(struct sql_writer *w, struct buf *out, unsigned alias)
{
    write_column(out, alias, &w->aliases.p[alias].table->id);
}

static bool find_step(struct sql_writer *w, unsigned parent, const struct step *s, unsigned *out)
{
    const struct sql_table *t = sql_table_of(w->tables, s->model);

    for (unsigned i = 1; i < w->aliases.n; i++) {
        struct sql_alias *at = &w->aliases.p[i];
        if (at->parent == parent && at->ref == s->field) {
            at->inner = at->inner || s->inner;
            *out = i;
            return true;
        }
    }
    if (!t || s->reverse)
        return false;
    *out = (unsigned)w->aliases.n;
    *vec_push(w->a, &w->aliases) = (struct sql_alias){ parent, s->field, t, s->inner };
    return true;
}

static bool find_path(struct sql_writer *w, const struct path *p, unsigned *out)
{
    *out = 0;
    for (size_t i = 0; i < p->n; i++)
        if (!find_step(w, *out, &p->steps[i], out))
            return false;
    return true;
}

static bool of_root(void *ctx, struct buf *out, const struct field *f)
{
    return write_field(ctx, out, 0, f);
}

bool write_joins(struct sql_writer *w, struct buf *out, write_ref_fn *root_ref, void *ctx)
{
    for (unsigned i = 1; i < w->aliases.n; i++) {
        const struct sql_alias *at = &w->aliases.p[i];
        buf_fmt(out, "%s JOIN %.*s a%u ON ", at->inner ? "" : " LEFT", STR_ARG(at->table->name), i);
        write_id(w, out, i);
        buf_lit(out, " = ");
        if (!(at->parent ? write_field(w, out, at->parent, at->ref) : root_ref(ctx, out, at->ref)))
            return false;
    }
    return true;
}

bool write_from(struct sql_writer *w, struct buf *out)
{
    buf_fmt(out, " FROM %.*s a0", STR_ARG(w->aliases.p[0].table->name));
    return write_joins(w, out, of_root, w);
}

/* ----------------------------------------------------------- expressions */

static bool is_date(enum value_kind k)
{
    return k == VALUE_DATE || k == VALUE_INSTANT;
}

static bool is_number(enum value_kind k)
{
    return k == VALUE_INT || k == VALUE_FLOAT;
}

static bool write_seconds(struct sql_writer *w, struct buf *out, const struct expr *e)
{
    bool by_day = expr_kind(e) == VALUE_DATE;

    if (!is_date(expr_kind(e)))
        return false;
    buf_lit(out, "(");
    if (!write_expr(w, out, e))
        return false;
    buf_add(out, by_day ? STR("*86400)") : STR(")"));
    return true;
}

/* The day of an instant, before 1970 too. */
static bool write_day(struct sql_writer *w, struct buf *out, const struct expr *date)
{
    struct buf b;

    if (expr_kind(date) == VALUE_DATE)
        return write_expr(w, out, date);
    buf_init(&b, w->a);
    if (expr_kind(date) != VALUE_INSTANT || !write_expr(w, &b, date))
        return false;
    buf_fmt(out, "((%.*s-((%.*s)%%86400+86400)%%86400)/86400)", STR_ARG(buf_str(&b)),
            STR_ARG(buf_str(&b)));
    return true;
}

static bool write_arithmetic(struct sql_writer *w, struct buf *out, const struct expr *e)
{
    const char *sign = e->op == EXPR_ADD ? "+" : e->op == EXPR_SUB ? "-" : "*";
    bool by_zero = e->op == EXPR_DIV;

    if (!is_number(expr_kind(e->a[0])) || !is_number(expr_kind(e->a[1])))
        return false;
    buf_add(out, by_zero ? STR("(CAST(") : STR("("));
    if (!write_expr(w, out, e->a[0]))
        return false;
    buf_add(out, by_zero ? STR(" AS DOUBLE PRECISION)/NULLIF(") : str_c(sign));
    if (!write_expr(w, out, e->a[1]))
        return false;
    buf_add(out, by_zero ? STR(",0))") : STR(")"));
    return true;
}

static bool write_days(struct sql_writer *w, struct buf *out, const struct expr *e)
{
    buf_lit(out, "((");
    if (!write_seconds(w, out, e->a[0]))
        return false;
    buf_lit(out, "-");
    if (!write_seconds(w, out, e->a[1]))
        return false;
    buf_lit(out, ")/86400)");
    return true;
}

bool write_expr(struct sql_writer *w, struct buf *out, const struct expr *e)
{
    unsigned alias;

    switch (e->op) {
    case EXPR_LITERAL:
        if (e->value.kind == VALUE_NULL)
            return false;
        write_param(w, out, e->value);
        return true;
    case EXPR_FIELD:
        return find_path(w, &e->path, &alias) && write_field(w, out, alias, e->field);
    case EXPR_RECORD:
        if (!find_path(w, &e->path, &alias))
            return false;
        write_id(w, out, alias);
        return true;
    case EXPR_BUCKET:
        return e->grain == GRAIN_DAY && write_day(w, out, e->a[0]);
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
        return write_arithmetic(w, out, e);
    case EXPR_DAYS:
        return write_days(w, out, e);
    default:
        return false;
    }
}

/* ------------------------------------------------------------ conditions */

static const char *sign_of(enum cond_op op)
{
    static const char *const signs[COND_NUM] = {
        [COND_EQ] = " = ",  [COND_NE] = " <> ", [COND_LT] = " < ",
        [COND_LE] = " <= ", [COND_GT] = " > ",  [COND_GE] = " >= ",
    };

    return signs[op];
}

static int64_t floor_days(int64_t seconds)
{
    return seconds / DAY_S - (seconds % DAY_S < 0);
}

/* A day against an instant: the day that says the same, so that an index on
 * the days is of use. */
static bool day_bound(enum cond_op op, struct value v, struct value *out)
{
    if (v.kind == VALUE_DATE)
        *out = v;
    else if (v.i % DAY_S == 0)
        *out = value_date(v.i / DAY_S);
    else if (op == COND_GE || op == COND_LT)
        *out = value_date(floor_days(v.i) + 1);
    else if (op == COND_GT || op == COND_LE)
        *out = value_date(floor_days(v.i));
    else
        return false;
    return true;
}

static bool write_date_compare(struct sql_writer *w, struct buf *out, enum cond_op op,
                               const struct expr *left, const struct expr *right)
{
    struct value day;
    bool plain = expr_kind(left) == expr_kind(right);

    if (expr_kind(left) == VALUE_DATE && right->op == EXPR_LITERAL &&
        day_bound(op, right->value, &day)) {
        if (!write_expr(w, out, left))
            return false;
        buf_add(out, str_c(sign_of(op)));
        write_param(w, out, day);
        return true;
    }
    if (!(plain ? write_expr(w, out, left) : write_seconds(w, out, left)))
        return false;
    buf_add(out, str_c(sign_of(op)));
    return plain ? write_expr(w, out, right) : write_seconds(w, out, right);
}

static bool write_compare(struct sql_writer *w, struct buf *out, enum cond_op op,
                          const struct expr *left, const struct expr *right)
{
    enum value_kind k = expr_kind(left), j = expr_kind(right);

    if (right->op == EXPR_LITERAL && right->value.kind == VALUE_NULL)
        return false;
    if (is_date(k) && is_date(j))
        return write_date_compare(w, out, op, left, right);
    if (!(is_number(k) && is_number(j)) && (k != j || (k != VALUE_TIME && k != VALUE_BOOL)))
        return false;
    if (!write_expr(w, out, left))
        return false;
    buf_add(out, str_c(sign_of(op)));
    return write_expr(w, out, right);
}

static bool write_range(struct sql_writer *w, struct buf *out, const struct cond *c)
{
    static const enum cond_op ops[] = { COND_GE, COND_LT };
    bool some = false;

    for (int i = 0; i < 2; i++) {
        struct expr bound = { .op = EXPR_LITERAL, .value = c->values[i] };
        if (!c->values[i].kind)
            continue;
        if (some)
            buf_lit(out, " AND ");
        some = true;
        if (!write_compare(w, out, ops[i], c->left, &bound))
            return false;
    }
    return some;
}

/* Of numbers, dates and the like, each of the left side's own kind. */
static bool write_in(struct sql_writer *w, struct buf *out, const struct cond *c)
{
    enum value_kind k = expr_kind(c->left);

    if (c->values_n > VALUES_MAX || !write_expr(w, out, c->left))
        return false;
    buf_lit(out, " IN (");
    for (size_t i = 0; i < c->values_n; i++) {
        if (c->values[i].kind != k && !(is_number(k) && value_is_number(c->values[i])))
            return false;
        if (i)
            buf_lit(out, ",");
        write_param(w, out, c->values[i]);
    }
    buf_lit(out, ")");
    return true;
}

static bool write_list(struct sql_writer *w, struct buf *out, const struct cond *c)
{
    for (size_t i = 0; i < c->kids_n; i++) {
        if (i)
            buf_add(out, c->op == COND_AND ? STR(" AND ") : STR(" OR "));
        if (!write_cond(w, out, c->kids[i]))
            return false;
    }
    return c->kids_n > 0;
}

static bool write_inside(struct sql_writer *w, struct buf *out, const struct cond *c)
{
    bool is_text = c->left && expr_kind(c->left) == VALUE_TEXT;

    switch (c->op) {
    case COND_AND:
    case COND_OR:
        return write_list(w, out, c);
    case COND_NOT:
        buf_lit(out, "NOT ");
        return write_cond(w, out, c->kids[0]);
    case COND_IS_NULL:
    case COND_NOT_NULL:
        if (!write_expr(w, out, c->left))
            return false;
        buf_add(out, c->op == COND_IS_NULL ? STR(" IS NULL") : STR(" IS NOT NULL"));
        return true;
    case COND_RANGE:
        return write_range(w, out, c);
    case COND_IN:
        if (c->values_n == 0) {
            buf_lit(out, "1=0");
            return true;
        }
        return is_text ? write_text_cond(w, out, c) : write_in(w, out, c);
    case COND_EXISTS:
    case COND_IN_PLAN:
        return false;
    default:
        return is_text ? write_text_cond(w, out, c)
                       : write_compare(w, out, c->op, c->left, c->right);
    }
}

bool write_cond(struct sql_writer *w, struct buf *out, const struct cond *c)
{
    buf_lit(out, "(");
    if (!write_inside(w, out, c))
        return false;
    buf_lit(out, ")");
    return true;
}
