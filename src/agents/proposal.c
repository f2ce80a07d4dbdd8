#include "agents/proposal.h"

#include "agents/proposal_read.h"
#include "codec/json.h"
#include "plan/check.h"
#include "plan/phrases.h"
#include "plan/words.h"

#include <math.h>

static bool has_column(const struct plan *p, const struct expr *e)
{
    for (size_t i = 0; i < p->columns_n; i++)
        if (expr_equal(p->columns[i].expr, e))
            return true;
    return false;
}

static void put_column(struct reader *r, struct expr *e, str label)
{
    if (!has_column(r->plan, e))
        plan_column(r->a, r->plan, e, label);
}

/* What a figure is taken of. */
struct figure {
    struct expr *expr;
    const struct field *field; /* NULL: it is a number */
    str label;
};

static str figure_label(struct reader *r, enum agg fn, const struct place *p)
{
    static const char *const words[AGG_NUM] = {
        [AGG_COUNT] = "Number of", [AGG_COUNT_DISTINCT] = "Different",
        [AGG_SUM] = "Total",       [AGG_AVG] = "Average",
        [AGG_MIN] = "Lowest",      [AGG_MAX] = "Highest",
        [AGG_MEDIAN] = "Median",
    };

    if (p->measure)
        return p->measure->label.n ? p->measure->label : p->measure->name;
    if (p->field && field_is_date(p->field) && (fn == AGG_MIN || fn == AGG_MAX))
        return arena_fmt(r->a, "%s %.*s", fn == AGG_MIN ? "Earliest" : "Latest",
                         STR_ARG(p->field->label));
    str what = p->field ? p->field->label : phrase_plural(r->a, r->model->label);
    return arena_fmt(r->a, "%s %.*s", words[fn], STR_ARG(what));
}

static err_t read_figure(struct reader *r, str agg, str field, struct figure *out)
{
    struct place p = { .model = r->model };
    struct expr *of = NULL;
    enum agg fn;

    if (!agg_of_name(agg, &fn))
        return REFUSE(r, "a measure has the unknown agg \"%.*s\"", SHOWN(agg));
    if (field.n) {
        TRY(read_place(r, field, &p));
        of = place_expr(r, &p);
        if (!of)
            return REFUSE(r, "the measure \"%.*s\" cannot be computed here", SHOWN(field));
    } else if (fn != AGG_COUNT) {
        return REFUSE(r, "%s needs a field", agg_name(fn));
    }
    out->label = figure_label(r, fn, &p);
    out->expr = of && expr_has_agg(of) ? of : expr_agg(r->a, fn, of);
    out->field = fn == AGG_MIN || fn == AGG_MAX ? p.field : NULL;
    return ERR_OK;
}

static err_t read_figure_of(struct reader *r, const json_t *o, struct figure *out)
{
    str agg, field;

    TRY(read_text(r, o, "agg", &agg));
    TRY(read_text(r, o, "field", &field));
    return read_figure(r, agg, field, out);
}

static err_t read_measures(struct reader *r, const json_t *in)
{
    struct figure f;
    size_t n;

    TRY(read_list(r, in, "measures", ENTRIES_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        const json_t *o = json_array_get(json_object_get(in, "measures"), i);
        TRY(read_object(r, o, "a measure", "agg field"));
        TRY(read_figure_of(r, o, &f));
        put_column(r, f.expr, f.label);
    }
    return ERR_OK;
}

static err_t read_shown(struct reader *r, str name, struct expr **out)
{
    struct place p;

    TRY(read_shown_place(r, name, &p));
    *out = place_expr(r, &p);
    return *out ? ERR_OK : REFUSE(r, "\"%.*s\" cannot be computed here", SHOWN(name));
}

static err_t read_groups(struct reader *r, const json_t *in)
{
    struct expr *e;
    enum grain grain;
    str name, word;
    size_t n;

    TRY(read_list(r, in, "group_by", ENTRIES_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        const json_t *o = json_array_get(json_object_get(in, "group_by"), i);
        TRY(read_object(r, o, "a group", "field grain"));
        TRY(read_text(r, o, "field", &name));
        TRY(read_text(r, o, "grain", &word));
        TRY(read_shown(r, name, &e));
        if (word.n && !grain_of_name(word, &grain))
            return REFUSE(r, "a group has the unknown grain \"%.*s\"", SHOWN(word));
        str label = word.n ? word : expr_words(r->a, e);
        if (word.n)
            e = expr_bucket(r->a, grain, e);
        plan_group(r->a, r->plan, e);
        put_column(r, e, label);
    }
    return ERR_OK;
}

static err_t read_shown_fields(struct reader *r, const json_t *in)
{
    const json_t *list = json_object_get(in, "list_fields");
    struct expr *e;
    size_t n;

    TRY(read_list(r, in, "list_fields", PLAN_COLUMNS_MAX, &n));
    str *names = NEW_N(r->a, str, n);
    TRY(read_texts(r, list, n, names));
    for (size_t i = 0; i < n; i++) {
        TRY(read_shown(r, names[i], &e));
        put_column(r, e, expr_words(r->a, e));
    }
    return ERR_OK;
}

/* The list of filters at `list`, joined. */
static err_t read_filters(struct reader *r, const json_t *list, enum cond_op join,
                          struct cond **out)
{
    struct cond *c;

    *out = NULL;
    if (json_array_size(list) > ENTRIES_MAX)
        return REFUSE(r, "more than %d filters", ENTRIES_MAX);
    for (size_t i = 0; i < json_array_size(list); i++) {
        TRY(read_filter(r, json_array_get(list, i), &c));
        *out = cond_join(r->a, join, *out, c);
    }
    return ERR_OK;
}

static err_t read_where(struct reader *r, const json_t *in)
{
    const json_t *groups = json_object_get(in, "any_of");
    struct cond *c;
    size_t n;

    TRY(read_list(r, in, "filters", ENTRIES_MAX, &n));
    TRY(read_filters(r, json_object_get(in, "filters"), COND_AND, &r->plan->where));
    TRY(read_list(r, in, "any_of", ENTRIES_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        if (!json_is_array(json_array_get(groups, i)))
            return REFUSE(r, "\"any_of\" is a list of lists of filters");
        TRY(read_filters(r, json_array_get(groups, i), COND_OR, &c));
        r->plan->where = cond_join(r->a, COND_AND, r->plan->where, c);
    }
    return ERR_OK;
}

static err_t read_bound(struct reader *r, const json_t *o, const char *key, bool *has, int64_t *at)
{
    str text;

    TRY(read_text(r, o, key, &text));
    *has = text.n > 0;
    if (*has && !civil_parse_instant(text, at))
        return REFUSE(r, "\"%s\" must be a date such as 2026-10-01, not \"%.*s\"", key,
                      SHOWN(text));
    return ERR_OK;
}

/* The period's name stands in sentences that people read: a few plain words. */
static str plain_label(struct reader *r, str s)
{
    enum { LABEL_MAX = 40 };
    struct buf b;

    buf_init(&b, r->a);
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= ' ' && s.p[i] != '<' && s.p[i] != '>' && s.p[i] != '{')
            buf_byte(&b, s.p[i]);
    return b.n && b.n <= LABEL_MAX ? buf_str(&b) : (str){ 0 };
}

static err_t read_span(struct reader *r, const json_t *o, struct period *p)
{
    str label;

    TRY(read_bound(r, o, "from", &p->has_from, &p->from));
    TRY(read_bound(r, o, "to", &p->has_to, &p->to));
    TRY(read_text(r, o, "label", &label));
    p->label = plain_label(r, label);
    return ERR_OK;
}

static err_t read_period(struct reader *r, const json_t *in)
{
    const json_t *o = json_object_get(in, "period"), *other = json_object_get(in, "compare");
    struct period *p = &r->plan->period, *q = &r->plan->other;
    int date = r->model->default_date;
    str field;

    if (o && !json_is_null(o)) {
        TRY(read_object(r, o, "the period", "field from to label"));
        TRY(read_span(r, o, p));
        TRY(read_text(r, o, "field", &field));
        if (!field.n && date >= 0)
            p->date = expr_field(r->a, &r->model->fields[date]);
        else if (field.n)
            TRY(read_shown(r, field, &p->date));
    }
    if ((p->has_from || p->has_to) && !p->date)
        return REFUSE(r, "the period needs a date field; %.*s has no default one",
                      SHOWN(r->model->name));
    if (!p->has_from && !p->has_to)
        *p = (struct period){ .date = NULL };
    if (other && !json_is_null(other)) {
        TRY(read_object(r, other, "the comparison", "from to label"));
        TRY(read_span(r, other, q));
    }
    r->plan->compare = q->has_from || q->has_to;
    q->date = r->plan->compare ? p->date : NULL;
    if (r->plan->compare && !p->date)
        return REFUSE(r, "a comparison needs a period to compare with");
    return ERR_OK;
}

static err_t read_condition(struct reader *r, const json_t *o, struct cond **out)
{
    enum cond_op op;
    struct figure f;
    struct value v;
    str word, text;

    TRY(read_object(r, o, "a condition on groups", "agg field op value"));
    TRY(read_figure_of(r, o, &f));
    TRY(read_text(r, o, "op", &word));
    const json_t *value = json_object_get(o, "value");
    if (!value)
        return REFUSE(r, "a condition on groups needs a value");
    TRY(read_texts(r, json_keep(r->a, json_pack("[O]", value)), 1, &text));
    if (!cond_op_of_name(word, &op) || op < COND_EQ || op > COND_GE)
        return REFUSE(r, "a condition on groups has the unknown op \"%.*s\"", SHOWN(word));
    TRY(read_number_or(r, f.field, text, &v));
    *out = cond_cmp(r->a, op, f.expr, expr_literal(r->a, value_keep(r->a, v)));
    return ERR_OK;
}

static err_t read_having(struct reader *r, const json_t *in)
{
    struct cond *c = NULL;
    size_t n;

    TRY(read_list(r, in, "having", ENTRIES_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(read_condition(r, json_array_get(json_object_get(in, "having"), i), &c));
        r->plan->having = cond_join(r->a, COND_AND, r->plan->having, c);
    }
    return ERR_OK;
}

/* A field that is grouped by in buckets is sorted by its buckets. */
static struct expr *group_of(const struct plan *p, struct expr *e)
{
    for (size_t i = 0; i < p->groups_n; i++)
        if (p->groups[i]->op == EXPR_BUCKET && expr_equal(p->groups[i]->a[0], e))
            return p->groups[i];
    return e;
}

static err_t read_order(struct reader *r, const json_t *in)
{
    struct figure f;
    str agg, field;
    bool desc;
    size_t n;

    TRY(read_list(r, in, "order", ENTRIES_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        const json_t *o = json_array_get(json_object_get(in, "order"), i);
        TRY(read_object(r, o, "an order", "agg field desc"));
        TRY(read_text(r, o, "agg", &agg));
        TRY(read_text(r, o, "field", &field));
        TRY(read_flag(r, o, "desc", &desc));
        if (agg.n) {
            TRY(read_figure(r, agg, field, &f));
        } else {
            TRY(read_shown(r, field, &f.expr));
            f.expr = group_of(r->plan, f.expr);
        }
        plan_order(r->a, r->plan, f.expr, desc);
    }
    return ERR_OK;
}

static err_t read_rest(struct reader *r, const json_t *in, struct proposal *out)
{
    const json_t *limit = json_object_get(in, "limit"), *sure = json_object_get(in, "confidence");

    TRY(read_flag(r, in, "distinct", &r->plan->distinct));
    if (limit && (!json_is_integer(limit) || json_integer_value(limit) < 0))
        return REFUSE(r, "\"limit\" must be a whole number, 0 for all");
    if (sure && !json_is_number(sure))
        return REFUSE(r, "\"confidence\" must be a number");
    r->plan->limit = (uint64_t)json_integer_value(limit);
    out->confidence = fmin(1, fmax(0, json_number_value(sure)));
    return read_text(r, in, "reading", &out->reading);
}

/* Groups without a figure are counted; a list shows what names its records. */
static err_t show_something(struct reader *r)
{
    int display = r->model->display_field;
    bool no_figure = r->plan->columns_n == r->plan->groups_n && !r->plan->distinct;

    if (r->plan->groups_n && no_figure)
        put_column(r, expr_agg(r->a, AGG_COUNT, NULL),
                   figure_label(r, AGG_COUNT, &(struct place){ .field = NULL }));
    if (r->plan->columns_n)
        return ERR_OK;
    if (display < 0)
        return REFUSE(r, "the proposal shows nothing: it has no measures and no list_fields");
    put_column(r, expr_field(r->a, &r->model->fields[display]), r->model->fields[display].label);
    return ERR_OK;
}

err_t proposal_read(struct arena *a, const struct schema *view, const json_t *in,
                    struct proposal *out, struct why *why)
{
    struct reader r = { .a = a, .view = view, .why = why };
    struct proposal made = { .plan = NULL };
    str name, cannot;

    TRY(read_object(&r, in, "the proposal",
                    "reading model measures list_fields group_by filters any_of period compare "
                    "having order limit distinct confidence cannot_answer"));
    TRY(read_text(&r, in, "cannot_answer", &cannot));
    TRY(read_text(&r, in, "model", &name));
    if (cannot.n)
        return why_fail(why, ERR_NOT_FOUND, "it says it cannot: %.*s", STR_ARG(cannot));
    r.model = name.n ? schema_model(view, name) : NULL;
    if (!r.model)
        return REFUSE(&r, "there is no model \"%.*s\"", SHOWN(name));
    made.plan = r.plan = plan_new(a, r.model);
    TRY(read_groups(&r, in));
    TRY(read_shown_fields(&r, in));
    TRY(read_measures(&r, in));
    TRY(read_where(&r, in));
    TRY(read_period(&r, in));
    TRY(read_having(&r, in));
    TRY(read_rest(&r, in, &made));
    TRY(show_something(&r));
    TRY(read_order(&r, in));
    TRY(plan_check(view, r.plan, why));
    *out = made;
    return ERR_OK;
}
