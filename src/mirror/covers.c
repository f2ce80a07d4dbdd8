#include "mirror/covers.h"

struct walk {
    const struct mirror_state *state;
    const struct sql_tables *tables;
    int64_t as_of;
    bool ok;
};

static void walk_plan(struct walk *w, const struct plan *p);
static void walk_cond(struct walk *w, const struct cond *c, const struct model *m);

static void walk_model(struct walk *w, const struct model *m)
{
    const struct mirrored *s = m ? state_of(w->state, m->id) : NULL;

    w->ok = w->ok && s && s->stage == MIRROR_READY;
    if (w->ok && s->as_of < w->as_of)
        w->as_of = s->as_of;
}

static void walk_field(struct walk *w, const struct model *m, const struct field *f)
{
    const struct sql_table *t = m ? sql_table_of(w->tables, m) : NULL;

    w->ok = w->ok && t && sql_column_of(t, f) && !f->repeatable;
}

/* Where the walk arrives. */
static const struct model *walk_path(struct walk *w, const struct path *p, const struct model *m)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct step *s = &p->steps[i];
        walk_field(w, s->reverse ? s->model : m, s->field);
        walk_model(w, s->model);
        m = s->model;
    }
    return m;
}

static void walk_expr(struct walk *w, const struct expr *e, const struct model *m)
{
    if (!e)
        return;
    const struct model *end = walk_path(w, &e->path, m);
    if (e->op == EXPR_FIELD)
        walk_field(w, end, e->field);
    if (e->plan)
        walk_plan(w, e->plan);
    walk_expr(w, e->a[0], end);
    walk_expr(w, e->a[1], end);
    walk_cond(w, e->where, end);
}

static void walk_cond(struct walk *w, const struct cond *c, const struct model *m)
{
    if (!c)
        return;
    const struct model *end = walk_path(w, &c->path, m);
    for (size_t i = 0; i < c->kids_n; i++)
        walk_cond(w, c->kids[i], end);
    walk_expr(w, c->left, m);
    walk_expr(w, c->right, m);
    if (c->plan)
        walk_plan(w, c->plan);
}

static void walk_plan(struct walk *w, const struct plan *p)
{
    w->ok = w->ok && p->tell == TELL_RECORDS; /* the rest the hub alone knows */
    walk_model(w, p->model);
    for (size_t i = 0; i < p->columns_n; i++)
        walk_expr(w, p->columns[i].expr, p->model);
    for (size_t i = 0; i < p->groups_n; i++)
        walk_expr(w, p->groups[i], p->model);
    for (size_t i = 0; i < p->order_n; i++)
        walk_expr(w, p->order[i].expr, p->model);
    walk_cond(w, p->where, p->model);
    walk_cond(w, p->having, p->model);
    walk_expr(w, p->period.date, p->model);
    if (p->compare)
        walk_expr(w, p->other.date, p->model);
}

bool mirror_covers(const struct mirror_state *s, const struct sql_tables *t, const struct plan *p,
                   int64_t *as_of)
{
    struct walk w = { s, t, INT64_MAX, true };

    walk_plan(&w, p);
    if (w.ok)
        *as_of = w.as_of;
    return w.ok;
}
