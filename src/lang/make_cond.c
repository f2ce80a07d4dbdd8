#include "lang/make.h"

#include "lang/build.h"
#include "lang/paths.h"

/* Each reference that is walked counts once. */
static void note_walk(struct doubts *d, const struct path *p)
{
    for (size_t i = 0; i < p->n; i++) {
        bool seen = false;
        for (unsigned k = 0; k < d->joins && k < WALKED_MAX && !seen; k++)
            seen = d->walked[k] == p->steps[i].field;
        if (!seen && d->joins < WALKED_MAX)
            d->walked[d->joins++] = p->steps[i].field;
    }
}

struct expr *make_expr(struct maker *m, int root, struct node n)
{
    struct path p;
    unsigned ties;
    if (!path_forward(m->r->x, root, n, &p, &ties))
        return NULL;
    m->d->ties += ties;
    note_walk(m->d, &p);
    const struct model *model = index_model(m->r->x, n.model);
    if (n.measure >= 0)
        return formula_of(m, model, &p, n.measure);
    const struct field *f = n.field >= 0                ? &model->fields[n.field]
                            : model->display_field >= 0 ? &model->fields[model->display_field]
                                                        : NULL;
    if (!f)
        return NULL;
    return p.n ? expr_walk(m->a, &p, f) : expr_field(m->a, f);
}

struct expr *make_record(struct maker *m, int root, struct node n)
{
    struct path p;
    unsigned ties;
    if (!path_forward(m->r->x, root, n, &p, &ties))
        return NULL;
    m->d->ties += ties;
    struct expr *e = NEW(m->a, struct expr);
    e->op = EXPR_RECORD;
    e->path = p;
    return e;
}

static struct cond *compare_average(struct maker *m, const struct filter *x, struct expr *left)
{
    struct plan *sub = plan_new(m->a, index_model(m->r->x, x->node.model));
    struct expr *arg = make_expr(m, x->node.model, x->node);
    if (!arg)
        return NULL;
    plan_column(m->a, sub,
                expr_agg(m->a, x->is_max ? x->op == COND_GT ? AGG_MAX : AGG_MIN : AGG_AVG, arg),
                STR("average"));
    struct expr *e = NEW(m->a, struct expr);
    e->op = EXPR_SCALAR;
    e->plan = sub;
    return cond_cmp(m->a, x->is_max ? COND_EQ : x->op, left, e);
}

struct cond *make_filter(struct maker *m, int root, const struct filter *x)
{
    struct expr *left = make_expr(m, root, x->node);
    struct cond *c;
    if (!left)
        return NULL;
    if (x->is_average || x->is_max) {
        c = compare_average(m, x, left);
    } else if (node_is_set(x->other)) {
        struct expr *right = make_expr(m, root, x->other);
        c = right ? cond_cmp(m->a, x->op, left, right) : NULL;
    } else if (x->op == COND_IS_NULL || x->op == COND_NOT_NULL) {
        c = cond_null(m->a, x->op, left);
    } else if (x->op == COND_IN || x->op == COND_RANGE) {
        c = NEW(m->a, struct cond);
        c->op = x->op;
        c->left = left;
        c->values = NEW_N(m->a, struct value, x->values_n);
        memcpy(c->values, x->values, x->values_n * sizeof *c->values);
        c->values_n = x->values_n;
    } else {
        enum cond_op op = x->negated && x->op == COND_EQ ? COND_NE : x->op;
        c = cond_cmp(m->a, op, left, expr_literal(m->a, x->values[0]));
        c->exact = x->is_exact;
        if (x->negated && x->op == COND_EQ)
            return c;
    }
    return c && x->negated ? cond_not(m->a, c) : c;
}

static bool is_forward(const struct maker *m, int root, struct node n)
{
    struct path p;
    unsigned ties;
    return path_forward(m->r->x, root, n, &p, &ties);
}

/* A period whose date stands in another model is a condition like others. */
static struct cond *period_cond(struct maker *m, int root, const struct when *w)
{
    struct expr *date = make_date(m, root, w);
    if (!date)
        return NULL;
    struct cond *c = NEW(m->a, struct cond);
    bool day = expr_kind(date) == VALUE_DATE;
    c->op = COND_RANGE;
    c->left = date;
    c->values_n = 2;
    c->values = NEW_N(m->a, struct value, 2);
    if (w->has_from)
        c->values[0] = day ? value_date(w->from / DAY_S) : value_instant(w->from);
    if (w->has_to)
        c->values[1] = day ? value_date((w->to + DAY_S - 1) / DAY_S) : value_instant(w->to);
    return w->negated ? cond_not(m->a, c) : c;
}

/* Filters whose records lie below the root, by the way that leads there. */
struct group {
    int model; /* where the way arrives */
    struct path path;
    struct cond *cond;
    struct cond *any; /* alternatives among them */
};

static struct cond *exists(struct maker *m, const struct path *p, struct cond *inner)
{
    struct cond *c = NEW(m->a, struct cond);
    c->op = COND_EXISTS;
    c->path = *p;
    if (inner) {
        c->kids = NEW_N(m->a, struct cond *, 1);
        c->kids[0] = inner;
        c->kids_n = 1;
    }
    return c;
}

static bool same_path(const struct path *p, const struct path *q)
{
    if (p->n != q->n)
        return false;
    for (size_t i = 0; i < p->n; i++)
        if (p->steps[i].field != q->steps[i].field)
            return false;
    return true;
}

struct groups {
    struct group g[SCOPES_MAX + FILTERS_MAX];
    size_t n;
};

static struct group *group_for(struct maker *m, struct groups *gs, struct node n)
{
    struct path p;
    unsigned ties = 0;
    int below = path_reverse(m->r->x, m->root, n, &p, &ties);
    if (below < 0)
        return NULL;
    note_walk(m->d, &p);
    m->d->ties += ties;
    for (size_t i = 0; i < gs->n; i++)
        if (gs->g[i].model == below && same_path(&gs->g[i].path, &p))
            return &gs->g[i];
    gs->g[gs->n] = (struct group){ .model = below, .path = p };
    return &gs->g[gs->n++];
}

/* More of them in the later period than in the other. */
static struct cond *grown(struct maker *m, int s, const struct expr *all, int below)
{
    struct expr *both[2] = { NULL, NULL };
    const struct when *w[2] = { NULL, NULL };
    for (size_t i = 0; i < m->f->periods_n; i++)
        if (m->f->periods[i].scope == s)
            w[w[0] != NULL] = &m->f->periods[i];
    if (w[1] && w[1]->at < w[0]->at) { /* as they were said */
        const struct when *t = w[0];
        w[0] = w[1];
        w[1] = t;
    }
    for (int i = 0; i < 2 && w[1]; i++) {
        struct cond *in = period_cond(m, below, w[i]);
        if (!in)
            return NULL;
        both[i] = NEW(m->a, struct expr);
        *both[i] = *all;
        both[i]->where = cond_join(m->a, COND_AND, all->where, in);
    }
    return both[1] ? cond_cmp(m->a, m->f->scopes[s].op, both[0], both[1]) : NULL;
}

static struct cond *scope_cond(struct maker *m, int s)
{
    const struct scope *sc = &m->f->scopes[s];
    struct node n = NODE_NONE;
    struct path p;
    unsigned ties = 0;
    n.model = sc->model;
    n.via_model = sc->via_model;
    n.via_field = sc->via_field;
    bool own = sc->model == m->root && sc->via_field < 0;
    if (sc->negated && !sc->counted && !own && is_forward(m, m->root, n)) {
        struct cond *in = NULL; /* what it points at, if anything, is not like that */
        for (size_t i = 0; i < m->f->filters_n; i++)
            if (m->f->filters[i].scope == s)
                in = cond_join(m->a, COND_AND, in, make_filter(m, m->root, &m->f->filters[i]));
        return in ? cond_not(m->a, in) : cond_null(m->a, COND_IS_NULL, make_record(m, m->root, n));
    }
    if (sc->model == m->root && sc->via_field < 0)
        return NULL; /* of itself */
    int below = path_reverse(m->r->x, m->root, n, &p, &ties);
    if (below < 0)
        return NULL;
    note_walk(m->d, &p);
    m->d->ties += ties;
    struct cond *in = NULL;
    for (size_t i = 0; i < m->f->filters_n; i++)
        if (m->f->filters[i].scope == s)
            in = cond_join(m->a, COND_AND, in, make_filter(m, below, &m->f->filters[i]));
    for (size_t i = 0; i < m->f->periods_n && !sc->grew; i++)
        if (m->f->periods[i].scope == s)
            in = cond_join(m->a, COND_AND, in, period_cond(m, below, &m->f->periods[i]));
    if (sc->counted) {
        struct expr *e = NEW(m->a, struct expr), *arg = NULL;
        if (sc->has_of)
            arg = sc->of.node.field < 0 && sc->of.node.measure < 0
                      ? make_record(m, below, sc->of.node)
                      : make_expr(m, below, sc->of.node);
        if (sc->has_of && !arg)
            return NULL;
        e->op = EXPR_ROLLUP;
        e->agg = sc->has_of ? sc->of.agg : AGG_COUNT;
        e->a[0] = arg;
        e->path = p;
        e->where = in;
        if (sc->grew)
            return grown(m, s, e, below);
        return cond_cmp(m->a, sc->op, e, expr_literal(m->a, value_for_field(NULL, sc->number)));
    }
    struct cond *c = exists(m, &p, in);
    return sc->negated ? cond_not(m->a, c) : c;
}

static struct cond *one_filter(struct maker *m, struct groups *gs, const struct filter *x,
                               struct group **into)
{
    *into = NULL;
    if (is_forward(m, m->root, x->node))
        return make_filter(m, m->root, x);
    if (x->negated) { /* none of its records is like that */
        struct path p;
        unsigned ties = 0;
        struct filter plain = *x;
        plain.negated = false;
        int below = path_reverse(m->r->x, m->root, x->node, &p, &ties);
        struct cond *in = below >= 0 ? make_filter(m, below, &plain) : NULL;
        return in ? cond_not(m->a, exists(m, &p, in)) : NULL;
    }
    if (x->is_each && x->op == COND_IN) {
        struct cond *all = NULL;
        struct path p;
        unsigned ties = 0;
        int below = path_reverse(m->r->x, m->root, x->node, &p, &ties);
        for (unsigned i = 0; i < x->values_n && below >= 0; i++) {
            struct filter one = *x;
            one.op = COND_EQ;
            one.values[0] = x->values[i];
            one.values_n = 1;
            all = cond_join(m->a, COND_AND, all, exists(m, &p, make_filter(m, below, &one)));
        }
        return all;
    }
    struct group *g = group_for(m, gs, x->node);
    if (!g)
        return NULL;
    *into = g;
    return make_filter(m, g->model, x);
}

/* The group that an unbound period belongs to: the one said before it. */
static struct group *group_of_period(struct maker *m, struct groups *gs, const struct when *w)
{
    if (node_is_set(w->date))
        return is_forward(m, m->root, w->date) ? NULL : group_for(m, gs, w->date);
    struct group *best = NULL;
    for (size_t i = 0; i < m->f->filters_n; i++) {
        const struct filter *x = &m->f->filters[i];
        if (x->scope || x->negated || x->from > w->at || is_forward(m, m->root, x->node))
            continue;
        struct group *g = group_for(m, gs, x->node);
        if (g && index_model(m->r->x, g->model)->default_date >= 0)
            best = g;
    }
    return best;
}

bool period_is_below(struct maker *m, const struct when *w)
{
    struct groups gs = { .n = 0 };
    struct doubts before = *m->d;
    bool below = group_of_period(m, &gs, w) != NULL;
    *m->d = before;
    return below;
}

struct cond *make_conditions(struct maker *m)
{
    const struct frame *f = m->f;
    struct groups gs = { .n = 0 };
    struct cond *all = NULL;
    bool done[FILTERS_MAX] = { 0 };
    for (size_t i = 0; i < f->filters_n; i++) {
        const struct filter *x = &f->filters[i];
        struct group *g = NULL;
        if (done[i] || x->scope || x->part != m->part || (f->share && !x->in_base))
            continue;
        struct cond *c = one_filter(m, &gs, x, &g);
        for (size_t k = i + 1; k < f->filters_n && x->any; k++) {
            struct group *g2 = NULL;
            if (f->filters[k].any != x->any || f->filters[k].scope)
                continue;
            struct cond *c2 = one_filter(m, &gs, &f->filters[k], &g2);
            if (g != g2) { /* an alternative may not share another's record */
                c = g && c ? exists(m, &g->path, c) : c;
                c2 = g2 && c2 ? exists(m, &g2->path, c2) : c2;
                g = NULL;
            }
            c = cond_join(m->a, COND_OR, c, c2);
            done[k] = true;
        }
        if (!c) {
            m->d->unjoined = true;
            continue;
        }
        if (g)
            g->cond = cond_join(m->a, COND_AND, g->cond, c);
        else
            all = cond_join(m->a, COND_AND, all, c);
    }
    for (size_t i = 0; i < f->periods_n; i++) {
        const struct when *w = &f->periods[i];
        struct group *g = w->scope ? NULL : group_of_period(m, &gs, w);
        if (g)
            g->cond = cond_join(m->a, COND_AND, g->cond, period_cond(m, g->model, w));
    }
    for (size_t i = 0; i < gs.n; i++)
        if (gs.g[i].cond)
            all = cond_join(m->a, COND_AND, all, exists(m, &gs.g[i].path, gs.g[i].cond));
    for (size_t s = 1; s < f->scopes_n && !f->share; s++) { /* of a share: its part */
        struct cond *c = scope_cond(m, (int)s);
        if (!c)
            m->d->unjoined = true;
        all = cond_join(m->a, COND_AND, all, c);
    }
    return all;
}
