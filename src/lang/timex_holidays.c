#include "lang/timex_holidays.h"

#include "base/civil.h"

enum rule { FIXED, NTH, BEFORE, AFTER_THANKS, EASTER, ORTHODOX };

static const struct {
    enum rule rule;
    int a, b, c;
} rows[] = {
#define X(name, rule, a, b, c) { rule, a, b, c },
    HOLIDAY_LIST(X)
#undef X
};

/* Easter Sunday by Butcher's rule (Meeus, Astronomical Algorithms, ch. 8). */
static int64_t easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int g = (8 * b + 13) / 25;
    int h = (19 * a + b - b / 4 - g + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;

    return civil_days(year, n / 31, n % 31 + 1);
}

/* Easter in the Julian calendar, as a Gregorian day. */
static int64_t orthodox_easter(int year)
{
    int d = (19 * (year % 19) + 15) % 30;
    int e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    int n = d + e + 114;

    return civil_days(year, n / 31, n % 31 + 1) + year / 100 - year / 400 - 2;
}

static int64_t nth_weekday(int year, int month, int weekday, int n)
{
    if (n > 0) {
        int64_t first = civil_days(year, month, 1);
        return first + (weekday - civil_weekday(first) + 7) % 7 + 7 * (n - 1);
    }
    int64_t last = civil_days(year, month, civil_days_in_month(year, month));
    return last - (civil_weekday(last) - weekday + 7) % 7 + 7 * (n + 1);
}

static int64_t weekday_before(int64_t day, int weekday)
{
    day--;
    return day - (civil_weekday(day) - weekday + 7) % 7;
}

bool holiday_in_year(enum holiday h, int year, int64_t *day)
{
    int a = rows[h].a, b = rows[h].b, c = rows[h].c;

    if (year < 1583 || year > 9998)
        return false;
    switch (rows[h].rule) {
    case FIXED:
        *day = civil_days(year, a, b);
        break;
    case NTH:
        *day = nth_weekday(year, a, b, c);
        break;
    case BEFORE:
        *day = weekday_before(civil_days(year, a, b), c);
        break;
    case AFTER_THANKS:
        *day = nth_weekday(year, 11, 4, 4) + a;
        break;
    case EASTER:
        *day = easter(year) + a;
        break;
    case ORTHODOX:
        *day = orthodox_easter(year) + a;
        break;
    }
    return true;
}
