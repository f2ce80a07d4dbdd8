/* timex_make.h - the makers that the rules name, by file. */
#ifndef LANG_TIMEX_MAKE_H
#define LANG_TIMEX_MAKE_H

#include "lang/timex_parse.h"

/* "the past year" of somebody who looks at records: twelve months to today. */
bool make_rolling_unit(const struct chart *c, enum unit u, struct node *out);

/* The rule's first element of this class; NULL when there is none. */
const struct node *made_of(const struct node *const *m, enum el el);
const struct node *made_of_nth(const struct node *const *m, enum el el, int nth);

/* Its unit, fiscal when a word says so; its -1, 0 or 1; its ordinal or number. */
enum unit made_unit(const struct node *const *m);
int made_mod(const struct node *const *m);
const struct node *made_ordinal(const struct node *const *m);

/* Makes `out` that day. */
bool made_day(const struct chart *c, int64_t day, struct node *out);

/* clang-format off */
/* timex_make.c: names of periods */
make_fn make_month, make_month_day, make_month_year, make_weekday, make_weekday_day,
    make_weekday_date, make_day_of_month, make_year, make_year_words, make_year_of_era,
    make_decade, make_fiscal_year, make_ordinal_unit, make_quarter, make_half, make_week_number,
    make_holiday, make_season, make_today, make_now, make_ymd, make_mdy, make_dmy_or_mdy,
    make_month_number_year, make_day_month_shaky, make_part_year2, make_copy, make_part_inside, make_decade_word, make_century, make_dym, make_fiscal_years,
 make_quarter_before,
    make_inside_part, make_fiscal_part;
/* timex_make_moved.c, timex_make_inside.c: counted from now, placed in another period */
make_fn make_mod_unit, make_mod_mod_unit, make_mod_weekday, make_past_weekday, make_mod_part,
    make_nth_of, make_last_of, make_nth_weekday_of, make_last_weekday_of, make_nth_last_of,
    make_edge, make_edge_of_unit, make_edge_unit, make_unit_to_date, make_to_date, make_rest_of,
    make_unit_of_day, make_weekdays_from_now, make_part_shifted, make_set, make_the_day_beside,
    make_weekend_of, make_until_today, make_last_of_word, make_unit_last_year, make_mod2_unit, make_mod_word, make_fiscal_unit, make_the_weekend, make_beside, make_week_range, make_the_unit, make_less_than_ago, make_weekday_in_weeks, make_weekday_after_next, make_past_unit, make_day_of_period, make_day_of_unit, make_workdays_of, make_ending, make_edge_unit_of;
/* timex_make_duration.c */
make_fn make_duration, make_duration_half, make_duration_sum, make_rolling, make_ago,
    make_in_duration, make_within, make_from_period, make_starting, make_rolling_count, make_rolling_word, make_older_than, make_ago_today;
/* timex_make_range.c */
make_fn make_range, make_days_then_month, make_month_days, make_month_days_year, make_since, make_until,
    make_more_than_before, make_on_or_after, make_before_or_after;
/* timex_make_time.c */
make_fn make_time, make_noon, make_time_copy, make_daypart, make_time_range, make_day_time,
    make_part_time_inside, make_day_hour, make_day_hours, make_mod_daypart, make_edge_mod_daypart,
    make_day_open_time, make_daypart_time, make_past_hour, make_tonight;
/* clang-format on */

#endif
