#include "lang/clarify.h"
#include "lang/explain.h"
#include "lang/make.h"
#include "lang/score.h"
#include "plan/check.h"

bool clarify_option(struct reader *r, const struct candidate *c, const struct frame *f, str label,
                    struct readings *out)
{
    struct candidate *k = NEW(r->a, struct candidate);
    if (out->options_n == OPTIONS_MAX)
        return false;
    *k = *c;
    k->build.f = *f;
    k->doubts = k->build.d;
    k->plan = make_plan(r, f, &k->doubts, &k->notes);
    if (!k->plan || k->doubts.unjoined || plan_check(r->env->schema, k->plan, NULL) != ERR_OK)
        return false;
    struct reading *o = &out->options[out->options_n];
    reading_of(r, k, o);
    for (size_t i = 0; i < out->options_n; i++)
        if (plan_equal(out->options[i].plan, o->plan))
            return false;
    o->confidence = c->confidence;
    if (label.n)
        o->label = label;
    out->options_n++;
    return true;
}

bool clarify_found(struct readings *out, str message)
{
    if (out->options_n < 2) {
        out->options_n = 0;
        return false;
    }
    out->verdict = READ_CLARIFY;
    out->message = message;
    return true;
}

/* Records of one name: in part ("Smith") or in different spellings. */
static bool is_ambiguous(const struct filter *x)
{
    const struct mention *m = x->mention;
    if (!m || !x->is_name || x->negated || x->scope || m->is_place || m->values_n < 2)
        return false;
    if (m->is_part)
        return m->values_all > 1 && m->to - m->from <= 2;
    return true;
}

bool clarify_values(struct reader *r, const struct candidate *c, struct readings *out)
{
    for (size_t i = 0; i < c->build.f.filters_n; i++) {
        const struct filter *x = &c->build.f.filters[i];
        if (!is_ambiguous(x))
            continue;
        for (unsigned v = 0; v < x->mention->values_n && v < OPTIONS_MAX; v++) {
            struct frame f = c->build.f;
            f.filters[i].op = COND_EQ;
            f.filters[i].values_n = 1;
            f.filters[i].values[0] = value_text(x->mention->values[v]);
            f.filters[i].is_exact = !x->mention->is_part;
            clarify_option(r, c, &f, x->mention->values[v], out);
        }
        str what = tokens_said(&r->tokens, x->mention->from, x->mention->to);
        if (clarify_found(
                out, arena_fmt(r->a, "Several %.*s are called \"%.*s\". Which one do you mean?",
                               STR_ARG(index_model(r->x, x->node.model)->label), STR_ARG(what))))
            return true;
    }
    return false;
}

/* "our spend with X": amounts that stand in several models. */
static bool spend(struct reader *r, const struct candidate *c, struct readings *out)
{
    const struct build *b = &c->build;
    const struct frame *f = &b->f;
    bool money = false, named = false;
    for (size_t i = 0; i < b->n; i++) {
        money |= item_is_op(b, i, OP_MONEY) && b->it[i].arg == 1;
        named |= item_is_number_field(b, i) && b->it[i].m->quality > 0.9;
    }
    if (!money || named)
        return false;
    for (int m = 0; m < (int)r->x->schema->models_n; m++) {
        int amount = field_amount(r, m);
        if (amount < 0 || index_model(r->x, m)->default_date < 0)
            continue;
        bool reaches = true;
        for (size_t i = 0; i < f->filters_n && reaches; i++)
            reaches = index_forward(r->x, m, f->filters[i].node.model) != 255;
        for (size_t i = 0; i < f->keys_n && reaches; i++)
            reaches = f->keys[i].node.model < 0 ||
                      index_forward(r->x, m, f->keys[i].node.model) != 255;
        if (!reaches || (f->filters_n == 0 && f->keys_n == 0 && r->model_prior[m] < 0.6))
            continue;
        struct frame of = *f;
        of.subject = m;
        of.targets_n = 0;
        of.rank.is_set = f->keys_n > 0 && f->rank.is_set;
        struct target *t = frame_target(&of, node_of_field(m, amount), 0);
        t->has_agg = true;
        t->agg = AGG_SUM;
        for (size_t i = 0; i < of.periods_n; i++)
            of.periods[i].date = NODE_NONE;
        clarify_option(r, c, &of, (str){ 0 }, out);
    }
    return clarify_found(out,
                         STR("Spending stands in more than one place. Which one do you mean?"));
}

bool clarify_measures(struct reader *r, const struct candidate *c, struct readings *out)
{
    return spend(r, c, out);
}
