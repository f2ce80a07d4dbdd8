#include "exec/compile.h"

#include "exec/rewrite.h"
#include "exec/sub.h"
#include "exec/text.h"

enum { LIST_IS_SHORT = 6 };

static struct code *code_new(const struct scope *s, enum code_op op)
{
    struct code *c = NEW(s->run->a, struct code);

    c->op = op;
    return c;
}

static struct code *constant(const struct scope *s, struct value v)
{
    struct code *c = code_new(s, CODE_CONST);

    c->value = v.kind == VALUE_TEXT && v.s.n == 0 ? VALUE_NONE : v;
    return c;
}

static struct code *place(const struct scope *s, enum code_op op, unsigned node, unsigned at)
{
    struct code *c = code_new(s, op);

    c->node = node;
    c->at = at;
    return c;
}

static err_t compile_agg(const struct scope *s, const struct expr *e, struct code **out)
{
    struct scope rows = { s->run, s->rows, NULL };
    struct agg_spec spec = { .expr = e };

    for (size_t i = 0; i < s->g->aggs.n; i++)
        if (expr_equal(s->g->aggs.p[i].expr, e)) {
            *out = place(s, CODE_AGG, 0, (unsigned)i);
            return ERR_OK;
        }
    if (e->a[0])
        TRY(compile_expr(&rows, e->a[0], &spec.arg));
    if (e->where)
        TRY(compile_test(&rows, rewrite_normal(s->run->a, e->where), &spec.where));
    *vec_push(s->run->a, &s->g->aggs) = spec;
    *out = place(s, CODE_AGG, 0, (unsigned)s->g->aggs.n - 1);
    return ERR_OK;
}

static err_t compile_carried(const struct scope *s, const struct expr *e, struct code **out)
{
    struct scope rows = { s->run, s->rows, NULL };
    struct code *code;

    for (size_t i = 0; i < s->g->carried.n; i++)
        if (expr_equal(s->g->carried.p[i].expr, e)) {
            *out = place(s, CODE_CARRIED, 0, (unsigned)i);
            return ERR_OK;
        }
    TRY(compile_expr(&rows, e, &code));
    *vec_push(s->run->a, &s->g->carried) = (struct carried){ e, code };
    *out = place(s, CODE_CARRIED, 0, (unsigned)s->g->carried.n - 1);
    return ERR_OK;
}

static err_t compile_rollup(const struct scope *s, const struct expr *e, struct code **out)
{
    struct code *c = place(s, CODE_LOOKUP, rows_node(s->rows, &e->path), 0);

    TRY(sub_rollup(s->run, &e->path, e->agg, e->a[0], e->where, &c->lookup));
    if (e->agg == AGG_COUNT || e->agg == AGG_COUNT_DISTINCT)
        c->value = value_int(0);
    *out = c;
    return ERR_OK;
}

static err_t compile_operation(const struct scope *s, const struct expr *e, struct code **out)
{
    static const enum code_op ops[EXPR_NUM] = {
        [EXPR_BUCKET] = CODE_BUCKET, [EXPR_ADD] = CODE_ADD,         [EXPR_SUB] = CODE_SUB,
        [EXPR_MUL] = CODE_MUL,       [EXPR_DIV] = CODE_DIV,         [EXPR_DAYS] = CODE_DAYS,
        [EXPR_SHARE] = CODE_SHARE,   [EXPR_RUNNING] = CODE_RUNNING,
    };
    struct code *c = code_new(s, ops[e->op]);

    c->grain = e->grain;
    c->fiscal_month = s->run->env->schema->fiscal_month;
    c->fiscal_day = s->run->env->schema->fiscal_day;
    for (int i = 0; i < 2; i++)
        if (e->a[i])
            TRY(compile_expr(s, e->a[i], &c->a[i]));
    if (e->op == EXPR_SHARE)
        *vec_push(s->run->a, &s->g->shares) = c;
    *out = c;
    return ERR_OK;
}

static err_t compile_scalar(const struct scope *s, const struct expr *e, struct code **out)
{
    struct value v;

    TRY(sub_scalar(s->run, e->plan, &v));
    *out = constant(s, v);
    return ERR_OK;
}

static void warn_of_several(const struct scope *s, const struct field *f)
{
    if (f->repeatable)
        run_warn(s->run,
                 arena_fmt(s->run->out, "%.*s can hold several values; only the first is shown",
                           STR_ARG(f->label)));
}

static err_t compile_row_expr(const struct scope *s, const struct expr *e, struct code **out)
{
    unsigned node;

    switch (e->op) {
    case EXPR_FIELD:
        node = rows_node(s->rows, &e->path);
        *out = place(s, CODE_FIELD, node, rows_field(s->rows, node, e->field));
        warn_of_several(s, e->field);
        return ERR_OK;
    case EXPR_RECORD:
        *out = place(s, CODE_ID, rows_node(s->rows, &e->path), 0);
        return ERR_OK;
    case EXPR_ROLLUP:
        return compile_rollup(s, e, out);
    case EXPR_AGG:
        return why_fail(s->run->why, ERR_INTERNAL, "an aggregate among rows");
    default:
        return compile_operation(s, e, out);
    }
}

static err_t compile_group_expr(const struct scope *s, const struct expr *e, struct code **out)
{
    for (size_t i = 0; i < s->g->keys_n; i++)
        if (expr_equal(s->g->key_exprs[i], e)) {
            *out = place(s, CODE_KEY, 0, (unsigned)i);
            return ERR_OK;
        }
    switch (e->op) {
    case EXPR_AGG:
        return compile_agg(s, e, out);
    case EXPR_FIELD:
    case EXPR_RECORD:
    case EXPR_ROLLUP:
        return compile_carried(s, e, out);
    default:
        return compile_operation(s, e, out);
    }
}

err_t compile_expr(const struct scope *s, const struct expr *e, struct code **out)
{
    if (e->op == EXPR_LITERAL) {
        *out = constant(s, e->value);
        return ERR_OK;
    }
    if (e->op == EXPR_SCALAR)
        return compile_scalar(s, e, out);
    return s->g ? compile_group_expr(s, e, out) : compile_row_expr(s, e, out);
}

static bool is_identity(const struct expr *e)
{
    return e->op == EXPR_RECORD || (e->op == EXPR_FIELD && e->field->type == FIELD_REF);
}

/* A long list becomes a hash set; text in it is folded once. */
static void make_set(const struct scope *s, struct test *t)
{
    struct tuples *set;
    bool added;

    if (t->values_n <= LIST_IS_SHORT)
        return;
    set = NEW(s->run->a, struct tuples);
    tuples_init(set, s->run->a, 1);
    for (size_t i = 0; i < t->values_n; i++) {
        struct value v = t->values[i];
        if (v.kind == VALUE_TEXT && !t->exact)
            v.s = text_fold(s->run->a, v.s);
        tuples_put(set, &v, &added);
    }
    t->set = set;
}

/* Only the source sees all values of such a field, so it is asked for the ids. */
static err_t compile_repeatable(const struct scope *s, const struct cond *c, struct test *t)
{
    const struct model *m = path_end(s->rows->model, &c->left->path);
    struct cond *where = NULL;

    for (size_t i = 0; i < (c->op == COND_EQ ? 1 : c->values_n); i++) {
        struct value v = c->op == COND_EQ ? c->right->value : c->values[i];
        where = cond_join(s->run->a, COND_OR, where,
                          cond_cmp(s->run->a, COND_EQ, expr_field(s->run->a, c->left->field),
                                   expr_literal(s->run->a, v)));
    }
    t->op = COND_IN;
    t->exact = true;
    TRY(compile_expr(s, expr_record(s->run->a, &c->left->path), &t->left));
    if (where)
        TRY(sub_ids(s->run, m, where, &t->values, &t->values_n));
    make_set(s, t);
    return ERR_OK;
}

/* Over groups it is a count that the group carries. */
static err_t compile_group_exists(const struct scope *s, const struct cond *c, struct test *t)
{
    struct expr *e = expr_agg(s->run->a, AGG_COUNT, NULL);

    e->op = EXPR_ROLLUP;
    e->path = c->path;
    e->where = c->kids_n ? c->kids[0] : NULL;
    t->op = COND_GT;
    t->right = constant(s, value_int(0));
    return compile_expr(s, e, &t->left);
}

static err_t compile_exists(const struct scope *s, const struct cond *c, struct test *t)
{
    if (s->g)
        return compile_group_exists(s, c, t);
    t->node = rows_node(s->rows, &c->path);
    return sub_rollup(s->run, &c->path, AGG_COUNT, NULL, c->kids_n ? c->kids[0] : NULL, &t->lookup);
}

static err_t compile_kids(const struct scope *s, const struct cond *c, struct test *t)
{
    t->kids_n = c->kids_n;
    t->kids = NEW_N(s->run->a, struct test *, c->kids_n);
    for (size_t i = 0; i < c->kids_n; i++)
        TRY(compile_test(s, c->kids[i], &t->kids[i]));
    return ERR_OK;
}

static err_t compile_into(const struct scope *s, const struct cond *c, struct test *t)
{
    if (c->op == COND_AND || c->op == COND_OR || c->op == COND_NOT)
        return compile_kids(s, c, t);
    if (c->op == COND_EXISTS)
        return compile_exists(s, c, t);
    if (rewrite_is_repeatable(c))
        return compile_repeatable(s, c, t);
    t->exact = c->exact || is_identity(c->left);
    TRY(compile_expr(s, c->left, &t->left));
    if (c->right)
        TRY(compile_expr(s, c->right, &t->right));
    t->values = c->values;
    t->values_n = c->values_n;
    if (c->op == COND_IN_PLAN) {
        t->op = COND_IN;
        TRY(sub_values(s->run, c->plan, &t->values, &t->values_n));
    }
    if (t->op == COND_IN)
        make_set(s, t);
    return ERR_OK;
}

err_t compile_test(const struct scope *s, const struct cond *c, struct test **out)
{
    struct test *t = NEW(s->run->a, struct test);

    *out = NULL;
    if (!c)
        return ERR_OK;
    t->op = c->op;
    TRY(compile_into(s, c, t));
    *out = t;
    return ERR_OK;
}
