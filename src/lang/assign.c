#include "lang/assign.h"

#include <stdlib.h>

enum { BEAM = 24, TRY_MAX = 26, MODELS_SEEN = 6 };

struct state {
    const struct state *before;
    int mention; /* -1: the token stays uncovered */
    int last;    /* mention before it, across uncovered grammar */
    double score;
    int16_t models[MODELS_SEEN];
    uint8_t models_n;
};

struct beam {
    struct state *p[BEAM];
    size_t n;
};

static bool has_model(const struct mention *m)
{
    return m->model >= 0 && m->kind != MENTION_OP;
}

/* What it costs to reach the mention's model from those already there. */
static double join_cost(const struct reader *r, const struct state *s, const struct mention *m)
{
    unsigned near = 255;
    if (s->models_n == 0)
        return 0;
    for (uint8_t i = 0; i < s->models_n; i++) {
        unsigned d = index_distance(r->x, s->models[i], m->model);
        near = d < near ? d : near;
    }
    if (near == 0)
        return -0.05;
    return near == 255 ? 1.6 : 0.2 * near;
}

static void see_model(struct state *s, int model)
{
    for (uint8_t i = 0; i < s->models_n; i++)
        if (s->models[i] == model)
            return;
    if (s->models_n < MODELS_SEEN)
        s->models[s->models_n++] = (int16_t)model;
}

static bool only_stops(const struct reader *r, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!r->tokens.p[i].is_stop && !r->tokens.p[i].is_weak && r->tokens.p[i].kind != TOKEN_MARK)
            return false;
    return true;
}

/* "Sony products": the value names what a product refers to, so it is as good
 * as a field of its own. */
static bool names_reference(const struct reader *r, const struct mention *model,
                            const struct mention *value)
{
    const struct model *from = index_model(r->x, model->model);
    if (value->field != index_model(r->x, value->model)->display_field)
        return false;
    for (size_t i = 0; i < from->fields_n; i++)
        if (from->fields[i].type == FIELD_REF && from->fields[i].ref_model == value->model)
            return true;
    return false;
}

static bool is_inside(const struct token *t)
{
    return token_is(t, "in") || token_is(t, "within") || token_is(t, "from") ||
           token_is(t, "inside");
}

/* Things that belong together and stand together. */
static double beside(const struct reader *r, const struct mention *p, const struct mention *m)
{
    size_t gap = m->from - p->to;
    double near = gap == 0 ? 1 : gap == 1 ? 0.8 : gap <= 3 ? 0.5 : 0.2;
    if (p->kind == MENTION_OP && p->op->op == OP_GROUP && gap <= 1)
        return m->kind == MENTION_VALUE && p->op->arg ? -0.6 : m->kind == MENTION_FIELD ? 0.1 : 0;
    if (p->kind == MENTION_OP && p->op->op == OP_WITHOUT && gap <= 1 && m->kind == MENTION_VALUE &&
        !r->tokens.p[m->from].is_upper)
        return -0.35;
    if (!has_model(p) || !has_model(m) || !only_stops(r, p->to, m->from))
        return 0;
    bool same_model = p->model == m->model;
    if (p->kind == MENTION_MODEL && m->kind == MENTION_FIELD && gap == 0 && !same_model &&
        mention_field(r, m)->type != FIELD_REF)
        return -0.3;
    bool same_field = same_model && p->field == m->field;
    if ((p->kind == MENTION_FIELD && m->kind == MENTION_VALUE) ||
        (p->kind == MENTION_VALUE && m->kind == MENTION_FIELD)) {
        const struct field *ref = mention_field(r, p->kind == MENTION_FIELD ? p : m);
        const struct mention *v = p->kind == MENTION_VALUE ? p : m;
        if (same_field || v->is_literal)
            return 0.45 * near;
        if (ref->type == FIELD_REF && ref->ref_model == v->model)
            return 0.3 * near;
    }
    if (p->kind == MENTION_VALUE && m->kind == MENTION_MODEL && names_reference(r, m, p))
        return 0.4 * near;
    if (p->kind == MENTION_MODEL && m->kind == MENTION_VALUE && names_reference(r, p, m))
        return 0.3 * near;
    if (p->kind == MENTION_VALUE && m->kind == MENTION_VALUE && same_field)
        return 0.25 * near;
    if (p->kind == MENTION_MODEL && m->kind == MENTION_VALUE && same_model && gap == 1 &&
        m->field == index_model(r->x, m->model)->display_field && is_inside(&r->tokens.p[p->to]))
        return -0.4; /* "the city in Washington" is not that city */
    if ((p->kind == MENTION_MODEL || m->kind == MENTION_MODEL) && same_model)
        return 0.22 * near;
    if (same_model)
        return 0.15 * near;
    return 0;
}

static bool holds_model(const struct reader *r, const struct mention *v)
{
    for (size_t k = v->from; k < v->to; k++)
        for (unsigned i = r->first[k]; i < r->first[k + 1]; i++) {
            const struct mention *m = &r->mentions.p[i];
            if (m->kind == MENTION_MODEL && m->to <= v->to && m->quality > 0.9 &&
                m->model != v->model)
                return true;
        }
    return false;
}

static double prior(const struct reader *r, const struct mention *m)
{
    double p = 0;
    const struct field *f = mention_field(r, m);
    if (m->kind == MENTION_FIELD || m->kind == MENTION_VALUE || m->kind == MENTION_EMPTY)
        p += 0.22 * r->model_prior[m->model];
    if (m->kind == MENTION_FIELD && f->type == FIELD_REF) {
        /* A reference called like its target says no more than the target. */
        p -= f->ref_model >= 0 && r->model_prior[f->ref_model] >= m->quality - 0.02 ? 0.25 : 0;
    }
    if (r->spoken && has_model(m))
        p += 0.3 * r->spoken[m->model];
    for (size_t i = 0; i < r->filtered_n && m->kind == MENTION_VALUE; i++)
        if (r->filtered[i].model == m->model && r->filtered[i].field == m->field)
            p += 0.45;
    if (m->kind == MENTION_FIELD && r->x->is_mixed[m->model][m->field])
        p -= 0.2;
    if (m->kind == MENTION_VALUE && m->to == m->from + 1 && r->names_model &&
        r->model_prior[m->model] < 0.6 && !r->tokens.p[m->from].is_upper &&
        str_ends(r->tokens.p[m->from].norm, STR("ed")))
        p -= 0.35; /* rather what happened than a state of something else */
    if (m->kind == MENTION_VALUE && m->is_part)
        p -= 0.1;
    if (m->kind == MENTION_VALUE && m->to > m->from + 1 && !r->tokens.p[m->from].is_upper &&
        !r->tokens.p[m->from].quote && holds_model(r, m))
        p -= 0.9; /* "new customers" are customers, not the value "New Customer" */
    if (m->kind == MENTION_MEASURE && !m->is_whole && token_is(&r->tokens.p[m->to - 1], "per"))
        p -= 0.9; /* "revenue per month" is no "revenue per head" */
    if (m->kind == MENTION_MODEL)
        p += 0.26 * m->quality;
    return p;
}

/* "by month" is a grain before it is a part of "Warranty Months". */
static bool is_unit(const struct reader *r, const struct mention *m)
{
    static const str units[] = { STR_INIT("day"), STR_INIT("week"), STR_INIT("month"),
                                 STR_INIT("quarter"), STR_INIT("year") };
    str word = r->tokens.p[m->from].norm;
    if (str_ends(word, STR("s")))
        word.n--;
    for (size_t i = 0; m->to == m->from + 1 && i < sizeof units / sizeof *units; i++)
        if (str_eq(word, units[i]))
            return m->quality < 0.95;
    return false;
}

/* "last month" is a time before it is a part of "Last Reviewed". */
static bool in_time(const struct reader *r, const struct mention *m)
{
    enum { BACK = 4 };
    for (size_t i = m->from > BACK ? m->from - BACK : 0; i <= m->from; i++)
        for (size_t k = r->first[i]; k < r->first[i + 1]; k++) {
            const struct mention *t = &r->mentions.p[k];
            if (t->kind == MENTION_TIME && t->to >= m->to && t->to - t->from > m->to - m->from)
                return true;
        }
    return false;
}

/* "Show" and "list" at the beginning ask, whatever is called so. */
static bool asks_to_show(const struct reader *r, size_t token)
{
    for (size_t k = r->first[token]; k < r->first[token + 1]; k++)
        if (r->mentions.p[k].kind == MENTION_OP && r->mentions.p[k].op->op == OP_SHOW)
            return true;
    return false;
}

/* A word in lower case that calls a model is that model, not a value that
 * happens to be written the same: "sales" is no department. */
static double shadowed(const struct reader *r, const struct mention *m)
{
    if (has_model(m) && m->to == m->from + 1 && only_stops(r, 0, m->from) &&
        asks_to_show(r, m->from))
        return 1.2;
    if (m->kind == MENTION_FIELD && (is_unit(r, m) || in_time(r, m)))
        return 0.7;
    if (m->kind == MENTION_FIELD && m->to == m->from + 1 && m->quality < 0.95 && m->from > 0 &&
        token_is(&r->tokens.p[m->from], "rate") && !r->tokens.p[m->from - 1].is_stop)
        return 0.7; /* "cancellation rate": a share, not what something costs */
    if (m->kind != MENTION_VALUE || m->is_literal || r->tokens.p[m->from].is_upper)
        return 0;
    for (size_t k = r->first[m->from]; k < r->first[m->from + 1]; k++) {
        const struct mention *other = &r->mentions.p[k];
        if (other->kind == MENTION_MODEL && other->to == m->to && other->quality > 0.9)
            return 0.5;
    }
    return 0;
}

static double uncovered_cost(const struct token *t)
{
    if (t->kind == TOKEN_MARK || t->is_stop)
        return 0;
    return t->is_weak ? 0.2 : 1.1;
}

static void keep(struct reader *r, struct beam *b, struct state s)
{
    if (b->n == BEAM && b->p[BEAM - 1]->score >= s.score)
        return;
    struct state *copy;
    if (b->n < BEAM) {
        copy = NEW(r->a, struct state);
        b->p[b->n++] = copy;
    } else {
        copy = NEW(r->a, struct state);
        b->p[BEAM - 1] = copy;
    }
    *copy = s;
    for (size_t i = b->n - 1; i > 0 && b->p[i - 1]->score < b->p[i]->score; i--) {
        struct state *t = b->p[i];
        b->p[i] = b->p[i - 1];
        b->p[i - 1] = t;
    }
}

static bool joins(const struct mention *m)
{
    return m->kind == MENTION_OP && (m->op->op == OP_AND || m->op->op == OP_OR ||
                                     m->op->op == OP_VERSUS || m->op->op == OP_BOTH);
}

static void step(struct reader *r, struct beam *beams, size_t i, const unsigned *tries,
                 size_t tries_n)
{
    for (size_t k = 0; k < beams[i].n; k++) {
        const struct state *s = beams[i].p[k];
        struct state skip = *s;
        skip.before = s;
        skip.mention = -1;
        skip.score -= uncovered_cost(&r->tokens.p[i]);
        keep(r, &beams[i + 1], skip);
        for (size_t t = 0; t < tries_n; t++) {
            const struct mention *m = &r->mentions.p[tries[t]];
            struct state next = *s;
            next.before = s;
            next.mention = (int)tries[t];
            if (!joins(m)) /* what stands on both sides of an "and" stands together */
                next.last = (int)tries[t];
            next.score += m->score + prior(r, m) - shadowed(r, m);
            if (has_model(m)) {
                next.score -= join_cost(r, s, m);
                see_model(&next, m->model);
            }
            if (s->last >= 0)
                next.score += beside(r, &r->mentions.p[s->last], m);
            keep(r, &beams[m->to], next);
        }
    }
}

struct rated {
    unsigned mention;
    double score;
};

static int by_score(const void *p, const void *q)
{
    const struct rated *a = p, *b = q;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->mention < b->mention ? -1 : 1;
}

/* The most promising mentions that start here. */
static size_t tries_at(struct reader *r, size_t i, unsigned *out)
{
    size_t all = r->first[i + 1] - r->first[i];
    struct rated *rated = NEW_N(r->a, struct rated, all + 1);
    for (size_t k = 0; k < all; k++) {
        const struct mention *m = &r->mentions.p[r->first[i] + k];
        rated[k] = (struct rated){ r->first[i] + (unsigned)k,
                                   m->score + prior(r, m) * (double)(m->to - m->from) };
    }
    qsort(rated, all, sizeof *rated, by_score);
    size_t n = all < TRY_MAX ? all : TRY_MAX;
    for (size_t k = 0; k < n; k++)
        out[k] = rated[k].mention;
    return n;
}

size_t assign(struct reader *r, struct assignment *out)
{
    size_t n = r->tokens.n;
    struct beam *beams = NEW_N(r->a, struct beam, n + 1);
    keep(r, &beams[0], (struct state){ .mention = -1, .last = -1 });
    for (size_t i = 0; i < n; i++) {
        unsigned tries[TRY_MAX];
        step(r, beams, i, tries, tries_at(r, i, tries));
    }
    size_t found = 0;
    for (size_t k = 0; k < beams[n].n && found < ASSIGN_MAX; k++) {
        struct assignment *a = &out[found++];
        *a = (struct assignment){ .score = beams[n].p[k]->score };
        for (const struct state *s = beams[n].p[k]; s; s = s->before)
            if (s->before && s->mention >= 0 && a->n < CHOSEN_MAX)
                a->chosen[a->n++] = (uint16_t)s->mention;
        for (size_t x = 0; x < a->n / 2; x++) {
            uint16_t t = a->chosen[x];
            a->chosen[x] = a->chosen[a->n - 1 - x];
            a->chosen[a->n - 1 - x] = t;
        }
    }
    return found;
}
