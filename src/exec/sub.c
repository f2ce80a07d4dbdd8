#include "exec/sub.h"

#include "exec/rewrite.h"
#include "plan/phrases.h"

/* In a dry run there is no value yet; this stands for it. */
static struct value stand_in(enum value_kind k)
{
    switch (k) {
    case VALUE_TEXT:
        return value_text(STR("(each found)"));
    case VALUE_FLOAT:
        return value_float(0);
    case VALUE_NULL:
        return VALUE_NONE;
    default:
        return (struct value){ .kind = k };
    }
}

static err_t run_inside(struct run *r, const struct plan *p, struct relation *out)
{
    for (size_t i = 0; i < r->inner.n; i++)
        if (plan_equal(r->inner.p[i].plan, p)) {
            *out = *r->inner.p[i].answer;
            return ERR_OK;
        }
    r->depth++;
    TRY(job_run(r, p, out));
    r->depth--;
    struct relation *kept = NEW(r->a, struct relation);
    *kept = *out;
    *vec_push(r->a, &r->inner) = (struct inner){ p, kept };
    return ERR_OK;
}

err_t sub_scalar(struct run *r, const struct plan *p, struct value *out)
{
    struct relation rel;

    TRY(run_inside(r, p, &rel));
    *out = rel.rows_n ? rel.cells[0] : VALUE_NONE;
    if (r->dry)
        *out = stand_in(expr_kind(p->columns[0].expr));
    return ERR_OK;
}

err_t sub_values(struct run *r, const struct plan *p, struct value **out, size_t *n)
{
    struct relation rel;
    size_t kept = 0;

    TRY(run_inside(r, p, &rel));
    *out = NEW_N(r->a, struct value, rel.rows_n + 1);
    for (size_t i = 0; i < rel.rows_n; i++)
        if (rel.cells[i].kind)
            (*out)[kept++] = rel.cells[i];
    if (r->dry && kept == 0)
        (*out)[kept++] = stand_in(expr_kind(p->columns[0].expr));
    *n = kept;
    return ERR_OK;
}

err_t sub_ids(struct run *r, const struct model *m, struct cond *where, struct value **out,
              size_t *n)
{
    struct plan *p = plan_new(r->a, m);

    plan_column(r->a, p, expr_record(r->a, NULL), STR("id"));
    p->where = where;
    return sub_values(r, p, out, n);
}

/* A walk back is a walk forward seen from its end: parents <- orders <- items
 * is items.order.parent. */
static struct expr *key_of(struct run *r, const struct path *path)
{
    struct path back = { .n = 0 };
    size_t first = 0;

    while (!path->steps[first].reverse)
        first++;
    for (size_t i = path->n - 1; i > first; i--)
        back.steps[back.n++] = (struct step){ .field = path->steps[i].field,
                                              .model = path->steps[i - 1].model };
    return expr_walk(r->a, &back, path->steps[first].field);
}

err_t sub_rollup(struct run *r, const struct path *path, enum agg fn, struct expr *arg,
                 struct cond *where, const struct map **out)
{
    struct plan *p = plan_new(r->a, path_end(NULL, path));
    struct map *m = NEW(r->a, struct map);
    struct expr *key = key_of(r, path);
    struct relation rel;

    p->where = cond_join(r->a, COND_AND, where, cond_null(r->a, COND_NOT_NULL, key));
    plan_group(r->a, p, key);
    plan_column(r->a, p, key, STR("key"));
    plan_column(r->a, p, expr_agg(r->a, fn, arg), STR("value"));
    TRY(run_inside(r, p, &rel));
    map_init(m, r->a);
    for (size_t i = 0; i < rel.rows_n; i++)
        map_put(m, rel.cells[2 * i].s, &rel.cells[2 * i + 1]);
    *out = m;
    return ERR_OK;
}

static err_t literal_of(struct run *r, struct expr *e, struct expr **out)
{
    struct value v;

    *out = e;
    if (!e || e->op != EXPR_SCALAR)
        return ERR_OK;
    TRY(sub_scalar(r, e->plan, &v));
    *out = expr_literal(r->a, v);
    return ERR_OK;
}

static err_t resolve_in_plan(struct run *r, struct cond *c)
{
    TRY(sub_values(r, c->plan, &c->values, &c->values_n));
    c->op = COND_IN;
    c->plan = NULL;
    return ERR_OK;
}

/* Sub-plans below `c` become values, in place: nodes are ours since
 * rewrite_normal(). */
static err_t resolve_plans(struct run *r, struct cond *c)
{
    for (size_t i = 0; c->op != COND_EXISTS && i < c->kids_n; i++)
        TRY(resolve_plans(r, c->kids[i]));
    if (c->op == COND_IN_PLAN)
        return resolve_in_plan(r, c);
    TRY(literal_of(r, c->left, &c->left));
    return literal_of(r, c->right, &c->right);
}

/* Reference fields that point nowhere hold no id, so asking for the ids is
 * asking for the records. */
static err_t resolve_behind(struct run *r, struct cond *c, const struct step *s, struct cond **out)
{
    str models = phrase_plural(r->a, s->model->label);
    struct value *ids;
    size_t n;

    run_way(r, WAY_BEHIND);
    run_explain(r, "# first, which %.*s are meant:", STR_ARG(models));
    TRY(sub_ids(r, s->model, rewrite_behind_step(r->a, c), &ids, &n));
    *out = cond_in(r->a, expr_field(r->a, s->field), ids, n);
    return ERR_OK;
}

static bool same_step(const struct step *s, const struct step *t)
{
    return s->field == t->field && s->model == t->model;
}

/* All parts that stand behind the same reference are asked at once. */
err_t sub_resolve(struct run *r, const struct model *m, struct cond *c, struct cond **out)
{
    struct conds parts = rewrite_parts(r->a, c);
    bool *done = NEW_N(r->a, bool, parts.n);
    struct cond *all = NULL;

    for (size_t i = 0; i < parts.n; i++)
        TRY(resolve_plans(r, parts.p[i]));
    for (size_t i = 0; i < parts.n; i++) {
        struct step step, other;
        struct cond *part = parts.p[i];
        if (done[i])
            continue;
        if (!run_takes(r, m, part) && rewrite_is_behind_step(part, &step)) {
            for (size_t j = i + 1; j < parts.n; j++)
                if (!done[j] && !run_takes(r, m, parts.p[j]) &&
                    rewrite_is_behind_step(parts.p[j], &other) && same_step(&step, &other)) {
                    part = cond_join(r->a, COND_AND, part, parts.p[j]);
                    done[j] = true;
                }
            TRY(resolve_behind(r, part, &step, &part));
        }
        all = cond_join(r->a, COND_AND, all, part);
    }
    *out = all;
    return ERR_OK;
}
