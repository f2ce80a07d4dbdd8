#include "base/civil.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days from a March-based year: leap days fall at the end, so no table. */
int64_t civil_days(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

    return era * 146097 + doe - 719468;
}

struct civil civil_from_days(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);

    return (struct civil){
        .year = (int)(yoe + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(doy - (153 * mp + 2) / 5 + 1),
    };
}

int64_t civil_seconds(struct civil c)
{
    return civil_days(c.year, c.month, c.day) * DAY_S + c.hour * 3600 + c.minute * 60 + c.second;
}

struct civil civil_from_seconds(int64_t seconds)
{
    int64_t days = floor_div(seconds, DAY_S);
    int64_t rest = seconds - days * DAY_S;
    struct civil c = civil_from_days(days);

    c.hour = (int)(rest / 3600);
    c.minute = (int)(rest / 60 % 60);
    c.second = (int)(rest % 60);
    return c;
}

int civil_days_in_month(int year, int month)
{
    int y = month == 12 ? year + 1 : year, m = month == 12 ? 1 : month + 1;

    return (int)(civil_days(y, m, 1) - civil_days(year, month, 1));
}

int civil_weekday(int64_t days)
{
    return (int)(days + 3 - floor_div(days + 3, 7) * 7) + 1;
}

int64_t civil_add_months(int64_t days, int months)
{
    struct civil c = civil_from_days(days);
    int64_t m = (int64_t)c.year * 12 + c.month - 1 + months;
    int year = (int)floor_div(m, 12), month = (int)(m - floor_div(m, 12) * 12) + 1;
    int last = civil_days_in_month(year, month);

    return civil_days(year, month, c.day < last ? c.day : last);
}

int64_t civil_of_iso_week(int year, int week)
{
    int64_t jan4 = civil_days(year, 1, 4);

    return jan4 - (civil_weekday(jan4) - 1) + (int64_t)(week - 1) * 7;
}

void civil_iso_week(int64_t days, int *year, int *week)
{
    int64_t thursday = days - civil_weekday(days) + 4;
    int y = civil_from_days(thursday).year;

    *year = y;
    *week = (int)((thursday - civil_days(y, 1, 1)) / 7) + 1;
}

static bool digits(str s, size_t at, size_t n, int *out)
{
    int v = 0;

    if (at + n > s.n)
        return false;
    for (size_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *out = v;
    return true;
}

bool civil_parse_date(str s, int64_t *days)
{
    int y, m, d;

    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !digits(s, 0, 4, &y) ||
        !digits(s, 5, 2, &m) || !digits(s, 8, 2, &d))
        return false;
    if (y < 1 || m < 1 || m > 12 || d < 1 || d > civil_days_in_month(y, m))
        return false;
    *days = civil_days(y, m, d);
    return true;
}

/* Seconds to take away for "Z", "+02:00", "-0530"; false on anything else. */
static bool parse_offset(str s, int64_t *offset)
{
    int h, m;

    *offset = 0;
    if (s.n == 0 || str_eq(s, STR("Z")) || str_eq(s, STR("z")))
        return true;
    size_t minutes_at = s.n == 6 && s.p[3] == ':' ? 4 : 3;
    if ((s.p[0] != '+' && s.p[0] != '-') || s.n != minutes_at + 2 || !digits(s, 1, 2, &h) ||
        !digits(s, minutes_at, 2, &m) || h > 14 || m > 59)
        return false;
    *offset = (s.p[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
    return true;
}

/* The clock part; *used tells how much of `s` it took. */
static bool parse_clock(str s, int64_t *second_of_day, size_t *used)
{
    int h, m, sec = 0;
    size_t n = 5;

    if (!digits(s, 0, 2, &h) || s.n < 5 || s.p[2] != ':' || !digits(s, 3, 2, &m))
        return false;
    if (s.n > 5 && s.p[5] == ':') {
        if (!digits(s, 6, 2, &sec))
            return false;
        n = 8;
        if (s.n > 8 && s.p[8] == '.')
            for (n = 9; n < s.n && s.p[n] >= '0' && s.p[n] <= '9';)
                n++;
    }
    if (h > 23 || m > 59 || sec > 59)
        return false;
    *second_of_day = h * 3600 + m * 60 + sec;
    *used = n;
    return true;
}

bool civil_parse_instant(str s, int64_t *seconds)
{
    int64_t days, clock, offset;
    size_t used;

    if (!civil_parse_date(str_sub(s, 0, 10), &days))
        return false;
    if (s.n == 10) {
        *seconds = days * DAY_S;
        return true;
    }
    if (s.p[10] != 'T' && s.p[10] != 't' && s.p[10] != ' ')
        return false;
    str rest = str_sub(s, 11, s.n);
    if (!parse_clock(rest, &clock, &used) || !parse_offset(str_sub(rest, used, rest.n), &offset))
        return false;
    *seconds = days * DAY_S + clock - offset;
    return true;
}

bool civil_parse_time(str s, int64_t *second_of_day)
{
    size_t used;
    int64_t v;

    if (!parse_clock(s, &v, &used) || used != s.n)
        return false;
    *second_of_day = v;
    return true;
}

void civil_print_date(struct buf *out, int64_t days)
{
    struct civil c = civil_from_days(days);

    buf_fmt(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void civil_print_instant(struct buf *out, int64_t seconds)
{
    struct civil c = civil_from_seconds(seconds);

    buf_fmt(out, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
            c.second);
}
