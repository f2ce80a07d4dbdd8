#include "answer/chart.h"

#include "answer/shape.h"

enum { POINTS_MAX = 400, BARS_MAX = 40, COLUMNS_MAX = 7, SLICES_MAX = 6 };

static size_t first_key(const struct result *r)
{
    size_t i = 0;

    while (i < r->columns_n && !r->columns[i].is_key)
        i++;
    return i;
}

static size_t keys_n(const struct result *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->columns_n; i++)
        n += r->columns[i].is_key;
    return n;
}

static bool is_figure(const struct result *r, size_t column)
{
    const struct result_column *c = &r->columns[column];

    return !c->is_key && (c->kind == VALUE_INT || c->kind == VALUE_FLOAT);
}

/* Figures of one unit only: a count and a percentage on one axis mislead. */
static void take_figures(struct chart *c, const struct result *r)
{
    for (size_t i = 0; i < r->columns_n && c->y_n < CHART_FIGURES_MAX; i++)
        if (is_figure(r, i) &&
            (c->y_n == 0 || r->columns[i].is_percent == r->columns[c->y[0]].is_percent))
            c->y[c->y_n++] = i;
}

static enum chart_kind of_groups(const struct plan *p, const struct result *r,
                                 const struct chart *c)
{
    bool share = r->columns[c->y[0]].is_percent;

    if (r->rows_n < 2 || r->rows_n > BARS_MAX)
        return CHART_NONE;
    if (r->rows_n <= SLICES_MAX && c->y_n == 1 && share && !p->limit)
        return CHART_PIE;
    return r->rows_n <= COLUMNS_MAX ? CHART_COLUMN : CHART_BAR;
}

struct chart chart_choose(const struct plan *p, const struct result *r,
                          const struct comparison *comparison)
{
    struct chart c = { .kind = CHART_NONE, .x = first_key(r) };
    enum shape shape = shape_of(p, r);

    if (shape == SHAPE_FIGURE && comparison->is_set)
        c.kind = CHART_KPI;
    if ((shape != SHAPE_GROUPS && shape != SHAPE_TREND) || keys_n(r) != 1)
        return c;
    take_figures(&c, r);
    if (c.y_n == 0)
        return c;
    c.title = r->columns[c.y[0]].label;
    if (shape == SHAPE_TREND)
        c.kind = r->rows_n >= 2 && r->rows_n <= POINTS_MAX ? CHART_LINE : CHART_NONE;
    else
        c.kind = of_groups(p, r, &c);
    return c;
}
