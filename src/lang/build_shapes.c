#include "lang/build.h"

/* Which shape the figures take: a line or a column for each value, a difference,
 * one figure over all. */

static size_t count_ops(const struct build *b, enum op op)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        n += item_is_op(b, i, op);
    return n;
}

/* One value in two spellings is no comparison. */
static bool spelt_alike(const struct filter *x)
{
    bool alike = true;
    for (unsigned k = 1; k < x->values_n; k++)
        alike &= x->values[k].kind == VALUE_TEXT && str_eq_nocase(x->values[k].s, x->values[0].s);
    return alike;
}

/* A figure for each of the two values of the filter, and what is made of them. */
static void figure_for_each(struct build *b, size_t filter, enum expr_op combine)
{
    struct frame *f = &b->f;
    struct filter *x = &f->filters[filter];
    if (f->targets_n == 0)
        frame_count(f, f->subject);
    struct filter *y = &f->filters[f->filters_n++];
    *y = *x;
    y->values[0] = x->values[1];
    x->values_n = y->values_n = 1;
    x->op = y->op = COND_EQ;
    x->part = PARTS_MAX + 8;
    y->part = PARTS_MAX + 9;
    f->targets[0].part = x->part;
    f->targets[1] = f->targets[0];
    f->targets[1].part = y->part;
    f->targets_n = 2;
    f->combine = combine;
    f->compare = COMPARE_NONE;
}

/* "the ratio of active to discontinued ones" */
void rule_ratio(struct build *b)
{
    size_t ratio = item_op(b, OP_RATIO), share = item_op(b, OP_SHARE);
    if (ratio == NOWHERE && share != NOWHERE && b->it[share].arg == 2)
        ratio = share;
    if (ratio == NOWHERE || !item_has_word(b, ratio, ratio + 1, "ratio"))
        return;
    for (size_t i = 0; i < b->f.filters_n; i++) {
        const struct filter *x = &b->f.filters[i];
        if (x->op != COND_IN || x->values_n != 2 || x->negated || x->scope || spelt_alike(x) ||
            b->f.targets_n > 1 || b->f.filters_n == FILTERS_MAX || b->f.keys_n)
            continue;
        b->it[ratio].used = true;
        figure_for_each(b, i, EXPR_DIV);
        return;
    }
}

/* "how many more A than B", "the difference between A and B". */
static bool difference_of(struct build *b, size_t filter)
{
    struct frame *f = &b->f;
    struct filter *x = &f->filters[filter];
    bool how_much = false;
    for (size_t i = 0; i < b->n; i++) {
        size_t n = item_next(b, i);
        bool more = item_is_op(b, n, OP_CMP) || item_is_op(b, n, OP_ADJ_MORE);
        how_much |= (item_is_op(b, i, OP_COUNT) || item_is_op(b, i, OP_HOWMUCH)) && more &&
                    b->it[n].from == b->it[i].to;
        how_much |= item_is_op(b, i, OP_GROWTH) && item_has_word(b, i, i + 1, "difference");
    }
    if (!how_much || x->values_n != 2 || f->targets_n > 1 || f->filters_n == FILTERS_MAX)
        return false;
    figure_for_each(b, filter, EXPR_SUB);
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_BETWEEN) || item_is_op(b, i, OP_CMP) ||
            item_is_op(b, i, OP_ADJ_MORE) || item_is_op(b, i, OP_HOWMUCH))
            b->it[i].used = true;
    return true;
}

/* "Count the number of" says it once. */
static size_t counts_said(const struct build *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        n += item_is_op(b, i, OP_COUNT) && !item_is_op(b, item_next(b, i), OP_COUNT);
    return n;
}

/* "Sony versus Samsung", "how many in Legal and how many in Sales": one line
 * for each value. */
static void compared_values(struct build *b)
{
    struct frame *f = &b->f;
    bool rather = false; /* "more orders with X or with Y" */
    for (size_t i = 0; i < b->n; i++)
        if (((item_is_op(b, i, OP_CMP) && b->it[i].arg == COND_GT &&
              b->it[i].to == b->it[i].from + 1) ||
             item_is_op(b, i, OP_ADJ_MORE)) &&
            !b->it[i].used && (count_ops(b, OP_OR) || item_has_word(b, i, b->n, "than")))
            rather = true;
    bool between = f->periods_n <= 1 && count_ops(b, OP_GROWTH) && count_ops(b, OP_BETWEEN);
    bool versus = rather || between ||
                  (f->compare != COMPARE_NONE && f->periods_n <= 1 && count_ops(b, OP_VERSUS) &&
                   !count_ops(b, OP_GROWTH));
    if (f->compare == COMPARE_GIVEN && f->periods_n == 2 && !f->keys_n &&
        count_ops(b, OP_VERSUS) > 1)
        for (size_t i = 0; i < f->filters_n; i++) { /* "A versus B, 2026 versus 2025" */
            const struct filter *x = &f->filters[i];
            if (x->op == COND_IN && !x->negated && !x->scope && x->values_n > 1 &&
                !spelt_alike(x)) {
                f->keys[f->keys_n++] = (struct key){ .node = x->node };
                return;
            }
        }
    if ((!versus && counts_said(b) < 2) || f->keys_n)
        return;
    for (size_t i = 0; i + 1 < f->filters_n && versus; i++) { /* "preferred versus non-preferred" */
        struct filter *x = &f->filters[i], *y = &f->filters[i + 1];
        if (!x->is_flag || !y->is_flag || !node_eq(x->node, y->node) || x->negated == y->negated)
            continue;
        f->keys[f->keys_n++] = (struct key){ .node = x->node };
        memmove(x, x + 2, (f->filters_n - i - 2) * sizeof *x);
        f->filters_n -= 2;
        f->compare = COMPARE_NONE;
        return;
    }
    for (size_t i = 0; i < f->filters_n; i++) {
        const struct filter *x = &f->filters[i];
        if (x->op != COND_IN || x->negated || x->scope || x->values_n < 2)
            continue;
        if (spelt_alike(x))
            continue;
        if (versus && difference_of(b, i))
            return;
        f->keys[f->keys_n++] = (struct key){ .node = x->node };
        if (versus)
            f->compare = COMPARE_NONE;
        for (size_t k = 0; k < b->n && rather; k++)
            if ((item_is_op(b, k, OP_CMP) && b->it[k].arg == COND_GT) ||
                item_is_op(b, k, OP_ADJ_MORE))
                b->it[k].used = true;
        for (size_t k = 0; k < b->n && between; k++)
            if (item_is_op(b, k, OP_BETWEEN))
                b->it[k].used = true;
        if (f->targets_n > 1 && f->targets[1].has_agg && f->targets[1].agg == f->targets[0].agg)
            f->targets_n = 1;
        return;
    }
}

/* "has both a cat and a dog": a record for each, not one that is either. */
static void each_of_both(struct build *b)
{
    size_t both = item_op(b, OP_BOTH);
    for (size_t i = 0; i < b->f.filters_n && both != NOWHERE; i++)
        if (b->f.filters[i].op == COND_IN && b->f.filters[i].from >= b->it[both].from)
            b->f.filters[i].is_each = true;
    if (both != NOWHERE)
        b->it[both].used = true;
}

/* "the average price per order": of the records themselves. */
static void own_record_keys(struct build *b)
{
    struct frame *f = &b->f;
    int model = f->targets_n ? f->targets[0].node.model : -1;
    for (size_t i = 0; i < f->targets_n; i++)
        if (!f->targets[i].has_agg || f->targets[i].agg != AGG_AVG || f->targets[i].has_per ||
            f->targets[i].node.model != model)
            return;
    for (size_t i = 0; i < f->keys_n && model >= 0; i++)
        if (f->keys[i].is_record && f->keys[i].node.model == model &&
            f->keys[i].node.via_field < 0) {
            memmove(&f->keys[i], &f->keys[i + 1], (f->keys_n - i - 1) * sizeof *f->keys);
            f->keys_n--;
            i--;
        }
}

/* "how many did we buy each year": the date says which year, it is no output. */
static void date_of_grain(struct build *b)
{
    struct frame *f = &b->f;
    struct key *key = NULL;
    bool agg = frame_has_aggregate(f);
    for (size_t i = 0; i < f->keys_n && !key; i++)
        key = f->keys[i].has_grain && !node_is_set(f->keys[i].node) ? &f->keys[i] : NULL;
    for (size_t i = 0; i < f->targets_n && key && agg; i++) {
        const struct field *field = node_field(b->r, f->targets[i].node);
        if (f->targets[i].has_agg || !field || !field_is_date(field))
            continue;
        key->node = f->targets[i].node;
        for (size_t p = 0; p < f->periods_n; p++)
            if (!node_is_set(f->periods[p].date))
                f->periods[p].date = key->node;
        memmove(&f->targets[i], &f->targets[i + 1], (f->targets_n - i - 1) * sizeof *f->targets);
        f->targets_n--;
        return;
    }
}

/* "express and economy orders per quarter", "A versus B by month": a column for
 * each value. */
static void column_for_each(struct build *b)
{
    struct frame *f = &b->f;
    bool versus = count_ops(b, OP_VERSUS) && f->periods_n <= 1, grain = false;
    for (size_t i = 0; i < f->keys_n; i++)
        grain |= f->keys[i].has_grain;
    if (!f->keys_n || !(versus || grain) || f->targets_n > 1 || count_ops(b, OP_OR))
        return;
    for (size_t i = 0; i < f->filters_n; i++) {
        struct filter x = f->filters[i];
        bool key = false;
        for (size_t k = 0; k < f->keys_n; k++)
            key |= node_eq(f->keys[k].node, x.node);
        if (key || x.op != COND_IN || x.negated || x.scope || x.values_n > 4 || x.is_each ||
            spelt_alike(&x) || f->filters_n + x.values_n > FILTERS_MAX)
            continue;
        if (f->targets_n == 0)
            frame_count(f, f->subject);
        struct target t = f->targets[0];
        if (!t.has_agg && node_is_number(b->r, t.node)) {
            t.has_agg = true;
            t.agg = node_agg(b->r, t.node);
        }
        f->targets_n = 0;
        memmove(&f->filters[i], &f->filters[i + 1], (f->filters_n - i - 1) * sizeof x);
        f->filters_n--;
        for (unsigned v = 0; v < x.values_n; v++) {
            struct filter *y = &f->filters[f->filters_n++];
            *y = x;
            y->op = COND_EQ;
            y->values[0] = x.values[v];
            y->values_n = 1;
            y->part = PARTS_MAX + 8 + (int)v;
            f->targets[f->targets_n] = t;
            f->targets[f->targets_n++].part = y->part;
        }
        if (versus)
            f->compare = COMPARE_NONE;
        return;
    }
}

static struct value day_of(const struct field *f, int64_t seconds)
{
    return f->type == FIELD_DATE ? value_date(seconds / DAY_S) : value_instant(seconds);
}

/* "tickets opened versus closed in October": each by its own date. */
static void compared_dates(struct build *b)
{
    struct frame *f = &b->f;
    struct node dates[2];
    size_t n = 0;
    if (f->compare != COMPARE_BEFORE || f->periods_n != 1 || f->keys_n || f->targets_n > 1 ||
        !count_ops(b, OP_VERSUS) || !f->periods[0].has_from || !f->periods[0].has_to ||
        f->filters_n + 2 > FILTERS_MAX)
        return;
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_date_field(b, i) || (n && node_eq(dates[0], b->it[i].node)))
            continue;
        if (n == 2)
            return;
        dates[n++] = b->it[i].node;
    }
    if (n != 2 || dates[0].model != dates[1].model)
        return;
    f->targets_n = 0;
    for (int k = 0; k < 2; k++) {
        const struct field *field = node_field(b->r, dates[k]);
        struct filter *x = frame_filter(f, dates[k], COND_RANGE);
        x->values[0] = day_of(field, f->periods[0].from);
        x->values[1] = day_of(field, f->periods[0].to);
        x->values_n = 2;
        x->from = f->periods[0].at;
        x->to = f->periods[0].end;
        x->part = PARTS_MAX + 8 + k;
        frame_count(f, dates[k].model);
        f->targets[k].part = x->part;
    }
    f->subject = dates[0].model;
    f->periods_n = 0;
    f->compare = COMPARE_NONE;
}

void rule_shapes(struct build *b)
{
    compared_dates(b);
    compared_values(b);
    each_of_both(b);
    own_record_keys(b);
    date_of_grain(b);
    column_for_each(b);
}
