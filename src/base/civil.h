/* civil.h - the proleptic Gregorian calendar in whole numbers.
 *
 * A date is days since 1970-01-01, an instant is seconds since
 * 1970-01-01T00:00:00, both on one wall clock; which zone that is, is a
 * setting and never guessed here.  Years 0001 to 9999.
 *
 * Layer:   base; no clock, no zone, no locale.
 * Source:  ISO 8601 for weeks (Monday first, week 1 holds the 4th of January).
 */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include "base/buf.h"

enum { DAY_S = 86400 };

struct civil {
    int year, month, day;     /* 1-12, 1-31 */
    int hour, minute, second; /* 0 when only a date is meant */
};

int64_t civil_days(int year, int month, int day);
struct civil civil_from_days(int64_t days);
int64_t civil_seconds(struct civil c);
struct civil civil_from_seconds(int64_t seconds);

int civil_days_in_month(int year, int month);

/* 1 = Monday ... 7 = Sunday. */
int civil_weekday(int64_t days);

/* Days of the same date `months` later; the day is clamped to the month. */
int64_t civil_add_months(int64_t days, int months);

/* ISO week-numbering: the year and week that `days` falls in. */
void civil_iso_week(int64_t days, int *year, int *week);
int64_t civil_of_iso_week(int year, int week); /* its Monday */

/* Strict: "2025-06-18"; false leaves *days alone. */
bool civil_parse_date(str s, int64_t *days);

/* "2025-06-18T10:00:00", with a space for the T, without seconds, with
 * fractions (dropped), with Z or +hh:mm (applied), or a bare date. */
bool civil_parse_instant(str s, int64_t *seconds);
bool civil_parse_time(str s, int64_t *second_of_day);

void civil_print_date(struct buf *out, int64_t days);       /* 2025-06-18 */
void civil_print_instant(struct buf *out, int64_t seconds); /* 2025-06-18T10:00:00 */

#endif
