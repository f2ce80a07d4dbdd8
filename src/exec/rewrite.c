#include "exec/rewrite.h"

static struct cond *normal(struct arena *a, const struct cond *c, bool negated);

bool rewrite_is_repeatable(const struct cond *c)
{
    return (c->op == COND_EQ || c->op == COND_IN) && c->left->op == EXPR_FIELD &&
           c->left->field->repeatable;
}

static struct cond *copy(struct arena *a, const struct cond *c)
{
    struct cond *n = NEW(a, struct cond);

    *n = *c;
    return n;
}

static struct cond *normal_list(struct arena *a, const struct cond *c, bool negated)
{
    bool is_and = (c->op == COND_AND) != negated;
    struct cond *out = NULL;

    for (size_t i = 0; i < c->kids_n; i++)
        out = cond_join(a, is_and ? COND_AND : COND_OR, out, normal(a, c->kids[i], negated));
    return out;
}

/* Not in [from, to): below from, or from `to` on. */
static struct cond *outside(struct arena *a, const struct cond *c)
{
    struct cond *low = NULL, *high = NULL;

    if (c->values[0].kind)
        low = cond_cmp(a, COND_LT, c->left, expr_literal(a, c->values[0]));
    if (c->values[1].kind)
        high = cond_cmp(a, COND_GE, c->left, expr_literal(a, c->values[1]));
    return cond_join(a, COND_OR, low, high);
}

static struct cond *opposite(struct arena *a, const struct cond *c)
{
    static const enum cond_op pairs[COND_NUM] = {
        [COND_EQ] = COND_NE,
        [COND_NE] = COND_EQ,
        [COND_LT] = COND_GE,
        [COND_GE] = COND_LT,
        [COND_LE] = COND_GT,
        [COND_GT] = COND_LE,
        [COND_IS_NULL] = COND_NOT_NULL,
        [COND_NOT_NULL] = COND_IS_NULL,
    };

    if (c->op == COND_RANGE)
        return outside(a, c);
    if (!pairs[c->op] || rewrite_is_repeatable(c))
        return cond_not(a, copy(a, c));
    struct cond *n = copy(a, c);
    n->op = pairs[c->op];
    return n;
}

static struct cond *normal(struct arena *a, const struct cond *c, bool negated)
{
    if (c->op == COND_NOT)
        return normal(a, c->kids[0], !negated);
    if (c->op == COND_AND || c->op == COND_OR)
        return normal_list(a, c, negated);
    return negated ? opposite(a, c) : copy(a, c);
}

struct cond *rewrite_normal(struct arena *a, const struct cond *c)
{
    return c ? normal(a, c, false) : NULL;
}

struct cond *rewrite_period(struct arena *a, const struct period *p)
{
    if (!p->date || (!p->has_from && !p->has_to))
        return NULL;
    return cond_range(a, p->date, p->has_from ? value_instant(p->from) : VALUE_NONE,
                      p->has_to ? value_instant(p->to) : VALUE_NONE);
}

struct conds rewrite_parts(struct arena *a, struct cond *c)
{
    struct conds out = { NULL, 0 };

    if (!c)
        return out;
    if (c->op == COND_AND)
        return (struct conds){ c->kids, c->kids_n };
    out.p = NEW(a, struct cond *);
    out.p[0] = c;
    out.n = 1;
    return out;
}

static bool same_step(const struct step *s, const struct step *t)
{
    return s->field == t->field && s->model == t->model && s->reverse == t->reverse;
}

/* A field (not merely the record: that is cheap to test) behind one step. */
static bool expr_is_behind(const struct expr *e, struct step *step)
{
    if ((e->op != EXPR_FIELD && e->op != EXPR_RECORD) || e->path.n == 0)
        return false;
    if (!step->field)
        *step = e->path.steps[0];
    return same_step(step, &e->path.steps[0]);
}

static bool is_behind(const struct cond *c, struct step *step)
{
    switch (c->op) {
    case COND_AND:
    case COND_OR:
        for (size_t i = 0; i < c->kids_n; i++)
            if (!is_behind(c->kids[i], step))
                return false;
        return true;
    case COND_NOT: /* of a test that is unknown for null */
        return c->kids[0]->op != COND_EXISTS && c->kids[0]->op != COND_IN_PLAN &&
               !rewrite_is_repeatable(c->kids[0]) &&
               !(c->kids[0]->op == COND_IN && c->kids[0]->values_n == 0) &&
               is_behind(c->kids[0], step);
    case COND_IS_NULL:
    case COND_EXISTS:
        return false;
    case COND_IN:
    case COND_RANGE:
    case COND_NOT_NULL:
    case COND_IN_PLAN:
        return expr_is_behind(c->left, step);
    default:
        return expr_is_behind(c->left, step) && c->right->op == EXPR_LITERAL;
    }
}

bool rewrite_is_behind_step(const struct cond *c, struct step *out)
{
    struct step step = { 0 };

    if (!is_behind(c, &step))
        return false;
    *out = step;
    return true;
}

static struct expr *expr_behind(struct arena *a, const struct expr *e)
{
    struct expr *n = NEW(a, struct expr);

    *n = *e;
    n->path.n--;
    memmove(&n->path.steps[0], &n->path.steps[1], n->path.n * sizeof n->path.steps[0]);
    return n;
}

struct cond *rewrite_behind_step(struct arena *a, const struct cond *c)
{
    struct cond *n = copy(a, c);

    if (c->left)
        n->left = expr_behind(a, c->left);
    n->kids = NEW_N(a, struct cond *, c->kids_n);
    for (size_t i = 0; i < c->kids_n; i++)
        n->kids[i] = rewrite_behind_step(a, c->kids[i]);
    return n;
}
