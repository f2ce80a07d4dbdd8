#include "exec/bucket.h"

static int64_t day_of(struct value date)
{
    int64_t s = date.i;

    if (date.kind == VALUE_DATE)
        return s;
    return s / DAY_S - (s % DAY_S < 0);
}

static int64_t fiscal_year(int64_t day, int month, int first)
{
    int year = civil_from_days(day).year;
    int last = civil_days_in_month(year, month);
    int64_t start = civil_days(year, month, first < last ? first : last);

    if (start <= day)
        return start;
    last = civil_days_in_month(year - 1, month);
    return civil_days(year - 1, month, first < last ? first : last);
}

static int64_t fiscal_quarter(int64_t day, int month, int first)
{
    int64_t start = fiscal_year(day, month, first), quarter = start;

    for (int i = 1; i < 4; i++) {
        int64_t next = civil_add_months(start, 3 * i);
        if (next <= day)
            quarter = next;
    }
    return quarter;
}

/* The first day of the run of `n` months that holds the date. */
static int64_t months(struct civil c, int n)
{
    return civil_days(c.year, (c.month - 1) / n * n + 1, 1);
}

struct value bucket_of(enum grain g, int fiscal_month, int fiscal_day, struct value date)
{
    if (date.kind != VALUE_DATE && date.kind != VALUE_INSTANT)
        return VALUE_NONE;
    int64_t day = day_of(date);
    struct civil c = civil_from_days(day);

    switch (g) {
    case GRAIN_DAY:
        return value_date(day);
    case GRAIN_WEEK:
        return value_date(day - (civil_weekday(day) - 1));
    case GRAIN_MONTH:
        return value_date(months(c, 1));
    case GRAIN_QUARTER:
        return value_date(months(c, 3));
    case GRAIN_HALF:
        return value_date(months(c, 6));
    case GRAIN_YEAR:
        return value_date(months(c, 12));
    case GRAIN_FISCAL_QUARTER:
        return value_date(fiscal_quarter(day, fiscal_month, fiscal_day));
    case GRAIN_FISCAL_YEAR:
        return value_date(fiscal_year(day, fiscal_month, fiscal_day));
    case GRAIN_WEEKDAY:
        return value_int(civil_weekday(day));
    case GRAIN_MONTH_OF_YEAR:
        return value_int(c.month);
    case GRAIN_NUM:
        break;
    }
    return VALUE_NONE;
}

bool bucket_is_span(enum grain g)
{
    return g != GRAIN_WEEKDAY && g != GRAIN_MONTH_OF_YEAR;
}

int64_t bucket_after(enum grain g, int64_t day, int n)
{
    static const int in_months[GRAIN_NUM] = {
        [GRAIN_MONTH] = 1, [GRAIN_QUARTER] = 3,        [GRAIN_HALF] = 6,
        [GRAIN_YEAR] = 12, [GRAIN_FISCAL_QUARTER] = 3, [GRAIN_FISCAL_YEAR] = 12,
    };

    if (in_months[g])
        return civil_add_months(day, in_months[g] * n);
    return day + (int64_t)n * (g == GRAIN_WEEK ? 7 : 1);
}
