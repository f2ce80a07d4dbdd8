/* A part is what was said without its surrounding: March, the 3rd, Q2,
 * Monday, Easter.  Alone it is the nearest one on the side that the
 * environment prefers; inside a longer period it is the one in there. */
#include "lang/timex_parse.h"

static bool make_day(struct node *out, int64_t day)
{
    period_days(out, day, day + 1, UNIT_DAY, 1);
    out->t.is_calendar = true;
    return true;
}

static bool month_day(struct node *out, int year, int month, int day)
{
    if (month < 1 || month > 12 || day < 1 || day > civil_days_in_month(year, month))
        return false;
    return make_day(out, civil_days(year, month, day));
}

/* Astronomical enough: seasons turn on the 21st, autumn on the 23rd. */
static bool season(struct node *out, int year, int which)
{
    static const int starts[4][2] = { { 3, 21 }, { 6, 21 }, { 9, 23 }, { 12, 21 } };
    const int *from = starts[which], *to = starts[(which + 1) % 4];

    period_days(out, civil_days(year, from[0], from[1]),
                civil_days(year + (which == 3), to[0], to[1]), UNIT_QUARTER, 1);
    out->t.grain = GRAIN_DAY;
    out->unit = UNIT_DAY;
    return true;
}

/* Fiscal years are named by the calendar year in which they end. */
static void fiscal_year(const struct chart *c, struct node *out, int year)
{
    period_unit(c, out, UNIT_FISCAL_YEAR, civil_days(year, 12, 31), 0);
    struct civil last = civil_from_days(day_of(out->t.to) - 1);
    if (last.year > year)
        period_unit(c, out, UNIT_FISCAL_YEAR, civil_days(year, 12, 31), year - last.year);
}

static bool year_unit(const struct chart *c, struct node *out, struct part part, int year,
                      enum unit u, int per_year)
{
    struct node whole = { 0 };

    if (part.a < 1 || part.a > per_year)
        return false;
    if (part.fiscal)
        fiscal_year(c, &whole, year);
    else
        period_unit(c, &whole, UNIT_YEAR, civil_days(year, 1, 1), 0);
    period_unit(c, out, part.fiscal ? unit_fiscal(u) : u, day_of(whole.t.from), part.a - 1);
    return true;
}

static bool iso_week(struct node *out, int year, int week)
{
    int64_t monday = civil_of_iso_week(year, week);
    int in_year, number;

    if (week < 1 || week > 53)
        return false;
    civil_iso_week(monday, &in_year, &number);
    if (in_year != year)
        return false;
    period_days(out, monday, monday + 7, UNIT_WEEK, 1);
    out->t.is_calendar = true;
    return true;
}

bool part_in_year(const struct chart *c, struct part part, int year, struct node *out)
{
    int64_t day;

    if (year < 1 || year > 9998)
        return false;
    switch (part.form) {
    case PART_MONTH:
        return year_unit(c, out, (struct part){ .a = part.a }, year, UNIT_MONTH, 12);
    case PART_MONTH_DAY:
        return month_day(out, year, part.a, part.b);
    case PART_QUARTER:
        return year_unit(c, out, part, year, UNIT_QUARTER, 4);
    case PART_HALF:
        return year_unit(c, out, part, year, UNIT_HALF, 2);
    case PART_WEEK:
        return iso_week(out, year, part.a);
    case PART_HOLIDAY:
        return holiday_in_year((enum holiday)part.a, year, &day) && make_day(out, day);
    case PART_SEASON:
        return season(out, year, part.a);
    case PART_NONE:
    case PART_DAY:
    case PART_WEEKDAY:
    case PART_WEEKDAY_DAY:
        break;
    }
    return false;
}

/* Which of the instances around now: `step` leads away from now, in months or
 * in years; `first` is where looking starts. */
static bool is_wanted(const struct chart *c, const struct node *n)
{
    return c->env->ahead ? n->t.to > c->env->now : n->t.from <= c->env->now;
}

static bool nearest_year(const struct chart *c, struct part part, struct node *out)
{
    int year = civil_from_days(c->today).year;
    int step = c->env->ahead ? 1 : -1;

    /* Eight years are enough for the 29th of February. */
    for (int i = -1; i < 9; i++) {
        struct node n = { 0 };
        if (part_in_year(c, part, year + i * step, &n) && is_wanted(c, &n)) {
            *out = n;
            return true;
        }
    }
    return false;
}

static bool nearest_month(const struct chart *c, struct part part, struct node *out)
{
    struct civil now = civil_from_days(c->today);
    int step = c->env->ahead ? 1 : -1;

    for (int i = 0; i < 60; i++) {
        int64_t start = civil_add_months(civil_days(now.year, now.month, 1), i * step);
        struct civil m = civil_from_days(start);
        struct node n = { 0 };
        if (!month_day(&n, m.year, m.month, part.b) || !is_wanted(c, &n))
            continue;
        if (part.form == PART_WEEKDAY_DAY && civil_weekday(start + part.b - 1) != part.a)
            continue;
        *out = n;
        return true;
    }
    return false;
}

/* A weekday alone is never today. */
static bool nearest_weekday(const struct chart *c, int weekday, struct node *out)
{
    int away = (weekday - civil_weekday(c->today) + 7) % 7;

    if (c->env->ahead)
        return make_day(out, c->today + (away ? away : 7));
    return make_day(out, c->today + away - 7);
}

bool part_alone(const struct chart *c, struct part part, struct node *out)
{
    bool ok;

    if (part.form == PART_DAY || part.form == PART_WEEKDAY_DAY)
        ok = nearest_month(c, part, out);
    else if (part.form == PART_WEEKDAY)
        ok = nearest_weekday(c, part.a, out);
    else
        ok = nearest_year(c, part, out);
    out->part = part;
    return ok;
}

static bool day_inside(struct part part, const struct node *in, struct node *out)
{
    int64_t from = day_of(in->t.from), to = day_of(in->t.to - 1) + 1;

    if (to - from > 31)
        return false;
    if (part.form == PART_DAY) {
        struct civil m = civil_from_days(from);
        return to - from >= 28 && month_day(out, m.year, m.month, part.b);
    }
    for (int64_t day = from; day < to; day++)
        if (civil_weekday(day) == part.a && to - from <= 7)
            return make_day(out, day);
    return false;
}

bool part_inside(const struct chart *c, struct part part, const struct node *in, struct node *out)
{
    if (!in->t.has_from || !in->t.has_to)
        return false;
    if (part.form == PART_DAY || part.form == PART_WEEKDAY)
        return day_inside(part, in, out);
    if (in->t.to - in->t.from < (int64_t)300 * DAY_S && part.form != PART_MONTH_DAY)
        return false;
    int year = civil_from_days(day_of(in->t.from)).year;
    if (in->unit == UNIT_YEAR)
        return in->t.count == 1 && part_in_year(c, part, year, out);
    if (in->unit != UNIT_FISCAL_YEAR)
        return false;
    if (part.form == PART_QUARTER || part.form == PART_HALF) {
        part.fiscal = true;
        return part_in_year(c, part, civil_from_days(day_of(in->t.to) - 1).year, out);
    }
    for (int y = year; y <= year + 1; y++)
        if (part_in_year(c, part, y, out) && out->t.from >= in->t.from && out->t.to <= in->t.to)
            return true;
    return false;
}
