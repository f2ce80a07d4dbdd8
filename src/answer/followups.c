#include "answer/followups.h"

#include "answer/shape.h"
#include "base/vec.h"
#include "plan/phrases.h"

typedef VEC(str) str_vec;

static void offer(struct arena *a, str_vec *out, str question)
{
    if (out->n < FOLLOWUPS_MAX)
        *vec_push(a, out) = question;
}

static bool names_field(const struct cond *c, const struct field *f)
{
    if (!c)
        return false;
    for (size_t i = 0; i < c->kids_n; i++)
        if (names_field(c->kids[i], f))
            return true;
    return c->left && c->left->op == EXPR_FIELD &&
           (c->left->field == f || (c->left->path.n && c->left->path.steps[0].field == f));
}

/* A field worth a breakdown that is neither filtered nor grouped by already:
 * references first, then enumerations. */
static const struct field *breakdown(const struct plan *p)
{
    static const enum field_type wanted[] = { FIELD_REF, FIELD_ENUM };

    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++)
        for (size_t i = 0; i < p->model->fields_n; i++) {
            const struct field *f = &p->model->fields[i];
            bool dangling = f->type == FIELD_REF && f->ref_model < 0;
            if (f->type == wanted[w] && !dangling && !f->repeatable && !names_field(p->where, f))
                return f;
        }
    return NULL;
}

static void offer_period(struct arena *a, str_vec *out, const struct plan *p)
{
    static const struct {
        str said, next;
    } rows[] = {
        { STR_INIT("this quarter"), STR_INIT("And last quarter?") },
        { STR_INIT("last quarter"), STR_INIT("And this quarter?") },
        { STR_INIT("this month"), STR_INIT("And last month?") },
        { STR_INIT("last month"), STR_INIT("And this month?") },
        { STR_INIT("this year"), STR_INIT("And last year?") },
        { STR_INIT("last year"), STR_INIT("And this year?") },
        { STR_INIT("this week"), STR_INIT("And last week?") },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq_nocase(p->period.label, rows[i].said)) {
            offer(a, out, rows[i].next);
            return;
        }
    if (!p->period.date && p->model->default_date >= 0)
        offer(a, out, STR("And this quarter?"));
}

struct strs followups_of(struct arena *a, const struct plan *p, const struct result *r)
{
    str_vec out = { 0 };
    enum shape shape = shape_of(p, r);
    const struct field *by = breakdown(p);

    if (shape == SHAPE_EMPTY)
        return (struct strs){ 0 };
    offer_period(a, &out, p);
    if (by && (shape == SHAPE_FIGURE || shape == SHAPE_LIST))
        offer(a, &out, arena_fmt(a, "By %.*s?", STR_ARG(by->label)));
    if (shape == SHAPE_FIGURE)
        offer(a, &out, STR("List them"));
    if (shape == SHAPE_LIST || shape == SHAPE_GROUPS)
        offer(a, &out,
              arena_fmt(a, "How many %.*s are there?", STR_ARG(phrase_plural(a, p->model->label))));
    if (shape == SHAPE_GROUPS && !p->limit && r->rows_n > 5)
        offer(a, &out, STR("Only the top 5"));
    if (shape == SHAPE_GROUPS || shape == SHAPE_TREND)
        offer(a, &out, STR("List them"));
    offer(a, &out, arena_fmt(a, "What fields does %.*s have?", STR_ARG(p->model->label)));
    offer(a, &out, STR("What can I ask?"));
    return (struct strs){ out.p, out.n };
}
