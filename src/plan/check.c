#include "plan/check.h"

#include "plan/shape.h"
#include "plan/words.h"

#include <math.h>

enum { NODES_MAX = 20000 };

struct checker {
    const struct schema *schema;
    struct why *why;
    struct arena *a;  /* for the words of messages */
    const char *part; /* "a column", for messages */
    int depth;
    unsigned nodes;
};

/* Where an expression stands: rows of which model, and what it may hold. */
struct scope {
    const struct model *model;
    bool agg_ok;        /* aggregates */
    bool running_ok;    /* a running total */
    bool repeatable_ok; /* a field with several values */
};

static err_t check_cond(struct checker *c, const struct cond *cond, struct scope s);
static err_t check_expr(struct checker *c, const struct expr *e, struct scope s);
static err_t check_subplan(struct checker *c, const struct plan *p);
static err_t check_whole(struct checker *c, const struct plan *p, bool is_sub);

#define FAIL(c, ...) why_fail((c)->why, ERR_BAD_INPUT, __VA_ARGS__)

static err_t enter(struct checker *c, const void *part)
{
    if (!part)
        return FAIL(c, "%s of the plan is incomplete", c->part);
    if (++c->depth > PLAN_DEPTH_MAX)
        return why_fail(c->why, ERR_TOO_LARGE, "%s of the plan is nested deeper than %d levels",
                        c->part, PLAN_DEPTH_MAX);
    if (++c->nodes > NODES_MAX)
        return why_fail(c->why, ERR_TOO_LARGE, "the plan has more than %d parts", NODES_MAX);
    return ERR_OK;
}

static bool holds_model(const struct schema *s, const struct model *m)
{
    return m >= s->models && m < s->models + s->models_n;
}

static bool holds_field(const struct model *m, const struct field *f)
{
    return f >= m->fields && f < m->fields + m->fields_n;
}

static err_t check_model(struct checker *c, const struct model *m)
{
    return m && holds_model(c->schema, m)
               ? ERR_OK
               : FAIL(c, "%s: the model is not in this catalog", c->part);
}

static err_t check_field(struct checker *c, const struct model *m, const struct field *f)
{
    return f && holds_field(m, f)
               ? ERR_OK
               : FAIL(c, "%s: %.*s has no such field", c->part, STR_ARG(m->label));
}

static err_t check_step(struct checker *c, const struct model *from, const struct step *s)
{
    const struct model *holder = s->reverse ? s->model : from;
    const struct model *target = s->reverse ? from : s->model;

    TRY(check_model(c, s->model));
    TRY(check_field(c, holder, s->field));
    if (s->field->type != FIELD_REF || s->field->ref_model < 0 ||
        &c->schema->models[s->field->ref_model] != target)
        return FAIL(c, "%s: %.*s of %.*s does not refer to %.*s", c->part, STR_ARG(s->field->label),
                    STR_ARG(holder->label), STR_ARG(target->label));
    if (s->field->repeatable)
        return FAIL(c, "%s: %.*s can hold several references and cannot be followed", c->part,
                    STR_ARG(s->field->label));
    return ERR_OK;
}

/* Forward steps first, then `reverse` ones (at least one) if those are allowed. */
static err_t check_path(struct checker *c, const struct model *from, const struct path *p,
                        bool reverse)
{
    bool turned = false;

    if (p->n > PATH_MAX_STEPS)
        return FAIL(c, "%s: a walk has at most %d steps", c->part, PATH_MAX_STEPS);
    for (size_t i = 0; i < p->n; i++) {
        const struct step *s = &p->steps[i];
        TRY(check_step(c, from, s));
        if (s->reverse && !reverse)
            return FAIL(c, "%s: %.*s has many %.*s; they can be counted or asked for, not shown",
                        c->part, STR_ARG(from->label), STR_ARG(s->model->label));
        if (!s->reverse && turned)
            return FAIL(c, "%s: a walk back over references cannot go forward again", c->part);
        if (reverse && s->inner)
            return FAIL(c, "%s: a walk back over references drops no rows", c->part);
        turned = turned || s->reverse;
        from = s->model;
    }
    if (reverse && !turned)
        return FAIL(c, "%s: the walk must end with a step back over a reference", c->part);
    return ERR_OK;
}

static err_t check_number(struct checker *c, const struct expr *e, const char *what)
{
    enum value_kind k = expr_kind(e);

    if (k == VALUE_INT || k == VALUE_FLOAT)
        return ERR_OK;
    return FAIL(c, "%s needs a number, and %.*s is none", what, STR_ARG(expr_words(c->a, e)));
}

static err_t check_date(struct checker *c, const struct expr *e, const char *what)
{
    enum value_kind k = expr_kind(e);

    if (k == VALUE_DATE || k == VALUE_INSTANT)
        return ERR_OK;
    return FAIL(c, "%s needs a date, and %.*s is none", what, STR_ARG(expr_words(c->a, e)));
}

static err_t check_literal(struct checker *c, struct value v)
{
    static const int64_t first = -62135596800, last = 253402300800; /* years 1 to 9999 */

    if (v.kind == VALUE_FLOAT && !isfinite(v.f))
        return FAIL(c, "%s: a number is not finite", c->part);
    if (v.kind == VALUE_DATE && (v.i < first / DAY_S || v.i > last / DAY_S))
        return FAIL(c, "%s: a date is outside the years 1 to 9999", c->part);
    if (v.kind == VALUE_INSTANT && (v.i < first || v.i > last))
        return FAIL(c, "%s: a date is outside the years 1 to 9999", c->part);
    if (v.kind == VALUE_TIME && (v.i < 0 || v.i >= DAY_S))
        return FAIL(c, "%s: a time is not within a day", c->part);
    return ERR_OK;
}

/* What an aggregate is taken of, and which rows. */
static err_t check_agg_arg(struct checker *c, const struct expr *e, const struct model *m)
{
    struct scope rows = { .model = m };

    if (!e->a[0] && e->agg != AGG_COUNT)
        return FAIL(c, "%s: %s of what?", c->part, agg_name(e->agg));
    if (e->a[0]) {
        TRY(check_expr(c, e->a[0], rows));
        if (e->agg == AGG_SUM || e->agg == AGG_AVG || e->agg == AGG_MEDIAN)
            TRY(check_number(c, e->a[0], agg_name(e->agg)));
    }
    return e->where ? check_cond(c, e->where, rows) : ERR_OK;
}

static err_t check_agg(struct checker *c, const struct expr *e, struct scope s)
{
    if (!s.agg_ok)
        return FAIL(c, "%s: %.*s cannot stand here, where single records are looked at", c->part,
                    STR_ARG(expr_words(c->a, e)));
    return check_agg_arg(c, e, s.model);
}

/* A share or a running total: of an aggregate that holds neither. */
static err_t check_over_groups(struct checker *c, const struct expr *e, struct scope s)
{
    if (!s.agg_ok || (e->op == EXPR_RUNNING && !s.running_ok))
        return FAIL(c, "%s: %s cannot stand here", c->part,
                    e->op == EXPR_RUNNING ? "a running total" : "a share of a total");
    if (!e->a[0] || !expr_has_agg(e->a[0]) || expr_uses(e->a[0], EXPR_SHARE) ||
        expr_uses(e->a[0], EXPR_RUNNING))
        return FAIL(c, "%s: a share or running total is of an aggregate", c->part);
    TRY(check_expr(c, e->a[0], s));
    return check_number(c, e->a[0], e->op == EXPR_RUNNING ? "a running total" : "a share");
}

static err_t check_two(struct checker *c, const struct expr *e, struct scope s)
{
    s.running_ok = s.repeatable_ok = false;
    TRY(check_expr(c, e->a[0], s));
    TRY(check_expr(c, e->a[1], s));
    for (int i = 0; i < 2; i++)
        TRY(e->op == EXPR_DAYS ? check_date(c, e->a[i], "a number of days")
                               : check_number(c, e->a[i], "arithmetic"));
    return ERR_OK;
}

static err_t check_field_expr(struct checker *c, const struct expr *e, struct scope s)
{
    TRY(check_path(c, s.model, &e->path, false));
    TRY(check_field(c, path_end(s.model, &e->path), e->field));
    if (e->field->repeatable && !s.repeatable_ok)
        return FAIL(c,
                    "%s: %.*s can hold several values; it can be shown, and asked whether one "
                    "of them equals a value",
                    c->part, STR_ARG(e->field->label));
    return ERR_OK;
}

static err_t check_bucket(struct checker *c, const struct expr *e, struct scope s)
{
    s.running_ok = s.repeatable_ok = false;
    if (e->grain >= GRAIN_NUM)
        return FAIL(c, "%s: unknown unit of time", c->part);
    TRY(check_expr(c, e->a[0], s));
    return check_date(c, e->a[0], grain_name(e->grain));
}

static err_t check_expr_op(struct checker *c, const struct expr *e, struct scope s)
{
    switch (e->op) {
    case EXPR_LITERAL:
        return check_literal(c, e->value);
    case EXPR_FIELD:
        return check_field_expr(c, e, s);
    case EXPR_RECORD:
        return check_path(c, s.model, &e->path, false);
    case EXPR_BUCKET:
        return check_bucket(c, e, s);
    case EXPR_AGG:
        return check_agg(c, e, s);
    case EXPR_ROLLUP:
        TRY(check_path(c, s.model, &e->path, true));
        return check_agg_arg(c, e, path_end(s.model, &e->path));
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_DAYS:
        return check_two(c, e, s);
    case EXPR_SHARE:
    case EXPR_RUNNING:
        return check_over_groups(c, e, s);
    case EXPR_SCALAR:
        TRY(check_subplan(c, e->plan));
        if (e->plan->limit != 1 && (e->plan->groups_n || !plan_is_grouped(e->plan)))
            return FAIL(c, "%s: a plan that stands for one value must give one row", c->part);
        return ERR_OK;
    case EXPR_NUM:
        break;
    }
    return FAIL(c, "%s: unknown expression", c->part);
}

static err_t check_expr(struct checker *c, const struct expr *e, struct scope s)
{
    TRY(enter(c, e));
    if (e->op == EXPR_AGG || e->op == EXPR_ROLLUP)
        if (e->agg >= AGG_NUM)
            return FAIL(c, "%s: unknown aggregate", c->part);
    TRY(check_expr_op(c, e, s));
    c->depth--;
    return ERR_OK;
}

/* Kinds that can be compared with each other. */
static int family(enum value_kind k)
{
    static const int families[] = {
        [VALUE_NULL] = 0, [VALUE_BOOL] = 1, [VALUE_INT] = 2,     [VALUE_FLOAT] = 2,
        [VALUE_TEXT] = 3, [VALUE_DATE] = 4, [VALUE_INSTANT] = 4, [VALUE_TIME] = 5,
    };
    return families[k];
}

static err_t check_same(struct checker *c, const struct expr *left, enum value_kind k)
{
    if (k == VALUE_NULL)
        return FAIL(c, "%s: nothing equals or exceeds null; ask whether %.*s is empty", c->part,
                    STR_ARG(expr_words(c->a, left)));
    if (family(expr_kind(left)) != family(k) && expr_kind(left) != VALUE_NULL)
        return FAIL(c, "%s: %.*s cannot be compared with a value of another kind", c->part,
                    STR_ARG(expr_words(c->a, left)));
    return ERR_OK;
}

/* Ids of records have no order and no inside. */
static bool is_reference(const struct expr *e)
{
    return e->op == EXPR_RECORD || (e->op == EXPR_FIELD && e->field->type == FIELD_REF);
}

/* An empty text is null. */
static bool is_empty(const struct expr *e)
{
    return e->op == EXPR_LITERAL && e->value.kind == VALUE_TEXT && e->value.s.n == 0;
}

static err_t check_compare(struct checker *c, const struct cond *cond, struct scope s)
{
    bool equality = cond->op == COND_EQ || cond->op == COND_NE;
    bool text = cond->op == COND_CONTAINS || cond->op == COND_STARTS || cond->op == COND_ENDS;

    TRY(check_expr(c, cond->right, s));
    s.repeatable_ok = cond->op == COND_EQ && cond->right->op == EXPR_LITERAL;
    TRY(check_expr(c, cond->left, s));
    if (!equality && (is_reference(cond->left) || is_reference(cond->right)))
        return FAIL(c, "%s: %.*s is a reference; ask about one of its fields", c->part,
                    STR_ARG(expr_words(c->a, cond->left)));
    if (text && expr_kind(cond->left) != VALUE_TEXT)
        return FAIL(c, "%s: %.*s is not text", c->part, STR_ARG(expr_words(c->a, cond->left)));
    return check_same(c, cond->left, is_empty(cond->right) ? VALUE_NULL : expr_kind(cond->right));
}

static err_t check_in(struct checker *c, const struct cond *cond, struct scope s)
{
    s.repeatable_ok = true;
    TRY(check_expr(c, cond->left, s));
    if (cond->values_n > PLAN_VALUES_MAX)
        return why_fail(c->why, ERR_TOO_LARGE, "%s: a list has at most %d values", c->part,
                        PLAN_VALUES_MAX);
    for (size_t i = 0; i < cond->values_n; i++) {
        TRY(check_literal(c, cond->values[i]));
        TRY(check_same(c, cond->left, cond->values[i].kind));
    }
    return ERR_OK;
}

static err_t check_range(struct checker *c, const struct cond *cond, struct scope s)
{
    TRY(check_expr(c, cond->left, s));
    int kind = family(expr_kind(cond->left));

    if (kind != 2 && kind != 4 && kind != 5)
        return FAIL(c, "%s: %.*s is neither a number nor a date", c->part,
                    STR_ARG(expr_words(c->a, cond->left)));
    if (cond->values_n != 2 || (!cond->values[0].kind && !cond->values[1].kind))
        return FAIL(c, "%s: a range needs a beginning or an end", c->part);
    for (int i = 0; i < 2; i++) {
        TRY(check_literal(c, cond->values[i]));
        if (cond->values[i].kind)
            TRY(check_same(c, cond->left, cond->values[i].kind));
    }
    return ERR_OK;
}

static err_t check_kids(struct checker *c, const struct cond *cond, struct scope s)
{
    if (cond->kids_n == 0 || (cond->op == COND_NOT && cond->kids_n != 1))
        return FAIL(c, "%s: \"%s\" without what it is about", c->part, cond_op_name(cond->op));
    for (size_t i = 0; i < cond->kids_n; i++)
        TRY(check_cond(c, cond->kids[i], s));
    return ERR_OK;
}

static err_t check_exists(struct checker *c, const struct cond *cond, struct scope s)
{
    TRY(check_path(c, s.model, &cond->path, true));
    if (cond->kids_n > 1)
        return FAIL(c, "%s: \"exists\" has one condition at most", c->part);
    return cond->kids_n ? check_cond(c, cond->kids[0],
                                     (struct scope){ .model = path_end(s.model, &cond->path) })
                        : ERR_OK;
}

static err_t check_cond_op(struct checker *c, const struct cond *cond, struct scope s)
{
    switch (cond->op) {
    case COND_AND:
    case COND_OR:
    case COND_NOT:
        return check_kids(c, cond, s);
    case COND_IN:
        return check_in(c, cond, s);
    case COND_RANGE:
        return check_range(c, cond, s);
    case COND_IS_NULL:
    case COND_NOT_NULL:
        return check_expr(c, cond->left, s);
    case COND_EXISTS:
        return check_exists(c, cond, s);
    case COND_IN_PLAN:
        TRY(check_expr(c, cond->left, s));
        TRY(check_subplan(c, cond->plan));
        return check_same(c, cond->left, expr_kind(cond->plan->columns[0].expr));
    case COND_NUM:
        break;
    default:
        return check_compare(c, cond, s);
    }
    return FAIL(c, "%s: unknown condition", c->part);
}

static err_t check_cond(struct checker *c, const struct cond *cond, struct scope s)
{
    TRY(enter(c, cond));
    s.running_ok = s.repeatable_ok = false;
    TRY(check_cond_op(c, cond, s));
    c->depth--;
    return ERR_OK;
}

static err_t check_period(struct checker *c, const struct period *p, const struct plan *plan)
{
    TRY(check_expr(c, p->date, (struct scope){ .model = plan->model }));
    TRY(check_date(c, p->date, "a period"));
    if (p->has_from)
        TRY(check_literal(c, value_instant(p->from)));
    if (p->has_to)
        TRY(check_literal(c, value_instant(p->to)));
    if (p->has_from && p->has_to && p->from >= p->to)
        return FAIL(c, "a period ends before it begins");
    return ERR_OK;
}

static err_t check_determined(struct checker *c, const struct plan *p, const struct expr *e)
{
    return expr_is_determined(p, e)
               ? ERR_OK
               : FAIL(c, "%s: %.*s differs within a group; group by it or aggregate it", c->part,
                      STR_ARG(expr_words(c->a, e)));
}

static err_t check_columns(struct checker *c, const struct plan *p, bool grouped)
{
    c->part = "a column";
    if (p->columns_n == 0 || p->columns_n > PLAN_COLUMNS_MAX)
        return FAIL(c, "a plan shows 1 to %d columns", PLAN_COLUMNS_MAX);
    for (size_t i = 0; i < p->columns_n; i++) {
        const struct expr *e = p->columns[i].expr;
        struct scope s = { p->model, grouped, grouped, !grouped };
        TRY(check_expr(c, e, s));
        if (grouped)
            TRY(check_determined(c, p, e));
    }
    return ERR_OK;
}

static err_t check_groups(struct checker *c, const struct plan *p, bool grouped)
{
    struct scope s = { .model = p->model, .agg_ok = true };

    c->part = "a group";
    if (p->groups_n > PLAN_COLUMNS_MAX)
        return FAIL(c, "at most %d groups", PLAN_COLUMNS_MAX);
    for (size_t i = 0; i < p->groups_n; i++)
        TRY(check_expr(c, p->groups[i], (struct scope){ .model = p->model }));
    c->part = "the condition on groups";
    if (!p->having)
        return ERR_OK;
    if (!grouped)
        return FAIL(c, "a condition on groups needs groups");
    TRY(check_cond(c, p->having, s));
    return cond_is_determined(p, p->having)
               ? ERR_OK
               : FAIL(c, "the condition on groups asks for what differs within a group");
}

static bool is_column(const struct plan *p, const struct expr *e)
{
    for (size_t i = 0; i < p->columns_n; i++)
        if (expr_equal(p->columns[i].expr, e))
            return true;
    return false;
}

static err_t check_order(struct checker *c, const struct plan *p, bool grouped)
{
    c->part = "the order";
    if (p->order_n > PLAN_COLUMNS_MAX)
        return FAIL(c, "at most %d orders", PLAN_COLUMNS_MAX);
    for (size_t i = 0; i < p->order_n; i++) {
        const struct expr *e = p->order[i].expr;
        TRY(check_expr(c, e, (struct scope){ .model = p->model, .agg_ok = grouped }));
        if (grouped)
            TRY(check_determined(c, p, e));
        if (p->distinct && !is_column(p, e))
            return FAIL(c, "distinct rows can only be sorted by what they show");
    }
    if (p->ties && (p->limit == 0 || p->order_n == 0))
        return FAIL(c, "ties need a limit and an order");
    if (p->limit > PLAN_LIMIT_MAX || p->offset > PLAN_LIMIT_MAX)
        return FAIL(c, "at most %d rows can be asked for", PLAN_LIMIT_MAX);
    return ERR_OK;
}

static err_t check_comparison(struct checker *c, const struct plan *p, bool grouped, bool is_sub)
{
    if (!p->compare)
        return ERR_OK;
    c->part = "the comparison";
    if (is_sub || !grouped || !p->period.date || p->distinct)
        return FAIL(c, "only figures over a period can be compared with another period");
    for (size_t i = 0; i < p->columns_n; i++)
        if (p->columns[i].expr->op == EXPR_RUNNING)
            return FAIL(c, "a running total cannot be compared with another period");
    return check_period(c, &p->other, p);
}

static err_t check_told_columns(struct checker *c, const struct plan *p)
{
    for (size_t i = 0; i < p->columns_n; i++) {
        const struct expr *e = p->columns[i].expr;
        if (e->path.n || (e->op != EXPR_FIELD && e->op != EXPR_RECORD) ||
            (e->op == EXPR_RECORD && p->columns_n > 1))
            return FAIL(c, "the history is that of fields of the model itself");
        if (p->tell != TELL_HISTORY && e->op != EXPR_RECORD)
            return FAIL(c, "what is told of a record has columns of its own; give the record");
    }
    return ERR_OK;
}

static err_t check_tell(struct checker *c, const struct plan *p, bool is_sub)
{
    const struct period *w = &p->when;
    bool claims = p->claim.kind != VALUE_NULL;

    c->part = "what is told";
    if (p->tell == TELL_RECORDS)
        return w->has_from || w->has_to || claims || p->everywhere
                   ? FAIL(c, "a time, a claim or all models need something to be told")
                   : ERR_OK;
    if (is_sub || p->period.date || p->groups_n || p->having || p->order_n || p->compare ||
        p->distinct || p->limit || p->offset)
        return FAIL(c, "what is told of records has no groups, order or limit");
    if (p->where && p->tell == TELL_QUARANTINE)
        return FAIL(c, "what is in quarantine has no fields to ask for");
    if (p->everywhere && p->tell != TELL_QUARANTINE)
        return FAIL(c, "only the quarantine can be told of all models");
    if (w->date || (w->has_from && w->has_to && w->from >= w->to))
        return FAIL(c, "the time of what is told ends before it begins");
    if (claims && (p->tell != TELL_HISTORY || p->columns_n != 1))
        return FAIL(c, "a claim is made of one field");
    TRY(check_literal(c, p->claim));
    return check_told_columns(c, p);
}

static err_t check_whole(struct checker *c, const struct plan *p, bool is_sub)
{
    bool grouped;

    c->part = "the plan";
    TRY(enter(c, p));
    TRY(check_model(c, p->model));
    grouped = plan_is_grouped(p);
    TRY(check_columns(c, p, grouped));
    c->part = "a condition";
    if (p->where)
        TRY(check_cond(c, p->where, (struct scope){ .model = p->model }));
    c->part = "the period";
    if (p->period.date)
        TRY(check_period(c, &p->period, p));
    TRY(check_groups(c, p, grouped));
    TRY(check_order(c, p, grouped));
    TRY(check_comparison(c, p, grouped, is_sub));
    TRY(check_tell(c, p, is_sub));
    c->depth--;
    return ERR_OK;
}

/* A plan inside of another gives one column. */
static err_t check_subplan(struct checker *c, const struct plan *p)
{
    const char *part = c->part;

    TRY(enter(c, p));
    TRY(check_whole(c, p, true));
    c->part = part;
    c->depth--;
    if (p->columns_n != 1)
        return FAIL(c, "%s: a plan inside of another gives one column", c->part);
    return ERR_OK;
}

err_t plan_check(const struct schema *schema, const struct plan *p, struct why *why)
{
    struct checker c = { .schema = schema, .why = why, .a = arena_new() };
    err_t e = check_whole(&c, p, false);

    arena_free(c.a);
    return e;
}
