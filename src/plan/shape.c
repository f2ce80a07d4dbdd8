#include "plan/shape.h"

bool expr_uses(const struct expr *e, enum expr_op op)
{
    return e && (e->op == op || expr_uses(e->a[0], op) || expr_uses(e->a[1], op));
}

static bool same_step(const struct step *s, const struct step *t)
{
    return s->field == t->field && s->model == t->model && s->reverse == t->reverse;
}

static bool is_prefix(const struct path *p, const struct path *of)
{
    if (p->n > of->n)
        return false;
    for (size_t i = 0; i < p->n; i++)
        if (!same_step(&p->steps[i], &of->steps[i]))
            return false;
    return true;
}

/* A key that is a record, or the reference to it, fixes all that hangs on it. */
static bool fixes(const struct expr *key, const struct path *p)
{
    if (key->op == EXPR_RECORD)
        return is_prefix(&key->path, p);
    return key->op == EXPR_FIELD && key->field->type == FIELD_REF && is_prefix(&key->path, p) &&
           p->n > key->path.n && p->steps[key->path.n].field == key->field &&
           !p->steps[key->path.n].reverse;
}

bool expr_is_determined(const struct plan *p, const struct expr *e)
{
    for (size_t i = 0; i < p->groups_n; i++)
        if (expr_equal(p->groups[i], e))
            return true;
    switch (e->op) {
    case EXPR_LITERAL:
    case EXPR_SCALAR:
    case EXPR_AGG:
        return true;
    case EXPR_FIELD:
    case EXPR_RECORD:
    case EXPR_ROLLUP:
        for (size_t i = 0; i < p->groups_n; i++)
            if (fixes(p->groups[i], &e->path))
                return true;
        return false;
    default:
        return (!e->a[0] || expr_is_determined(p, e->a[0])) &&
               (!e->a[1] || expr_is_determined(p, e->a[1]));
    }
}

bool cond_is_determined(const struct plan *p, const struct cond *c)
{
    if (c->op == COND_EXISTS) {
        struct expr at = { .op = EXPR_ROLLUP, .path = c->path };
        return expr_is_determined(p, &at);
    }
    for (size_t i = 0; i < c->kids_n; i++)
        if (!cond_is_determined(p, c->kids[i]))
            return false;
    return (!c->left || expr_is_determined(p, c->left)) &&
           (!c->right || expr_is_determined(p, c->right));
}
