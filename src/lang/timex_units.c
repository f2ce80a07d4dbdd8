#include "lang/timex_parse.h"

/* Months of a calendar unit; 0 for the others. */
static int unit_months(enum unit u)
{
    switch (u) {
    case UNIT_MONTH:
    case UNIT_FISCAL_MONTH:
        return 1;
    case UNIT_QUARTER:
    case UNIT_FISCAL_QUARTER:
        return 3;
    case UNIT_HALF:
    case UNIT_FISCAL_HALF:
        return 6;
    case UNIT_YEAR:
    case UNIT_FISCAL_YEAR:
        return 12;
    case UNIT_DECADE:
        return 120;
    case UNIT_CENTURY:
        return 1200;
    default:
        return 0;
    }
}

static bool unit_is_fiscal(enum unit u)
{
    return u >= UNIT_FISCAL_MONTH && u <= UNIT_FISCAL_YEAR;
}

enum unit unit_fiscal(enum unit u)
{
    return u >= UNIT_MONTH && u <= UNIT_YEAR ? (enum unit)(u - UNIT_MONTH + UNIT_FISCAL_MONTH) : u;
}

enum grain unit_grain(enum unit u)
{
    static const enum grain grains[UNIT_NUM] = {
        [UNIT_SECOND] = GRAIN_DAY,
        [UNIT_MINUTE] = GRAIN_DAY,
        [UNIT_HOUR] = GRAIN_DAY,
        [UNIT_DAY] = GRAIN_DAY,
        [UNIT_BUSINESS_DAY] = GRAIN_DAY,
        [UNIT_WEEKEND] = GRAIN_DAY,
        [UNIT_WORKWEEK] = GRAIN_WEEK,
        [UNIT_WEEK] = GRAIN_WEEK,
        [UNIT_FORTNIGHT] = GRAIN_WEEK,
        [UNIT_MONTH] = GRAIN_MONTH,
        [UNIT_QUARTER] = GRAIN_QUARTER,
        [UNIT_HALF] = GRAIN_HALF,
        [UNIT_YEAR] = GRAIN_YEAR,
        [UNIT_FISCAL_MONTH] = GRAIN_MONTH,
        [UNIT_FISCAL_QUARTER] = GRAIN_FISCAL_QUARTER,
        [UNIT_FISCAL_HALF] = GRAIN_HALF,
        [UNIT_FISCAL_YEAR] = GRAIN_FISCAL_YEAR,
        [UNIT_DECADE] = GRAIN_YEAR,
        [UNIT_CENTURY] = GRAIN_YEAR,
    };

    return grains[u];
}

static int64_t floor_div(int64_t x, int64_t y)
{
    return (x >= 0 ? x : x - (y - 1)) / y;
}

/* Units of months are counted from year 0, shifted by the fiscal start; the
 * day of month of a fiscal start is given back to every unit. */
static int64_t month_unit_start(const struct timex_env *env, enum unit u, int64_t day)
{
    bool fiscal = unit_is_fiscal(u) && env->fiscal_month > 0;
    int shift = fiscal ? env->fiscal_month - 1 : 0;
    int first = fiscal && env->fiscal_day > 1 ? env->fiscal_day : 1;
    struct civil d = civil_from_days(day);
    int64_t month = (int64_t)d.year * 12 + d.month - 1 - shift - (d.day < first);

    month = floor_div(month, unit_months(u)) * unit_months(u) + shift;
    return civil_days((int)floor_div(month, 12), (int)(month - floor_div(month, 12) * 12) + 1, 1) +
           first - 1;
}

int64_t unit_start(const struct timex_env *env, enum unit u, int64_t day)
{
    int week_start = env->week_start >= 1 && env->week_start <= 7 ? env->week_start : 1;

    if (unit_months(u))
        return month_unit_start(env, u, day);
    if (u == UNIT_WEEK || u == UNIT_FORTNIGHT)
        return day - (civil_weekday(day) - week_start + 7) % 7;
    if (u == UNIT_WORKWEEK)
        return day - civil_weekday(day) + 1;
    if (u == UNIT_WEEKEND)
        return day - civil_weekday(day) + 6;
    return day;
}

int64_t business_add(int64_t day, int n)
{
    int step = n < 0 ? -1 : 1;

    while (n != 0) {
        day += step;
        if (civil_weekday(day) <= 5)
            n -= step;
    }
    return day;
}

int64_t unit_add(const struct timex_env *env, enum unit u, int64_t start, int n)
{
    (void)env;
    if (unit_months(u))
        return civil_add_months(start, n * unit_months(u));
    if (u == UNIT_WEEK || u == UNIT_WORKWEEK || u == UNIT_WEEKEND)
        return start + 7 * (int64_t)n;
    if (u == UNIT_FORTNIGHT)
        return start + 14 * (int64_t)n;
    if (u == UNIT_BUSINESS_DAY)
        return business_add(start, n);
    return start + n;
}

static int64_t unit_length_end(const struct timex_env *env, enum unit u, int64_t start)
{
    if (u == UNIT_WEEKEND)
        return start + 2;
    if (u == UNIT_WORKWEEK)
        return start + 5;
    if (u == UNIT_BUSINESS_DAY)
        return start + 1;
    return unit_add(env, u, start, 1);
}

void period_seconds(struct node *out, int64_t from, int64_t to, enum unit u, int count)
{
    out->el = EL_PERIOD;
    out->unit = u;
    out->t = (struct time_span){ .from = from,
                                 .to = to,
                                 .has_from = true,
                                 .has_to = true,
                                 .grain = unit_grain(u),
                                 .fiscal = unit_is_fiscal(u),
                                 .has_time = u < UNIT_DAY,
                                 .count = count };
}

void period_days(struct node *out, int64_t from, int64_t to, enum unit u, int count)
{
    period_seconds(out, from * DAY_S, to * DAY_S, u, count);
}

/* The unit that holds `day`, moved by `n`. */
void period_unit(const struct chart *c, struct node *out, enum unit u, int64_t day, int n)
{
    int64_t start = unit_add(c->env, u, unit_start(c->env, u, day), n);

    period_days(out, start, unit_length_end(c->env, u, start), u, 1);
    out->t.is_calendar = true;
}
