#include "answer/prose.h"

#include "answer/format.h"
#include "answer/shape.h"
#include "plan/phrases.h"
#include "plan/words.h"

#include <math.h>

/* A label inside a sentence: "Launch Date" becomes "launch date", "SKU" and
 * "iPhone" stay. */
static str in_sentence(struct arena *a, str label)
{
    char *p = arena_cstr(a, label);

    for (size_t i = 0; i < label.n; i++) {
        bool begins = i == 0 || p[i - 1] == ' ';
        bool word = i + 1 == label.n || p[i + 1] == ' ' || !(p[i + 1] >= 'A' && p[i + 1] <= 'Z');
        if (begins && word && p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] + 32);
    }
    return (str){ p, label.n };
}

static void noun(struct buf *out, struct arena *a, str label, bool plural)
{
    buf_add(out, in_sentence(a, plural ? phrase_plural(a, label) : label));
}

/* "Sony" may stand before the noun when it names what the record belongs to or
 * what kind it is: a reference's display field or an enumeration. */
static bool is_adjective(const struct cond *c)
{
    const struct expr *l = c->left;

    if (c->op != COND_EQ || l->op != EXPR_FIELD || c->right->op != EXPR_LITERAL ||
        c->right->value.kind != VALUE_TEXT)
        return false;
    if (l->path.n == 0)
        return l->field->type == FIELD_ENUM;
    const struct model *m = l->path.steps[l->path.n - 1].model;
    return l->path.n == 1 && m->display_field >= 0 && l->field == &m->fields[m->display_field];
}

static bool is_row_count(const struct expr *e)
{
    return e->op == EXPR_AGG && e->agg == AGG_COUNT && !e->a[0] && !e->where;
}

static void for_each_filter(const struct cond *c, void (*fn)(void *, const struct cond *),
                            void *ctx)
{
    if (!c)
        return;
    if (c->op != COND_AND) {
        fn(ctx, c);
        return;
    }
    for (size_t i = 0; i < c->kids_n; i++)
        for_each_filter(c->kids[i], fn, ctx);
}

struct phrase {
    struct arena *a;
    struct buf before, after;
};

static void add_filter(void *ctx, const struct cond *c)
{
    struct phrase *ph = ctx;

    if (is_adjective(c)) {
        buf_add(&ph->before, c->right->value.s);
        buf_byte(&ph->before, ' ');
        return;
    }
    buf_add(&ph->after, ph->after.n ? STR(" and ") : STR(" where "));
    buf_add(&ph->after, cond_words(ph->a, c));
}

static str subject(struct arena *a, const struct plan *p, bool plural, bool with_period)
{
    struct phrase ph = { .a = a };
    struct buf out;

    buf_init(&ph.before, a);
    buf_init(&ph.after, a);
    buf_init(&out, a);
    for_each_filter(p->where, add_filter, &ph);
    buf_add(&out, buf_str(&ph.before));
    noun(&out, a, p->model->label, plural);
    buf_add(&out, buf_str(&ph.after));
    if (p->period.date && with_period) {
        buf_add(&out, ph.after.n ? STR(" and ") : STR(" with "));
        noun(&out, a, expr_words(a, p->period.date), false);
        buf_byte(&out, ' ');
        buf_add(&out, period_words(a, &p->period));
    }
    return buf_str(&out);
}

str prose_subject(struct arena *a, const struct plan *p, bool plural)
{
    return subject(a, p, plural, true);
}

static const char *agg_phrase(enum agg fn)
{
    static const char *const words[AGG_NUM] = {
        [AGG_SUM] = "The total",   [AGG_AVG] = "The average",   [AGG_MIN] = "The lowest",
        [AGG_MAX] = "The highest", [AGG_MEDIAN] = "The median",
    };
    return words[fn];
}

/* Of a percentage of some among all: which some. */
static const struct cond *share_of(const struct expr *e)
{
    if (!e)
        return NULL;
    if (e->op == EXPR_AGG)
        return e->where;
    const struct cond *c = share_of(e->a[0]);
    return c ? c : share_of(e->a[1]);
}

static bool is_share(const struct plan *p)
{
    return str_ends(p->columns[0].label, STR("in %")) && share_of(p->columns[0].expr);
}

static void write_share(struct arena *a, struct buf *out, const struct plan *p, struct value v)
{
    format_value(out, v);
    buf_lit(out, "% of ");
    buf_add(out, prose_subject(a, p, true));
    buf_lit(out, " are those where ");
    buf_add(out, cond_words(a, share_of(p->columns[0].expr)));
    buf_byte(out, '.');
}

static void write_figure(struct arena *a, struct buf *out, const struct plan *p, struct value v)
{
    const struct expr *e = p->columns[0].expr;
    bool one = value_is_number(v) && value_number(v) == 1;

    if (is_row_count(e)) {
        buf_add(out, one ? STR("There is ") : STR("There are "));
        if (value_number(v) == 0)
            buf_lit(out, "no");
        else
            format_value(out, v);
        buf_byte(out, ' ');
        buf_add(out, prose_subject(a, p, !one));
        buf_byte(out, '.');
        return;
    }
    if (is_share(p) && value_is_number(v)) {
        write_share(a, out, p, v);
        return;
    }
    bool simple = e->op == EXPR_AGG && agg_phrase(e->agg) && !e->where;
    if (simple) {
        buf_add(out, str_c(agg_phrase(e->agg)));
        buf_byte(out, ' ');
        noun(out, a, expr_words(a, e->a[0]), false);
    } else {
        buf_add(out, p->columns[0].label);
    }
    buf_lit(out, " of ");
    buf_add(out, prose_subject(a, p, true));
    buf_lit(out, " is ");
    if (v.kind == VALUE_NULL)
        buf_lit(out, "not known: no record holds a value");
    else
        format_value(out, v);
    if (e->op == EXPR_SHARE)
        buf_byte(out, '%');
    buf_byte(out, '.');
}

static void write_comparison(struct buf *out, const struct comparison *c)
{
    double change = value_number(c->change);

    if (!c->is_set || !value_is_number(c->current) || !value_is_number(c->previous))
        return;
    buf_lit(out, " ");
    if (change == 0) {
        buf_lit(out, "That is the same as ");
        buf_add(out, c->label);
        buf_byte(out, '.');
        return;
    }
    buf_lit(out, "That is ");
    format_value(out, value_float(fabs(change)));
    buf_add(out, change > 0 ? STR(" more than ") : STR(" less than "));
    buf_add(out, c->label);
    buf_lit(out, " (");
    format_value(out, c->previous);
    buf_byte(out, ')');
    if (value_is_number(c->change_pct)) {
        buf_add(out, change > 0 ? STR(", up ") : STR(", down "));
        format_percent(out, fabs(value_number(c->change_pct)));
    }
    buf_byte(out, '.');
}

static void write_figures(struct buf *out, const struct result *r)
{
    for (size_t i = 0; i < r->columns_n; i++) {
        buf_add(out, i ? STR("; ") : STR(""));
        buf_add(out, r->columns[i].label);
        buf_lit(out, ": ");
        format_value(out, result_cell(r, 0, i));
        if (r->columns[i].is_percent)
            buf_byte(out, '%');
    }
    buf_byte(out, '.');
}

static void write_key(struct buf *out, const struct plan *p, const struct result *r, size_t row)
{
    bool some = false;

    for (size_t i = 0; i < r->columns_n && i < p->columns_n; i++) {
        if (!r->columns[i].is_key)
            continue;
        buf_add(out, some ? STR(", ") : STR(""));
        some = true;
        if (shape_bucket(p, i))
            format_bucket(out, result_cell(r, row, i), shape_bucket(p, i)->grain);
        else
            format_value(out, result_cell(r, row, i));
    }
}

/* A group of what has no key ("none") never leads. */
static bool is_nameless(const struct result *r, size_t row)
{
    for (size_t i = 0; i < r->columns_n; i++)
        if (r->columns[i].is_key && result_cell(r, row, i).kind != VALUE_NULL)
            return false;
    return true;
}

/* The row with the highest figure but `not_this`; rows_n when there is none. */
static size_t best_row(const struct result *r, size_t column, size_t not_this)
{
    size_t best = r->rows_n;

    for (size_t i = 0; i < r->rows_n; i++)
        if (i != not_this && !is_nameless(r, i) &&
            (best == r->rows_n ||
             value_cmp(result_cell(r, i, column), result_cell(r, best, column)) > 0))
            best = i;
    return best;
}

static size_t extreme_row(const struct result *r, size_t column)
{
    size_t best = best_row(r, column, r->rows_n);

    return best < r->rows_n ? best : 0;
}

static size_t first_named_row(const struct result *r)
{
    size_t i = 0;

    while (i + 1 < r->rows_n && is_nameless(r, i))
        i++;
    return i;
}

static size_t nameless_row(const struct result *r)
{
    size_t i = 0;

    while (i < r->rows_n && !is_nameless(r, i))
        i++;
    return i;
}

static struct value total_of(const struct result *r, size_t column)
{
    double sum = 0;

    for (size_t i = 0; i < r->rows_n; i++)
        sum += value_number(result_cell(r, i, column));
    return value_float(sum);
}

static bool ascending(const struct plan *p)
{
    return p->order_n > 0 && !p->order[0].desc && expr_has_agg(p->order[0].expr);
}

static void write_figure_of(struct arena *a, struct buf *out, const struct plan *p,
                            const struct result *r, size_t row, size_t f)
{
    struct value v = result_cell(r, row, f);

    format_value(out, v);
    if (r->columns[f].is_percent)
        buf_byte(out, '%');
    if (f < p->columns_n && is_row_count(p->columns[f].expr)) {
        buf_byte(out, ' ');
        noun(out, a, p->model->label, value_number(v) != 1);
    }
}

/* What the groups are called: by what is referred to ("Brand"), not by the
 * field that shows it ("Brand Name"). */
static str key_label(const struct plan *p, const struct result *r)
{
    for (size_t i = 0; i < r->columns_n; i++) {
        const struct expr *e = i < p->columns_n ? p->columns[i].expr : NULL;
        if (!r->columns[i].is_key)
            continue;
        if (!e || e->op != EXPR_FIELD || e->path.n == 0)
            return r->columns[i].label;
        const struct step *last = &e->path.steps[e->path.n - 1];
        bool shows_it = last->model->display_field >= 0 &&
                        e->field == &last->model->fields[last->model->display_field];
        return shows_it ? last->field->label : r->columns[i].label;
    }
    return STR("group");
}

static void write_groups_n(struct arena *a, struct buf *out, const struct plan *p,
                           const struct result *r)
{
    buf_fmt(out, "%zu ", r->rows_n);
    if (r->total > r->rows_n)
        buf_fmt(out, "of %llu ", (unsigned long long)r->total);
    noun(out, a, key_label(p, r), r->rows_n != 1 || r->total > r->rows_n);
}

static void write_groups(struct arena *a, struct buf *out, const struct plan *p,
                         const struct result *r)
{
    size_t f = shape_figure(p, r);
    size_t best = ascending(p) ? first_named_row(r) : extreme_row(r, f);
    struct value total = total_of(r, f);
    bool whole = shape_adds_up(p, r, f) && r->rows_n > 1 && value_number(total) > 0;

    write_key(out, p, r, best);
    if (f < p->columns_n && is_row_count(p->columns[f].expr)) {
        buf_add(out, ascending(p) ? STR(" has the fewest, ") : STR(" leads with "));
    } else {
        buf_add(out, ascending(p) ? STR(" has the lowest ") : STR(" has the highest "));
        noun(out, a, r->columns[f].label, false);
        buf_lit(out, ", ");
    }
    write_figure_of(a, out, p, r, best, f);
    if (whole) {
        buf_lit(out, " (");
        format_percent(out, 100 * value_number(result_cell(r, best, f)) / value_number(total));
        buf_lit(out, " of all ");
        format_value(out, total);
        buf_byte(out, ')');
    }
    size_t second = ascending(p) ? r->rows_n : best_row(r, f, best);
    if (second < r->rows_n) {
        buf_lit(out, ", ahead of ");
        write_key(out, p, r, second);
        buf_lit(out, " with ");
        format_value(out, result_cell(r, second, f));
        if (r->columns[f].is_percent)
            buf_byte(out, '%');
    }
    size_t nameless = nameless_row(r);
    if (nameless < r->rows_n && nameless != best) {
        buf_lit(out, "; without a ");
        noun(out, a, key_label(p, r), false);
        buf_lit(out, " it is ");
        write_figure_of(a, out, p, r, nameless, f);
    }
    buf_add(out, r->rows_n == 1 ? STR(". This is ") : STR(". These are "));
    write_groups_n(a, out, p, r);
    buf_lit(out, " of ");
    buf_add(out, prose_subject(a, p, true));
    buf_byte(out, '.');
}

static void write_trend(struct arena *a, struct buf *out, const struct plan *p,
                        const struct result *r)
{
    size_t f = shape_figure(p, r), last = r->rows_n - 1, best = extreme_row(r, f);
    struct value from = result_cell(r, 0, f), to = result_cell(r, last, f);

    if (f < p->columns_n && is_row_count(p->columns[f].expr))
        buf_lit(out, "The number");
    else
        buf_add(out, r->columns[f].label);
    buf_lit(out, " of ");
    buf_add(out, prose_subject(a, p, true));
    buf_add(out, last > 0 ? STR(" went from ") : STR(": "));
    format_value(out, from);
    buf_lit(out, " in ");
    write_key(out, p, r, 0);
    if (last > 0) {
        buf_lit(out, " to ");
        format_value(out, to);
        buf_lit(out, " in ");
        write_key(out, p, r, last);
        if (value_number(from) > 0) {
            double pct = 100 * (value_number(to) - value_number(from)) / value_number(from);
            buf_add(out, pct < 0 ? STR(" (down ") : STR(" (up "));
            format_percent(out, fabs(pct));
            buf_byte(out, ')');
        }
        if (best != 0 && best != last) {
            buf_lit(out, "; the highest was ");
            format_value(out, result_cell(r, best, f));
            buf_lit(out, " in ");
            write_key(out, p, r, best);
        }
    }
    buf_byte(out, '.');
}

static void write_record(struct buf *out, const struct result *r)
{
    for (size_t i = 0; i < r->columns_n && i < 4; i++) {
        buf_add(out, i ? STR("; ") : STR(""));
        buf_add(out, r->columns[i].label);
        buf_lit(out, ": ");
        format_value(out, result_cell(r, 0, i));
    }
    buf_byte(out, '.');
}

static void write_list(struct arena *a, struct buf *out, const struct plan *p,
                       const struct result *r)
{
    bool first = p->groups_n && p->order_n && p->limit == 1 && r->rows_n == 1;

    if (first) {
        format_value(out, result_cell(r, 0, 0));
        buf_lit(out, " comes first");
    } else {
        buf_fmt(out, "%zu", r->rows_n);
    }
    if (r->total > r->rows_n)
        buf_fmt(out, " of %llu", (unsigned long long)r->total);
    buf_byte(out, ' ');
    if (p->distinct || p->groups_n) {
        buf_lit(out, "different values of ");
        noun(out, a, r->columns[0].label, false);
        buf_lit(out, " among ");
    }
    buf_add(out, prose_subject(a, p, true));
    if (!first)
        buf_lit(out, ": ");
    for (size_t i = 0; i < r->rows_n && i < 3 && !first; i++) {
        buf_add(out, i ? STR(", ") : STR(""));
        format_value(out, result_cell(r, i, 0));
    }
    if (r->rows_n > 3)
        buf_fmt(out, " and %zu more", r->rows_n - 3);
    buf_byte(out, '.');
}

str prose_write(struct arena *a, const struct plan *p, const struct result *r,
                const struct comparison *c)
{
    struct buf out;

    buf_init(&out, a);
    switch (shape_of(p, r)) {
    case SHAPE_EMPTY:
        buf_lit(&out, "No ");
        buf_add(&out, prose_subject(a, p, true));
        buf_lit(&out, " were found.");
        break;
    case SHAPE_FIGURE:
        write_figure(a, &out, p, result_cell(r, 0, 0));
        write_comparison(&out, c);
        break;
    case SHAPE_FIGURES:
        write_figures(&out, r);
        break;
    case SHAPE_GROUPS:
        write_groups(a, &out, p, r);
        break;
    case SHAPE_TREND:
        write_trend(a, &out, p, r);
        break;
    case SHAPE_RECORD:
        write_record(&out, r);
        break;
    case SHAPE_LIST:
        write_list(a, &out, p, r);
        break;
    }
    return buf_str(&out);
}
