#include "answer/answer.h"

#include "answer/chart.h"
#include "answer/followups.h"
#include "answer/prose.h"
#include "answer/shape.h"
#include "answer/told.h"
#include "codec/json.h"
#include "plan/words.h"

static const char *const status_names[] = {
#define X(name, text) [ANSWER_##name] = text,
    ANSWER_STATUS_LIST(X)
#undef X
};

static const char *const chart_names[] = {
#define X(name, text) [CHART_##name] = text,
    CHART_LIST(X)
#undef X
};

const char *answer_status_name(enum answer_status s)
{
    return status_names[s];
}

const char *chart_name(enum chart_kind k)
{
    return chart_names[k];
}

/* Columns of a compared single figure, as exec lays them out. */
enum { NOW, BEFORE, CHANGE, CHANGE_PCT, COMPARED };

static bool is_compared_figure(const struct plan *p, const struct result *r)
{
    return p->compare && p->groups_n == 0 && r->rows_n == 1 && r->columns_n == COMPARED;
}

static void take_comparison(const struct plan *p, const struct result *r, struct comparison *out)
{
    *out = (struct comparison){
        .is_set = true,
        .current = result_cell(r, 0, NOW),
        .previous = result_cell(r, 0, BEFORE),
        .change = result_cell(r, 0, CHANGE),
        .change_pct = result_cell(r, 0, CHANGE_PCT),
        .label = p->other.label.n ? p->other.label : STR("the period before"),
    };
}

/* The table without the columns that the user did not ask for. */
static const struct result *only_first(struct arena *a, const struct result *r)
{
    struct result *one = NEW(a, struct result);

    *one = *r;
    one->columns_n = 1;
    one->cells = NEW_N(a, struct value, 1);
    one->cells[0] = result_cell(r, 0, NOW);
    return one;
}

void answer_make(struct arena *a, const struct plan *plan, const struct result *result,
                 bool implicit, struct answer *out)
{
    *out = (struct answer){ .status = ANSWER_ANSWER, .plan = plan, .result = result };
    if (plan->tell != TELL_RECORDS) {
        out->text = told_write(a, plan, result);
        out->warnings = result->warnings;
        return;
    }
    if (is_compared_figure(plan, result))
        take_comparison(plan, result, &out->comparison);
    if (implicit && out->comparison.is_set)
        out->result = only_first(a, result);
    if (shape_of(plan, out->result) == SHAPE_FIGURE) {
        out->has_value = true;
        out->value = result_cell(out->result, 0, 0);
    }
    out->text = prose_write(a, plan, out->result, &out->comparison);
    out->chart = chart_choose(plan, out->result, &out->comparison);
    out->followups = followups_of(a, plan, out->result);
    out->warnings = result->warnings;
}

static json_t *strs_json(struct strs s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s.n; i++)
        json_array_append_new(list, json_of_str(s.p[i]));
    return list;
}

static const char *column_type(enum value_kind k)
{
    static const char *const names[] = {
        [VALUE_NULL] = "text",        [VALUE_BOOL] = "bool", [VALUE_INT] = "number",
        [VALUE_FLOAT] = "number",     [VALUE_TEXT] = "text", [VALUE_DATE] = "date",
        [VALUE_INSTANT] = "datetime", [VALUE_TIME] = "time",
    };
    return names[k];
}

static json_t *columns_json(const struct result *r)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->columns_n; i++) {
        const struct result_column *c = &r->columns[i];
        json_t *o = json_object();
        json_object_set_new(o, "name", json_of_str(c->name));
        json_object_set_new(o, "label", json_of_str(c->label));
        json_object_set_new(o, "type", json_string(column_type(c->kind)));
        if (c->is_key)
            json_object_set_new(o, "key", json_true());
        if (c->is_percent)
            json_object_set_new(o, "percent", json_true());
        json_array_append_new(list, o);
    }
    return list;
}

static void filters_json(struct arena *a, const struct cond *c, json_t *list)
{
    if (!c)
        return;
    if (c->op != COND_AND) {
        json_array_append_new(list, json_of_str(cond_words(a, c)));
        return;
    }
    for (size_t i = 0; i < c->kids_n; i++)
        filters_json(a, c->kids[i], list);
}

static json_t *instant_json(bool has, int64_t seconds)
{
    int64_t days = seconds / DAY_S;

    if (!has)
        return json_null();
    return json_of_value(days * DAY_S == seconds ? value_date(days) : value_instant(seconds));
}

static json_t *period_json(struct arena *a, const struct period *p)
{
    json_t *o = json_object();

    json_object_set_new(o, "from", instant_json(p->has_from, p->from));
    json_object_set_new(o, "to", instant_json(p->has_to, p->to));
    json_object_set_new(o, "label", json_of_str(period_words(a, p)));
    if (p->date)
        json_object_set_new(o, "field", json_of_str(expr_words(a, p->date)));
    return o;
}

static json_t *interpretation_json(struct arena *a, const struct answer *ans)
{
    const struct plan *p = ans->plan;
    json_t *o = json_object(), *fields = json_array(), *filters = json_array();

    for (size_t i = 0; i < p->columns_n; i++)
        json_array_append_new(fields, json_of_str(p->columns[i].label));
    filters_json(a, p->where, filters);
    filters_json(a, p->having, filters);
    json_object_set_new(o, "text", json_of_str(plan_words(a, p)));
    json_object_set_new(o, "model", json_of_str(p->model->label));
    json_object_set_new(o, "fields", fields);
    json_object_set_new(o, "filters", filters);
    if (p->period.date || p->when.has_from || p->when.has_to)
        json_object_set_new(o, "period", period_json(a, p->period.date ? &p->period : &p->when));
    if (ans->not_understood.n)
        json_object_set_new(o, "not_understood", strs_json(ans->not_understood));
    return o;
}

static json_t *comparison_json(const struct comparison *c)
{
    json_t *o = json_object();

    json_object_set_new(o, "current", json_of_value(c->current));
    json_object_set_new(o, "previous", json_of_value(c->previous));
    json_object_set_new(o, "change", json_of_value(c->change));
    json_object_set_new(o, "change_pct", json_of_value(c->change_pct));
    json_object_set_new(o, "label", json_of_str(c->label));
    return o;
}

static json_t *chart_json(const struct chart *c)
{
    json_t *o = json_object(), *y = json_array();

    for (size_t i = 0; i < c->y_n; i++)
        json_array_append_new(y, json_integer((json_int_t)c->y[i]));
    json_object_set_new(o, "kind", json_string(chart_name(c->kind)));
    json_object_set_new(o, "x", json_integer((json_int_t)c->x));
    json_object_set_new(o, "y", y);
    json_object_set_new(o, "title", json_of_str(c->title));
    return o;
}

static json_t *options_json(const struct answer *ans)
{
    json_t *list = json_array();

    for (size_t i = 0; i < ans->options_n; i++) {
        const struct answer_option *opt = &ans->options[i];
        json_t *o = json_object();
        json_object_set_new(o, "label", json_of_str(opt->label));
        json_object_set_new(o, "question", json_of_str(opt->question));
        if (opt->result) {
            json_object_set_new(o, "columns", columns_json(opt->result));
            json_object_set_new(o, "rows", result_rows_json(opt->result));
            if (opt->result->rows_n == 1 && opt->result->columns_n == 1)
                json_object_set_new(o, "value", json_of_value(opt->result->cells[0]));
        }
        json_array_append_new(list, o);
    }
    return list;
}

json_t *answer_to_json(struct arena *a, const struct answer *ans)
{
    static const struct result nothing = { 0 };
    const struct result *r = ans->result ? ans->result : &nothing;
    json_t *o = json_object();

    json_object_set_new(o, "status", json_string(answer_status_name(ans->status)));
    json_object_set_new(o, "text", json_of_str(ans->text));
    if (ans->has_value)
        json_object_set_new(o, "value", json_of_value(ans->value));
    if (ans->plan)
        json_object_set_new(o, "interpretation", interpretation_json(a, ans));
    else if (ans->not_understood.n)
        json_object_set_new(o, "not_understood", strs_json(ans->not_understood));
    json_object_set_new(o, "confidence", json_real(ans->confidence));
    json_object_set_new(o, "columns", columns_json(r));
    json_object_set_new(o, "rows", result_rows_json(r));
    json_object_set_new(o, "row_count", json_integer((json_int_t)r->total));
    json_object_set_new(o, "truncated", json_boolean(r->truncated));
    if (ans->comparison.is_set)
        json_object_set_new(o, "comparison", comparison_json(&ans->comparison));
    if (ans->chart.kind != CHART_NONE)
        json_object_set_new(o, "chart", chart_json(&ans->chart));
    json_object_set_new(o, "followups", strs_json(ans->followups));
    json_object_set_new(o, "warnings", strs_json(ans->warnings));
    json_object_set_new(o, "options", options_json(ans));
    return o;
}
