#include "lang/doubt.h"

/* What stands in a plan. */
struct shape {
    unsigned aggs, numbers, texts, dates, records, negations, grains, shares;
    uint64_t models; /* bits, of the first 64 */
};

static void see_model(const struct build *b, struct shape *s, const struct model *m)
{
    size_t i = m ? (size_t)(m - b->r->x->schema->models) : 64;
    if (i < 64)
        s->models |= 1ull << i;
}

static void see_path(const struct build *b, struct shape *s, const struct path *p)
{
    for (size_t i = 0; i < p->n; i++)
        see_model(b, s, p->steps[i].model);
}

static void see_cond(const struct build *b, struct shape *s, const struct cond *c);

static void see_expr(const struct build *b, struct shape *s, const struct expr *e)
{
    if (!e)
        return;
    see_path(b, s, &e->path);
    if (e->op == EXPR_FIELD && e->field->type == FIELD_REF && e->field->ref_model >= 0)
        see_model(b, s, index_model(b->r->x, e->field->ref_model));
    s->aggs += e->op == EXPR_AGG || e->op == EXPR_ROLLUP || e->op == EXPR_SHARE;
    s->grains += e->op == EXPR_BUCKET;
    s->shares += e->op == EXPR_SHARE || e->op == EXPR_DIV;
    see_expr(b, s, e->a[0]);
    see_expr(b, s, e->a[1]);
    see_cond(b, s, e->where);
}

static void see_cond(const struct build *b, struct shape *s, const struct cond *c)
{
    if (!c)
        return;
    s->negations += c->op == COND_NOT || c->op == COND_NE || c->op == COND_IS_NULL;
    see_path(b, s, &c->path);
    see_expr(b, s, c->left);
    see_expr(b, s, c->right);
    for (size_t i = 0; i < c->kids_n; i++)
        see_cond(b, s, c->kids[i]);
}

static void see_plan(const struct build *b, struct shape *s, const struct plan *p)
{
    see_model(b, s, p->model);
    for (size_t i = 0; i < p->columns_n; i++) {
        const struct expr *e = p->columns[i].expr;
        see_expr(b, s, e);
        if (e->op != EXPR_FIELD) {
            s->records += e->op == EXPR_RECORD;
            continue;
        }
        bool name = e->path.n == 0 && p->model->display_field >= 0 &&
                    e->field == &p->model->fields[p->model->display_field];
        bool key = e->path.n == 0 && p->model->key_fields_n &&
                   e->field == &p->model->fields[p->model->key_fields[0]];
        s->records += name || key || e->field->type == FIELD_REF;
        s->numbers += field_is_number(e->field) && !name && !key;
        s->dates += field_is_date(e->field);
        s->texts += field_is_text(e->field) && !name && !key;
    }
    see_cond(b, s, p->where);
    see_cond(b, s, p->having);
    see_expr(b, s, p->period.date);
    for (size_t i = 0; i < p->groups_n; i++)
        see_expr(b, s, p->groups[i]);
    for (size_t i = 0; i < p->order_n; i++)
        see_expr(b, s, p->order[i].expr);
}

static unsigned ops(const struct build *b, enum op op)
{
    unsigned n = 0;
    for (size_t i = 0; i < b->n; i++)
        n += item_is_op(b, i, op);
    return n;
}

/* A model that was named and is nowhere in the plan. */
static unsigned lost_models(const struct build *b, const struct shape *s)
{
    unsigned n = 0;
    for (size_t i = 0; i < b->n; i++)
        n += item_is_link(b, i, MENTION_MODEL) && b->it[i].m->quality > 0.7 &&
             b->it[i].node.model < 64 && !(s->models >> b->it[i].node.model & 1u);
    return n;
}

/* A list of bare figures or of one text over and over. */
static bool is_bare_list(const struct shape *s, const struct plan *p)
{
    return !s->aggs && !p->groups_n && !p->distinct && !s->records && p->limit == 0 &&
           (s->numbers || s->texts) && !p->order_n;
}

/* Written like a name or a figure, and not understood. */
static unsigned lost_names(const struct build *b)
{
    unsigned n = 0;
    for (size_t i = 0; i < b->n; i++) {
        const struct token *t = &b->r->tokens.p[b->it[i].from];
        n += b->it[i].kind == ITEM_WORD &&
             (t->kind == TOKEN_NUMBER || (t->is_upper && !t->is_first));
    }
    return n;
}

/* Records of a model with several dates, the one that counts not said. */
static bool guesses_date(const struct build *b)
{
    for (size_t i = 0; i < b->f.periods_n; i++) {
        if (node_is_set(b->f.periods[i].date) || b->f.subject < 0)
            continue;
        const struct model *m = index_model(b->r->x, b->f.subject);
        unsigned dates = 0;
        for (size_t f = 0; f < m->fields_n; f++)
            dates += field_is_date(&m->fields[f]);
        if (dates > 1)
            return true;
    }
    return false;
}

/* Is one of these texts compared with, anywhere in the plan? */
static bool plan_says(const struct plan *p, const struct strs *m);
static bool expr_says(const struct expr *e, const struct strs *m);

static bool is_value(struct value v, const struct strs *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (v.kind == VALUE_TEXT && str_eq_nocase(v.s, m->p[i]))
            return true;
    return v.kind == VALUE_BOOL; /* "premium": yes */
}

static bool cond_says(const struct cond *c, const struct strs *m)
{
    if (!c)
        return false;
    for (size_t i = 0; i < c->values_n; i++)
        if (is_value(c->values[i], m))
            return true;
    for (size_t i = 0; i < c->kids_n; i++)
        if (cond_says(c->kids[i], m))
            return true;
    return expr_says(c->left, m) || expr_says(c->right, m) || (c->plan && plan_says(c->plan, m));
}

static bool expr_says(const struct expr *e, const struct strs *m)
{
    return e &&
           ((e->op == EXPR_LITERAL && is_value(e->value, m)) || expr_says(e->a[0], m) ||
            expr_says(e->a[1], m) || cond_says(e->where, m) || (e->plan && plan_says(e->plan, m)));
}

static bool plan_says(const struct plan *p, const struct strs *m)
{
    for (size_t i = 0; i < p->columns_n; i++)
        if (expr_says(p->columns[i].expr, m))
            return true;
    for (size_t i = 0; i < p->groups_n; i++)
        if (expr_says(p->groups[i], m))
            return true;
    for (size_t i = 0; i < p->order_n; i++)
        if (expr_says(p->order[i].expr, m))
            return true;
    return cond_says(p->where, m) || cond_says(p->having, m);
}

/* "the share of gold, silver and bronze": by the field that holds them. */
static bool groups_by(const struct plan *p, const struct field *f)
{
    for (size_t i = 0; i < p->groups_n; i++)
        if (p->groups[i]->op == EXPR_FIELD && p->groups[i]->field == f)
            return true;
    return false;
}

/* What a plan may hold of a mention: what is stored, or the words themselves. */
static struct strs texts_of(const struct build *b, const struct item *it)
{
    struct strs out = { NEW_N(b->r->a, str, it->m->values_n + 2), 0 };

    for (unsigned i = 0; i < it->m->values_n; i++)
        out.p[out.n++] = it->m->values[i];
    out.p[out.n++] = tokens_raw(&b->r->tokens, it->from, it->to);
    out.p[out.n++] = tokens_norm(b->r->a, &b->r->tokens, it->from, it->to);
    return out;
}

/* A value that was recognised and that the plan does not ask for: whatever was
 * meant by it, the answer says that it was not used. */
static void give_up_values(const struct build *b, const struct plan *p, struct doubts *d)
{
    for (size_t i = 0; i < b->n; i++) {
        struct item *it = &b->it[i];
        if (!item_is_link(b, i, MENTION_VALUE) || it->is_modifier)
            continue;
        struct strs texts = texts_of(b, it);
        if (plan_says(p, &texts) || groups_by(p, node_field(b->r, it->node)))
            continue;
        it->kind = ITEM_WORD;
        d->uncovered += 1;
    }
}

/* Each record counted by itself says nothing. */
static bool counts_itself(const struct plan *p)
{
    for (size_t i = 0; i < p->groups_n; i++) {
        const struct expr *e = p->groups[i];
        bool own = e->path.n == 0 && (e->op == EXPR_RECORD ||
                                      (e->op == EXPR_FIELD && p->model->key_fields_n &&
                                       e->field == &p->model->fields[p->model->key_fields[0]]) ||
                                      (e->op == EXPR_FIELD && p->model->display_field >= 0 &&
                                       e->field == &p->model->fields[p->model->display_field]));
        for (size_t k = 0; k < p->order_n && own; k++)
            if (p->order[k].expr->op == EXPR_AGG && p->order[k].expr->agg == AGG_COUNT)
                return true;
    }
    return false;
}

void doubt_plan(const struct build *b, const struct plan *p, struct doubts *d)
{
    struct shape s = { 0 };
    see_plan(b, &s, p);
    give_up_values(b, p, d);
    unsigned negations = ops(b, OP_NOT) + ops(b, OP_WITHOUT);
    unsigned groups = ops(b, OP_GROUP) + ops(b, OP_GRAIN) + ops(b, OP_PER_GRAIN);
    d->lost_models = lost_models(b, &s);
    d->lost_names = lost_names(b);
    d->bare_list = is_bare_list(&s, p);
    d->guessed_date = guesses_date(b);
    d->lost_group = groups && !p->groups_n && !p->order_n;
    d->lost_not = negations > s.negations ? negations - s.negations : 0;
    d->lost_compare = (ops(b, OP_VERSUS) || ops(b, OP_GROWTH)) && !p->compare && !p->groups_n;
    d->lost_rank = (ops(b, OP_MOST) || ops(b, OP_TOP) || ops(b, OP_ADJ_MOST)) && !p->order_n &&
                   !s.aggs;
    d->lost_count = ops(b, OP_COUNT) > s.aggs ? ops(b, OP_COUNT) - s.aggs : 0;
    d->odd |= counts_itself(p);
    d->lost_trend = ops(b, OP_TREND) && !s.grains;
}
