#include "lang/read.h"

#include "lang/doubt.h"
#include "lang/explain.h"
#include "lang/gloss.h"
#include "lang/make.h"
#include "lang/score.h"
#include "plan/check.h"

#include <stdlib.h>

struct reader *reader_new(struct arena *a, const struct lang_env *env, str question)
{
    struct reader *r = NEW(a, struct reader);
    r->a = a;
    r->env = env;
    r->asked = r->question = question;
    r->x = env->index;
    if (!r->x) {
        struct lang_index *x = lang_index_new(env->schema);
        arena_defer(a, (void (*)(void *))lang_index_free, x);
        r->x = x;
    }
    r->stemmer = stemmer_new(a);
    tokens_read(a, r->stemmer, question, &r->tokens);
    r->tongue = gloss_tongue(r);
    if (r->tongue != TONGUE_EN && tongue_is_read(r->tongue))
        gloss(r);
    mentions_mend(r);
    mentions_find(r);
    return r;
}

static int by_score(const void *p, const void *q)
{
    const struct candidate *a = p, *b = q;
    return a->score > b->score ? -1 : a->score < b->score;
}

static void make(struct reader *r, struct candidate *c)
{
    c->doubts = c->build.d;
    c->notes = c->build.notes;
    c->plan = make_plan(r, &c->build.f, &c->doubts, &c->notes);
    if (c->plan && plan_check(r->env->schema, c->plan, NULL) != ERR_OK)
        c->plan = NULL;
    if (c->plan)
        doubt_plan(&c->build, c->plan, &c->doubts);
}

/* Same plan, same answer: the better scored one stays. */
static size_t unique(struct reader *r, struct candidate *p, size_t n)
{
    str words[CANDIDATES_MAX + ASSIGN_MAX];
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        str w = plan_words(r->a, p[i].plan);
        for (size_t k = 0; k < kept && !seen; k++)
            seen = str_eq(words[k], w);
        if (seen)
            continue;
        words[kept] = w;
        if (kept != i)
            p[kept] = p[i];
        kept++;
    }
    return kept;
}

void rate_candidates(struct reader *r, struct candidates *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        make(r, &c->p[i]);
        if (!c->p[i].plan)
            continue;
        c->p[i].score = score_reading(c->p[i].score, &c->p[i].doubts);
        if (n != i)
            c->p[n] = c->p[i];
        n++;
    }
    if (n > 1)
        qsort(c->p, n, sizeof *c->p, by_score);
    c->n = unique(r, c->p, n);
    for (size_t i = 0; i < c->n; i++) {
        double next = i ? c->p[0].score : c->n > 1 ? c->p[1].score : c->p[0].score - 2;
        c->p[i].doubts.gap = c->p[i].score - next;
        for (size_t k = 0; k < c->n; k++)
            c->p[i].doubts.near += k != i && c->p[i].score - c->p[k].score < 0.5;
        c->p[i].confidence = score_confidence(&c->p[i].doubts);
    }
}

void read_candidates(struct reader *r, struct candidates *out)
{
    struct assignment *a = NEW_N(r->a, struct assignment, ASSIGN_MAX);
    size_t n = assign(r, a);
    *out = (struct candidates){ .p = NEW_N(r->a, struct candidate, ASSIGN_MAX) };
    for (size_t i = 0; i < n; i++) {
        struct candidate *c = &out->p[out->n];
        *c = (struct candidate){ .score = a[i].score };
        build_frame(r, &a[i], &c->build);
        if (!out->first_n) {
            out->first = c->build;
            out->first_n = 1;
        }
        out->n++;
    }
    rate_candidates(r, out);
}

void reading_of(struct reader *r, const struct candidate *c, struct reading *out)
{
    *out = (struct reading){ .plan = c->plan, .confidence = c->confidence };
    out->intent = explain_intent(&c->build.f, c->plan);
    explain_entities(&c->build, out);
    size_t n = c->notes.n + r->mended.n;
    out->assumptions.p = NEW_N(r->a, str, n + 2);
    for (size_t i = 0; i < r->mended.n; i++)
        out->assumptions.p[out->assumptions.n++] = r->mended.p[i];
    for (size_t i = 0; i < c->notes.n; i++)
        out->assumptions.p[out->assumptions.n++] = c->notes.p[i];
    out->label = plan_words(r->a, c->plan);
    out->doubts = NEW_N(r->a, double, FEATURES);
    score_features(&c->doubts, out->doubts);
}

static void offer(struct reader *r, struct candidates *c, size_t n, struct readings *out)
{
    out->verdict = READ_CLARIFY;
    out->message = STR("This can be read in more than one way. Which one do you mean?");
    for (size_t i = 0; i < n; i++)
        reading_of(r, &c->p[i], &out->options[out->options_n++]);
}

static bool is_computed(const struct plan *p)
{
    return p->columns_n && p->columns[0].expr->op == EXPR_AGG;
}

/* "sales last month": the records, or what they come to? */
static bool is_list_or_sum(const struct candidate *list, const struct candidate *sum)
{
    return list->score - sum->score < SHAPE_GAP && list->build.f.targets_n == 0 &&
           !is_computed(list->plan) && list->plan->groups_n == 0 && is_computed(sum->plan) &&
           list->plan->model == sum->plan->model &&
           list->build.f.filters_n == sum->build.f.filters_n;
}

static bool other_node(struct node a, struct node b)
{
    return a.model != b.model || a.field != b.field || a.measure != b.measure;
}

/* Other fields are meant, not only other rows to reach the same ones from. */
static bool means_other(const struct reader *r, const struct frame *a, const struct frame *b)
{
    if (a->filters_n != b->filters_n || a->keys_n != b->keys_n)
        return true;
    for (size_t i = 0; i < a->filters_n; i++)
        if (other_node(a->filters[i].node, b->filters[i].node))
            return true;
    for (size_t i = 0; i < a->keys_n; i++)
        if (other_node(a->keys[i].node, b->keys[i].node))
            return true;
    for (size_t i = 0; i < a->targets_n && i < b->targets_n; i++)
        if (node_is_number(r, a->targets[i].node) &&
            other_node(a->targets[i].node, b->targets[i].node))
            return true;
    return false;
}

bool clarify_equals(struct reader *r, struct candidates *c, struct readings *out)
{
    size_t n = 0;
    while (n < c->n && n < 4 && c->p[n].confidence >= WARN_BAR && c->p[n].doubts.uncovered <= 0 &&
           (n == 0 || is_list_or_sum(&c->p[0], &c->p[n]) ||
            (c->p[0].score - c->p[n].score < EQUAL_GAP &&
             means_other(r, &c->p[0].build.f, &c->p[n].build.f))))
        n++;
    if (n < 2 || c->p[0].build.f.compare != COMPARE_NONE)
        return false;
    offer(r, c, n, out);
    return true;
}

void clarify(struct reader *r, struct candidates *c, struct readings *out)
{
    size_t plausible = 0;
    double first = c->p[0].score;
    while (plausible < c->n && plausible < 4 && c->p[plausible].confidence >= CLARIFY_BAR &&
           first - c->p[plausible].score < 0.7)
        plausible++;
    if (plausible < 2) {
        out->verdict = READ_ABSTAIN;
        explain_abstain(r, &c->p[0].build, out);
        return;
    }
    offer(r, c, plausible, out);
}
