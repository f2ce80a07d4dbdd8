/* test_civil.c - the calendar against itself, day by day over 800 years, and
 * against dates that are known. */
#include "base/civil.h"
#include "t.h"

static const struct {
    const char *text;
    bool ok;
    int64_t seconds;
} instants[] = {
    { "1970-01-01", true, 0 },
    { "1970-01-02T00:00:01Z", true, 86401 },
    { "2025-06-18T10:00", true, 1750240800 },
    { "2025-06-18T14:17Z", true, 1750256220 },
    { "2025-06-18 10:00:00.123", true, 1750240800 },
    { "2025-06-18T12:00:00+02:00", true, 1750240800 },
    { "2025-02-29", false, 0 },
    { "2024-02-29", true, 1709164800 },
    { "2025-6-18", false, 0 },
    { "2025-06-18T25:00", false, 0 },
    { "", false, 0 },
};

int main(void)
{
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        int64_t got = 0;
        bool ok = civil_parse_instant(str_c(instants[i].text), &got);
        CHECK(ok == instants[i].ok && got == instants[i].seconds, "%s: %lld", instants[i].text,
              (long long)got);
    }
    int weekday = civil_weekday(civil_days(1600, 1, 1));
    CHECK(weekday == 6, "1 Jan 1600 was a Saturday, got %d", weekday);
    for (int64_t d = civil_days(1600, 1, 1); d < civil_days(2400, 1, 1); d++) {
        struct civil c = civil_from_days(d);
        int year, week;
        civil_iso_week(d, &year, &week);
        if (civil_days(c.year, c.month, c.day) != d || civil_weekday(d) != weekday ||
            civil_of_iso_week(year, week) != d - (weekday - 1))
            CHECK(0, "day %lld", (long long)d);
        weekday = weekday % 7 + 1;
    }
    CHECK(civil_add_months(civil_days(2024, 1, 31), 1) == civil_days(2024, 2, 29), "clamped");
    CHECK(civil_add_months(civil_days(2024, 1, 31), -2) == civil_days(2023, 11, 30), "back");
    return T_DONE();
}
