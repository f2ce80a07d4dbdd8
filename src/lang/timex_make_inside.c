/* Periods placed inside another one: its nth week, its end, what is left. */
#include "lang/timex_make.h"

/* The first or second half of a month: to the 15th, from the 16th. */
static bool half_of_month(const struct node *in, int n, struct node *out)
{
    int64_t from = day_of(in->t.from), middle = from + 15;

    if (n != 1 && n != 2 && n != -1)
        return false;
    period_days(out, n == 1 ? from : middle, n == 1 ? middle : day_of(in->t.to), UNIT_DAY, 15);
    return true;
}

/* The `n`th run of `count` units inside `in`, from its end when n < 0.  Weeks
 * belong to the period that holds their Thursday, as in ISO 8601. */
static bool nth_inside(const struct chart *c, const struct node *in, enum unit u, int n, int count,
                       struct node *out)
{
    if (in->unit >= UNIT_FISCAL_MONTH && in->unit <= UNIT_FISCAL_YEAR)
        u = unit_fiscal(u);
    if (u == UNIT_HALF && count == 1 && (in->unit == UNIT_MONTH || in->unit == UNIT_FISCAL_MONTH))
        return half_of_month(in, n, out);
    int64_t from = day_of(in->t.from), to = day_of(in->t.to), start;

    if (u < UNIT_DAY || in->unit <= u || n == 0 || count < 1 || count > 400 || n > 400 ||
        !in->t.has_from || !in->t.has_to)
        return false;
    bool weekly = u == UNIT_WEEK || u == UNIT_WORKWEEK || u == UNIT_WEEKEND;
    int64_t days = weekly ? u == UNIT_WEEKEND ? 6 : 4 : 1;
    if (weekly && n > 0) {
        int64_t mark = from + (days - civil_weekday(from) + 7) % 7;
        start = mark - days + 1 + 7 * (int64_t)(n - 1);
    } else if (weekly) {
        int64_t mark = to - 1 - (civil_weekday(to - 1) - days + 7) % 7;
        start = mark - days + 1 + 7 * (int64_t)(n - count + 2);
    } else if (u == UNIT_BUSINESS_DAY) {
        start = n > 0 ? business_add(from - 1, n) : business_add(to, n - count + 1);
    } else if (n > 0) {
        start = unit_add(c->env, u, from, n - 1);
    } else {
        start = unit_add(c->env, u, to, n - count + 1);
    }
    if (weekly && u == UNIT_WEEKEND)
        start += 5;
    struct node one = { 0 };
    period_unit(c, &one, u, weekly ? start + (u == UNIT_WEEKEND ? 0 : 3) : start, 0);
    int64_t end = count == 1 ? start + (day_of(one.t.to) - day_of(one.t.from))
                             : unit_add(c->env, u, start, count);
    if (!weekly && (start < from || end > to + (u == UNIT_BUSINESS_DAY)))
        return false;
    if (weekly && (end <= from || start >= to))
        return false;
    period_days(out, start, end, u, count);
    out->t.is_calendar = true;
    return true;
}

/* "first 3 months of 2025", "third week of May", "week 2 of March" */
bool make_nth_of(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *count = made_of(m, EL_ORD) ? made_of(m, EL_NUM) : NULL;
    int n = (int)made_ordinal(m)->number, many = count ? (int)count->number : 1;

    if (count && n != 1)
        return false;
    if (made_unit(m) == UNIT_WEEK && made_of(m, EL_PERIOD)->t.grain == GRAIN_DAY)
        return false;
    return nth_inside(c, made_of(m, EL_PERIOD), made_unit(m), n, many, out);
}

/* "last week of 2016", "last 3 weeks of this year" */
bool make_last_of(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *count = made_of(m, EL_NUM);

    if (made_mod(m) >= 0)
        return false;
    return nth_inside(c, made_of(m, EL_PERIOD), made_unit(m), -1, count ? (int)count->number : 1,
                      out);
}

/* "fifth last day of May" */
bool make_nth_last_of(const struct chart *c, const struct node *const *m, struct node *out)
{
    int n = (int)made_ordinal(m)->number;

    if (made_mod(m) >= 0 || n < 1 || n > 366)
        return false;
    return nth_inside(c, made_of(m, EL_PERIOD), made_unit(m), -n, 1, out);
}

static bool weekday_inside(const struct chart *c, const struct node *in, int weekday, int n,
                           struct node *out)
{
    int64_t from = day_of(in->t.from), to = day_of(in->t.to), day;

    if (to - from < 14 || n == 0 || n > 53)
        return false;
    if (n > 0)
        day = from + (weekday - civil_weekday(from) + 7) % 7 + 7 * (int64_t)(n - 1);
    else
        day = to - 1 - (civil_weekday(to - 1) - weekday + 7) % 7 + 7 * (int64_t)(n + 1);
    return day >= from && day < to && made_day(c, day, out);
}

/* "first Tuesday in October": when October has no year, the one whose Tuesday
 * is on the wanted side. */
bool make_nth_weekday_of(const struct chart *c, const struct node *const *m, struct node *out)
{
    return weekday_inside(c, made_of(m, EL_PERIOD), made_of(m, EL_WEEKDAY)->v,
                          (int)made_ordinal(m)->number, out);
}

bool make_last_weekday_of(const struct chart *c, const struct node *const *m, struct node *out)
{
    return made_mod(m) < 0 &&
           weekday_inside(c, made_of(m, EL_PERIOD), made_of(m, EL_WEEKDAY)->v, -1, out);
}

static bool edge_days(const struct node *in, int edge, int64_t *from, int64_t *to)
{
    int64_t a = day_of(in->t.from), b = day_of(in->t.to);
    int64_t begin[2] = { a, b }, middle[2] = { a, b }, end[2] = { a, b };

    switch (in->unit) {
    case UNIT_WEEK:
        begin[1] = a + 3, middle[0] = a + 2, middle[1] = a + 5, end[0] = a + 4;
        break;
    case UNIT_MONTH:
    case UNIT_FISCAL_MONTH:
        begin[1] = a + 10, middle[0] = a + 10, middle[1] = a + 20, end[0] = a + 15;
        break;
    case UNIT_QUARTER:
    case UNIT_FISCAL_QUARTER:
        begin[1] = civil_add_months(a, 1), end[0] = civil_add_months(a, 2);
        middle[0] = begin[1], middle[1] = end[0];
        break;
    case UNIT_YEAR:
    case UNIT_FISCAL_YEAR:
        begin[1] = civil_add_months(a, 4), end[0] = civil_add_months(a, 8);
        middle[0] = begin[1], middle[1] = end[0];
        break;
    case UNIT_DECADE:
        begin[1] = civil_add_months(a, 36), end[0] = civil_add_months(a, 84);
        middle[0] = begin[1], middle[1] = end[0];
        break;
    default:
        return false;
    }
    const int64_t *want = edge < 0 ? begin : edge > 0 ? end : middle;
    *from = want[0];
    *to = want[1];
    return true;
}

static bool edge_period(const struct node *in, int edge, struct node *out)
{
    int64_t from, to;

    if (in->unit == UNIT_DAY && edge > 0 && !in->t.has_time) {
        period_seconds(out, in->t.to - 1, in->t.to, UNIT_SECOND, 1);
        out->v = 1;
        return true;
    }
    if (!edge_days(in, edge, &from, &to))
        return false;
    period_days(out, from, to, UNIT_DAY, (int)(to - from));
    out->v = edge < 0 ? -1 : edge > 0 ? 1 : 2; /* for "by end of" */
    return true;
}

bool make_edge(const struct chart *c, const struct node *const *m, struct node *out)
{
    (void)c;
    if (made_of(m, EL_PERIOD)->is_range) /* "beginning of May to the end of June" */
        return false;
    return edge_period(made_of(m, EL_PERIOD), made_of(m, EL_EDGE)->v, out);
}

/* "end of the month" */
bool make_edge_of_unit(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node unit = { 0 };

    if (made_unit(m) < UNIT_DAY)
        return false;
    period_unit(c, &unit, made_unit(m), c->today, 0);
    return edge_period(&unit, made_of(m, EL_EDGE)->v, out);
}

/* EOM, BOY */
bool make_edge_unit(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node unit = { 0 };
    int v = m[0]->v;

    period_unit(c, &unit, (enum unit)(v % UNIT_NUM), c->today, 0);
    return edge_period(&unit, v >= UNIT_NUM ? 1 : -1, out);
}

/* "year end 2025", "month-end March" */
bool make_edge_unit_of(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *of = made_of(m, EL_PERIOD);
    int v = m[0]->v;

    (void)c;
    if (of->is_range || of->unit != (enum unit)(v % UNIT_NUM))
        return false;
    return edge_period(of, v >= UNIT_NUM ? 1 : -1, out);
}

/* "the week ending 9 May", "year ended 31 March": the day is the last of it */
bool make_ending(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *d = made_of(m, EL_DURATION);
    int64_t end = day_of(made_of(m, EL_PERIOD)->t.to - 1) + 1;
    int months = d ? d->months : 0, days = d ? d->days : 0;

    (void)c;
    switch (d ? UNIT_SECOND : made_unit(m)) {
    case UNIT_WEEK:
        days = 7;
        break;
    case UNIT_MONTH:
        months = 1;
        break;
    case UNIT_QUARTER:
    case UNIT_FISCAL_QUARTER:
        months = 3;
        break;
    case UNIT_HALF:
        months = 6;
        break;
    case UNIT_YEAR:
    case UNIT_FISCAL_YEAR:
        months = 12;
        break;
    default:
        break;
    }
    if (months == 0 && days == 0)
        return false;
    period_days(out, civil_add_months(end, -months) - days, end, UNIT_DAY, 1);
    return true;
}

static bool to_date(const struct chart *c, enum unit u, struct node *out)
{
    if (u < UNIT_DAY)
        return false;
    period_unit(c, out, u, c->today, 0);
    out->t.to = (c->today + 1) * DAY_S;
    out->t.is_calendar = false;
    return true;
}

/* "year to date", "YTD": today is in it */
bool make_unit_to_date(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *word = made_of(m, EL_UNIT_TO_DATE);

    return to_date(c, word ? (enum unit)word->v : made_unit(m), out);
}

/* "this year so far", "2026 to date" */
bool make_to_date(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *in = made_of(m, EL_PERIOD);

    if (in->t.to <= c->env->now) /* "last year to date": whose date? */
        return make_set(c, m, out);
    if (in->t.from > c->env->now)
        return false;
    *out = *in;
    out->t.to = (c->today + 1) * DAY_S;
    out->t.is_calendar = false;
    out->part = (struct part){ 0 };
    return true;
}

/* "docked to date": all until today */
bool make_until_today(const struct chart *c, const struct node *const *m, struct node *out)
{
    size_t before = m[0]->from_tok;

    if (before > 0 && tok_is(&c->toks.p[before - 1], "up"))
        return false;
    period_unit(c, out, UNIT_DAY, c->today, 0);
    out->el = EL_P_OPEN;
    out->t.has_from = false;
    out->t.is_open_word = true;
    return true;
}

static int64_t later_half(const struct node *in)
{
    int64_t from = day_of(in->t.from), to = day_of(in->t.to);

    if (in->unit == UNIT_WEEK)
        return from + 3;
    if (in->unit == UNIT_YEAR || in->unit == UNIT_FISCAL_YEAR)
        return civil_add_months(from, 6);
    return from + (to - from) / 2;
}

/* "rest of the year": from today on; "later this week": its second half, or
 * what is left of it. */
bool make_rest_of(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node in = { 0 };
    const struct node *period = made_of(m, EL_PERIOD);

    if (period)
        in = *period;
    else
        period_unit(c, &in, made_unit(m), c->today, 0);
    if (in.t.from > c->env->now || in.t.to <= c->env->now)
        return false;
    if (in.unit == UNIT_DAY && made_of(m, EL_LATER_IN) && made_of(m, EL_LATER_IN)->v < 0) {
        *out = in;
        return true;
    }
    if (in.unit == UNIT_DAY) {
        int64_t noon = in.t.from + DAY_S / 2;
        period_seconds(out, noon > c->env->now ? noon : c->env->now, in.t.to, UNIT_HOUR, 1);
        return made_of(m, EL_LATER_IN) != NULL;
    }
    int64_t from = c->today;
    if (made_of(m, EL_LATER_IN) && made_of(m, EL_LATER_IN)->v < 0) { /* "earlier this year" */
        period_days(out, day_of(in.t.from), c->today + (c->env->planner ? 0 : 1), in.unit, 1);
        return out->t.from < out->t.to;
    }
    if (made_of(m, EL_LATER_IN)) {
        int64_t half = later_half(&in);
        from = half > from ? half : from;
    }
    period_days(out, from, day_of(in.t.to), in.unit, 1);
    return true;
}

/* "20th of the next month", "the 21st this month" */
bool make_day_of_period(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *unit = made_of(m, EL_UNIT);
    struct part part = { .form = PART_DAY, .b = (int)made_ordinal(m)->number };
    const struct node *in = made_of(m, EL_PERIOD);
    bool named = in->part.form == PART_MONTH || in->was == PART_MONTH;

    if (!named && !made_of(m, EL_ORD) && !made_of(m, EL_OF)) /* "2 upcoming months" */
        return false;
    if (unit && unit->v != UNIT_DAY)
        return false;
    if (in->part.form == PART_MONTH)
        return part_alone(c, (struct part){ .form = PART_MONTH_DAY, .a = in->part.a, .b = part.b },
                          out);
    return part_inside(c, part, in, out);
}

/* "the thirty-first day of the month" */
bool make_day_of_unit(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node in = { 0 };
    const struct node *unit = made_of(m, EL_UNIT), *whole = made_of_nth(m, EL_UNIT, 1);

    if (unit->v < UNIT_DAY || whole->v <= unit->v)
        return false;
    period_unit(c, &in, (enum unit)whole->v, c->today, 0);
    return nth_inside(c, &in, (enum unit)unit->v, (int)made_ordinal(m)->number, 1, out);
}

/* "second to last day of May" */
bool make_last_of_word(const struct chart *c, const struct node *const *m, struct node *out)
{
    return nth_inside(c, made_of(m, EL_PERIOD), made_unit(m), -made_of(m, EL_NTH_LAST)->v, 1, out);
}

/* "weeks 5 to 8 of 2025" */
bool make_week_range(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *first = made_of(m, EL_NUM), *last = made_of_nth(m, EL_NUM, 1);
    const struct node *unit = made_of(m, EL_UNIT), *year = made_of(m, EL_PERIOD);
    struct part a = { .form = PART_WEEK, .a = (int)first->number };
    struct part b = { .form = PART_WEEK, .a = (int)last->number };
    struct node x = { 0 }, y = { 0 };

    if ((unit && unit->v != UNIT_WEEK) || a.a >= b.a || b.a > 53)
        return false;
    bool ok = year ? part_inside(c, a, year, &x) : part_alone(c, a, &x);
    int of = civil_from_days(day_of(x.t.from) + 3).year;
    if (!ok || !part_in_year(c, b, of, &y))
        return false;
    period_days(out, day_of(x.t.from), day_of(y.t.to), UNIT_WEEK, b.a - a.a + 1);
    out->is_range = true;
    return true;
}

/* "weekdays last week": Monday to Friday */
bool make_workdays_of(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *in = made_of(m, EL_PERIOD);
    int64_t day = day_of(in->t.from);

    if (made_unit(m) != UNIT_BUSINESS_DAY)
        return false;
    period_unit(c, out, UNIT_WORKWEEK, day + (8 - civil_weekday(day)) % 7, 0);
    return true;
}
