#include "answer/format.h"

#include <math.h>
#include <stdio.h>

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const char *const weekdays[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday" };

/* `digits` is plain decimal text; commas go in between its thousands. */
static void with_commas(struct buf *out, str digits)
{
    for (size_t i = 0; i < digits.n; i++) {
        if (i > 0 && (digits.n - i) % 3 == 0)
            buf_byte(out, ',');
        buf_byte(out, digits.p[i]);
    }
}

static void format_number(struct buf *out, double v)
{
    char text[64];

    if (fabs(v) >= 0.0001 && fabs(v) < 0.01) {
        buf_fmt(out, "%.2g", v);
        return;
    }
    int n = snprintf(text, sizeof text, "%.2f", fabs(v));
    str whole = { text, n > 3 ? (size_t)n - 3 : 0 };
    str cents = { text + whole.n, (size_t)n - whole.n };

    if (v < 0)
        buf_byte(out, '-');
    with_commas(out, whole);
    if (!str_eq(cents, STR(".00")))
        buf_add(out, cents);
}

static void format_date(struct buf *out, int64_t days)
{
    struct civil c = civil_from_days(days);

    buf_fmt(out, "%d %s %d", c.day, months[c.month - 1], c.year);
}

void format_value(struct buf *out, struct value v)
{
    switch (v.kind) {
    case VALUE_NULL:
        buf_lit(out, "none");
        return;
    case VALUE_INT:
    case VALUE_FLOAT:
        format_number(out, value_number(v));
        return;
    case VALUE_BOOL:
        buf_add(out, v.b ? STR("yes") : STR("no"));
        return;
    case VALUE_DATE:
        format_date(out, v.i);
        return;
    case VALUE_INSTANT: {
        struct civil c = civil_from_seconds(v.i);
        buf_fmt(out, "%d %s %d", c.day, months[c.month - 1], c.year);
        if (c.hour || c.minute)
            buf_fmt(out, " %02d:%02d", c.hour, c.minute);
        return;
    }
    case VALUE_TEXT:
    case VALUE_TIME:
        value_print(out, v);
        return;
    }
}

void format_percent(struct buf *out, double percent)
{
    buf_fmt(out, "%.1f%%", percent);
}

void format_bucket(struct buf *out, struct value v, enum grain g)
{
    if (v.kind == VALUE_INT && (g == GRAIN_WEEKDAY || g == GRAIN_MONTH_OF_YEAR)) {
        int64_t max = g == GRAIN_WEEKDAY ? 7 : 12;
        if (v.i >= 1 && v.i <= max)
            buf_add(out, str_c(g == GRAIN_WEEKDAY ? weekdays[v.i - 1] : months[v.i - 1]));
        return;
    }
    if (v.kind != VALUE_DATE) {
        format_value(out, v);
        return;
    }
    struct civil c = civil_from_days(v.i);
    switch (g) {
    case GRAIN_YEAR:
    case GRAIN_FISCAL_YEAR:
        buf_fmt(out, "%s%d", g == GRAIN_YEAR ? "" : "the year from ", c.year);
        return;
    case GRAIN_QUARTER:
        buf_fmt(out, "Q%d %d", (c.month + 2) / 3, c.year);
        return;
    case GRAIN_MONTH:
        buf_fmt(out, "%s %d", months[c.month - 1], c.year);
        return;
    case GRAIN_WEEK:
        buf_lit(out, "the week of ");
        break;
    default:
        break;
    }
    format_date(out, v.i);
}
