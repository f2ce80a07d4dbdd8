/* The grammar.  Each row is a run of elements and what they mean together;
 * rows are grouped by their first element.  One grammar serves all languages:
 * their words fall into the same classes. */
#include "lang/timex_make.h"

#define OPT(e) ((e) | EL_OPT)
#define GLUED(e) ((e) | EL_GLUED)
#define RULES(a)                                                                                   \
    {                                                                                              \
        a, sizeof(a) / sizeof *(a)                                                                 \
    }

/* clang-format off */
static const struct rule unit[] = {
    { { EL_UNIT, EL_TO_DATE }, make_unit_to_date },
    { { EL_UNIT, OPT(EL_OF), EL_YEAR4 }, make_fiscal_year },
    { { EL_UNIT, EL_OF, EL_YEAR4 }, make_decade },
    { { EL_UNIT, EL_NUM }, make_week_number },
    { { EL_UNIT, EL_NUM, EL_TO, EL_NUM, OPT(EL_OF), OPT(EL_P_YEAR) }, make_week_range },
    { { EL_UNIT, EL_NUM, EL_DASH, EL_NUM, OPT(EL_OF), OPT(EL_P_YEAR) }, make_week_range },
    { { EL_UNIT, EL_STARTING, EL_P_DAY }, make_unit_of_day },
    { { EL_UNIT, EL_ENDING, EL_P_DAY }, make_ending },
    { { EL_UNIT, EL_OF, EL_PERIOD }, make_unit_of_day },
    { { EL_UNIT, EL_OF, EL_PERIOD }, make_weekend_of },
    { { EL_UNIT, EL_NUM, OPT(EL_OF), EL_P_YEAR }, make_nth_of },
    { { EL_UNIT, EL_NUM, EL_OF, EL_P_MONTH }, make_nth_of },
    { { EL_UNIT, EL_BEFORE, EL_MOD }, make_mod_mod_unit },
    { { EL_UNIT, EL_MOD }, make_mod_unit },
    { { EL_UNIT, OPT(EL_OF), EL_P_WEEK }, make_workdays_of },
    { { EL_UNIT, EL_YEAR4 }, make_fiscal_year },
    { { EL_UNIT, EL_BEFORE }, make_the_day_beside },
    { { EL_UNIT, OPT(EL_A), EL_UNIT }, make_duration_half },
    { { EL_UNIT, EL_TIME_PAST, EL_M12 }, make_past_hour },
    { { EL_UNIT, EL_TIME_PAST, EL_TIME }, make_past_hour },
};
static const struct rule month[] = {
    { { EL_MONTH }, make_month },
    { { EL_MONTH, OPT(EL_THE), EL_O31 }, make_month_day },
    { { EL_MONTH, EL_SLASH, EL_D31 }, make_month_day },
    { { EL_MONTH, EL_DASH, EL_O31 }, make_month_day },
    { { EL_MONTH, OPT(EL_COMMA), EL_YEAR4 }, make_month_year },
    { { EL_MONTH, EL_DASH, EL_YEAR4 }, make_month_year },
    { { EL_MONTH, EL_QUOTE, EL_YEAR2 }, make_month_year },
    { { EL_MONTH, OPT(EL_DASH), EL_D31, OPT(EL_DASH), EL_YEAR4 }, make_mdy },
    { { EL_MONTH, EL_DASH, EL_YEAR4, EL_DASH, EL_D31 }, make_ymd },
};
static const struct rule weekday[] = {
    { { EL_WEEKDAY }, make_weekday },
    { { EL_WEEKDAY, OPT(EL_COMMA), OPT(EL_THE), EL_O31 }, make_weekday_day },
    { { EL_WEEKDAY, OPT(EL_COMMA), EL_P_DAY }, make_weekday_date },
    { { EL_WEEKDAY, EL_BEFORE, EL_MOD }, make_weekday_after_next },
    { { EL_WEEKDAY, EL_MOD }, make_mod_weekday },
    { { EL_WEEKDAY, EL_FORTNIGHT }, make_weekday_in_weeks },
    { { EL_WEEKDAY, OPT(EL_COMMA), EL_THE, EL_P_DAY }, make_weekday_date },
};
static const struct rule mod[] = {
    { { EL_MOD, OPT(EL_FISCAL), EL_UNIT }, make_mod_unit },
    { { EL_MOD, EL_MOD, EL_UNIT }, make_mod_mod_unit },
    { { EL_MOD, EL_WEEKDAY }, make_mod_weekday },
    { { EL_MOD, EL_P_PART }, make_mod_part },
    { { EL_MOD, EL_DURATION }, make_rolling },
    { { EL_MOD, EL_UNIT, EL_OF, EL_PERIOD }, make_last_of },
    { { EL_MOD, EL_NUM, EL_UNIT, EL_OF, EL_PERIOD }, make_last_of },
    { { EL_MOD, EL_WEEKDAY, EL_OF, EL_PERIOD }, make_last_weekday_of },
    { { EL_MOD, EL_WEEKDAY, EL_IN, EL_PERIOD }, make_last_weekday_of },
    { { EL_MOD, EL_WEEKDAY, EL_P_DAY }, make_weekday_date },
    { { EL_MOD, EL_PAST, EL_WEEKDAY }, make_past_weekday },
    { { EL_MOD, EL_PAST, EL_UNIT }, make_past_unit },
    { { EL_MOD, EL_TIME }, make_mod_daypart },
    { { EL_MOD, EL_FISCAL_UNIT }, make_fiscal_unit },
    { { EL_MOD, EL_NUM, EL_UNIT, OPT(EL_OF), EL_P_YEAR }, make_last_of },
    { { EL_MOD, EL_UNIT, EL_IN, EL_PERIOD }, make_last_of },
    { { EL_MOD, EL_UNIT, EL_MOD, EL_UNIT }, make_unit_last_year },
};
static const struct rule past[] = {
    { { EL_PAST, OPT(EL_FISCAL), EL_UNIT }, make_mod_unit },
    { { EL_PAST, EL_DURATION }, make_rolling },
    { { EL_PAST, EL_WEEKDAY }, make_past_weekday },
    { { EL_PAST, EL_P_PART }, make_mod_part },
};
static const struct rule the[] = {
    { { EL_THE, EL_PERIOD }, make_copy },
    { { EL_THE, EL_TIME }, make_time_copy },
    { { EL_THE, EL_UNIT }, make_the_weekend },
    { { EL_THE, EL_UNIT }, make_the_unit },
    { { EL_THE, EL_UNIT, EL_BEFORE, EL_PERIOD }, make_beside },
    { { EL_THE, EL_ORD }, make_day_of_month },
};
static const struct rule on[] = {
    { { EL_ON, EL_PERIOD }, make_copy },
    { { EL_ON, EL_THE, EL_ORD }, make_day_of_month },
    { { EL_ON, EL_O31 }, make_day_of_month },
    { { EL_ON, EL_UNIT }, make_the_weekend },
};
static const struct rule in[] = {
    { { EL_IN, EL_PERIOD }, make_copy },
    { { EL_IN, EL_TIME }, make_time_copy },
    { { EL_IN, EL_UNIT }, make_the_weekend },
    { { EL_IN, OPT(EL_ABOUT), EL_DURATION }, make_in_duration },
};
static const struct rule a[] = {
    { { EL_A, EL_UNIT }, make_duration },
    { { EL_A, EL_UNIT, EL_UNIT }, make_duration_half },
    { { EL_A, EL_UNIT, EL_TIME_PAST, EL_M12 }, make_past_hour },
    { { EL_A, EL_UNIT, EL_TIME_PAST, EL_TIME }, make_past_hour },
    { { EL_A, EL_COUPLE, OPT(EL_OF), EL_UNIT }, make_duration },
};
static const struct rule num[] = {
    { { EL_NUM, EL_UNIT }, make_duration },
    { { EL_NUM, EL_NUM }, make_year_words },
    { { EL_NUM, EL_AND, EL_A, EL_UNIT, EL_UNIT }, make_duration_half },
    { { EL_NUM, OPT(EL_UNIT), EL_TIME_PAST, EL_M12 }, make_past_hour },
    { { EL_NUM, OPT(EL_UNIT), EL_TIME_PAST, EL_TIME }, make_past_hour },
    { { EL_NUM, EL_WEEKDAYS, EL_AGO }, make_weekdays_from_now },
    { { EL_NUM, EL_MOD, EL_UNIT }, make_rolling_count },
    { { EL_NUM, EL_PAST, EL_UNIT }, make_rolling_count },
    { { EL_NUM, EL_UNIT, EL_MOD }, make_rolling_count },
};
static const struct rule ord[] = {
    { { EL_ORD, EL_UNIT }, make_ordinal_unit },
    { { EL_ORD, EL_UNIT }, make_century },
    { { EL_ORD, EL_FISCAL, EL_UNIT }, make_ordinal_unit },
    { { EL_ORD, EL_UNIT, OPT(EL_OF), EL_PERIOD }, make_nth_of },
    { { EL_ORD, EL_WEEKDAY, EL_PERIOD }, make_nth_weekday_of },
    { { EL_ORD, EL_NUM, EL_UNIT, EL_IN, EL_PERIOD }, make_nth_of },
    { { EL_ORD, EL_TO, EL_P_DAY }, make_days_then_month },
    { { EL_ORD, EL_UNIT, EL_IN, EL_PERIOD }, make_nth_of },
    { { EL_ORD, EL_NUM, EL_UNIT, EL_OF, EL_PERIOD }, make_nth_of },
    { { EL_ORD, EL_WEEKDAY, EL_OF, EL_PERIOD }, make_nth_weekday_of },
    { { EL_ORD, EL_WEEKDAY, EL_IN, EL_PERIOD }, make_nth_weekday_of },
    { { EL_ORD, EL_MOD, EL_UNIT, EL_OF, EL_PERIOD }, make_nth_last_of },
};
static const struct rule o31[] = {
    { { EL_O31, OPT(EL_UNIT), OPT(EL_OF), OPT(EL_THE), EL_P_MONTH }, make_day_of_period },
    { { EL_O31, OPT(EL_OF), EL_MONTH }, make_month_day },
    { { EL_O31, EL_DASH, EL_MONTH }, make_month_day },
    { { EL_O31, EL_TO, OPT(EL_THE), EL_P_DAY }, make_days_then_month },
    { { EL_O31, EL_DASH, EL_P_DAY }, make_days_then_month },
    { { EL_ORD, EL_UNIT, EL_OF, EL_THE, EL_UNIT }, make_day_of_unit },
};
static const struct rule d31[] = {
    { { EL_D31, GLUED(EL_COLON), GLUED(EL_NUM), OPT(EL_AMPM) }, make_time },
    { { EL_D31, GLUED(EL_COLON), GLUED(EL_NUM), EL_COLON, GLUED(EL_NUM), OPT(EL_AMPM) }, make_time },
    { { EL_D31, GLUED(EL_DOT), GLUED(EL_NUM), OPT(EL_AMPM) }, make_time },
    { { EL_D31, GLUED(EL_TIME_H), GLUED(EL_NUM) }, make_time },
    { { EL_D31, GLUED(EL_TIME_H) }, make_time },
    { { EL_D31, EL_CLOCK }, make_time },
    { { EL_D31, EL_CLOCK, EL_AMPM }, make_time },
    { { EL_D31, GLUED(EL_SLASH), EL_D31, EL_SLASH, EL_YEAR4 }, make_dmy_or_mdy },
    { { EL_D31, GLUED(EL_SLASH), EL_D31, EL_SLASH, EL_YEAR2 }, make_dmy_or_mdy },
    { { EL_D31, GLUED(EL_DASH), EL_D31, GLUED(EL_DASH), EL_YEAR4 }, make_dmy_or_mdy },
    { { EL_D31, GLUED(EL_DASH), EL_D31, GLUED(EL_DASH), GLUED(EL_YEAR2) }, make_dmy_or_mdy },
    { { EL_D31, GLUED(EL_DOT), GLUED(EL_D31), GLUED(EL_DOT), GLUED(EL_YEAR4) }, make_dmy_or_mdy },
    { { EL_D31, GLUED(EL_DOT), GLUED(EL_D31), GLUED(EL_DOT), GLUED(EL_YEAR2) }, make_dmy_or_mdy },
    { { EL_D31, GLUED(EL_SLASH), GLUED(EL_D31) }, make_day_month_shaky },
    { { EL_D31, GLUED(EL_DOT), GLUED(EL_D31), GLUED(EL_DOT) }, make_day_month_shaky },
    { { EL_D31, EL_OF, EL_D31, EL_OF, EL_YEAR4 }, make_dmy_or_mdy },
    { { EL_D31, EL_DASH, EL_YEAR4, EL_DASH, EL_MONTH }, make_dym },
    { { EL_D31, EL_CLOCK, EL_NUM }, make_time },
    { { EL_D31, GLUED(EL_DASH), GLUED(EL_D31) }, make_day_month_shaky },
    { { EL_D31, GLUED(EL_DOT), GLUED(EL_D31) }, make_day_month_shaky },
    { { EL_D31, EL_SLASH, EL_MONTH, EL_SLASH, EL_YEAR4 }, make_mdy },
    { { EL_D31, EL_DASH, EL_MONTH, EL_DASH, EL_YEAR4 }, make_mdy },
    { { EL_D31, EL_DASH, EL_MONTH, EL_DASH, EL_YEAR2 }, make_mdy },
    { { EL_D31, EL_SLASH, EL_MONTH, EL_SLASH, EL_YEAR2 }, make_mdy },
};
static const struct rule m12[] = {
    { { EL_M12, OPT(EL_DOT), EL_AMPM }, make_time },
    { { EL_M12, GLUED(EL_Q) }, make_quarter_before },
    { { EL_M12, GLUED(EL_H) }, make_quarter_before },
    { { EL_M12, EL_NUM, EL_AMPM }, make_time },
    { { EL_M12, EL_DASH, EL_TIME }, make_time_range },
    { { EL_M12, EL_TO, EL_TIME }, make_time_range },
    { { EL_M12, EL_DASH, EL_M12, EL_P_DAY }, make_day_hours },
    { { EL_M12, GLUED(EL_SLASH), GLUED(EL_YEAR4) }, make_month_number_year },
    { { EL_M12, GLUED(EL_DASH), GLUED(EL_YEAR4) }, make_month_number_year },
};
static const struct rule year4[] = {
    { { EL_YEAR4 }, make_year },
    { { EL_YEAR4, GLUED(EL_DASH), GLUED(EL_D31), GLUED(EL_DASH), GLUED(EL_D31) }, make_ymd },
    { { EL_YEAR4, GLUED(EL_SLASH), GLUED(EL_D31), GLUED(EL_SLASH), GLUED(EL_D31) }, make_ymd },
    { { EL_YEAR4, GLUED(EL_DASH), GLUED(EL_M12) }, make_month_number_year },
    { { EL_YEAR4, GLUED(EL_SLASH), GLUED(EL_M12) }, make_month_number_year },
    { { EL_YEAR4, EL_SLASH, EL_MONTH, EL_SLASH, EL_D31 }, make_ymd },
    { { EL_YEAR4, EL_DASH, EL_MONTH, EL_DASH, EL_D31 }, make_ymd },
    { { EL_YEAR4, EL_ERA }, make_year_of_era },
    { { EL_YEAR4, GLUED(EL_DOT), GLUED(EL_D31), GLUED(EL_DOT), GLUED(EL_D31) }, make_ymd },
    { { EL_YEAR4, EL_DECADE_S }, make_decade },
};
static const struct rule year2[] = {
    { { EL_YEAR2, EL_DECADE_S }, make_decade },
};
static const struct rule q[] = {
    { { EL_Q, OPT(EL_DASH), EL_D31 }, make_quarter },
};
static const struct rule h[] = {
    { { EL_H, GLUED(EL_D31) }, make_half },
};
static const struct rule w[] = {
    { { EL_W, OPT(EL_NUM_SIGN), EL_NUM }, make_week_number },
    { { EL_W, EL_NUM, EL_DASH, EL_NUM, OPT(EL_OF), OPT(EL_P_YEAR) }, make_week_range },
    { { EL_W, EL_NUM, EL_TO, EL_NUM, OPT(EL_OF), OPT(EL_P_YEAR) }, make_week_range },
};
static const struct rule fy[] = {
    { { EL_FY, OPT(EL_QUOTE), EL_YEAR4 }, make_fiscal_year },
    { { EL_FY, EL_YEAR4, EL_DASH, EL_YEAR2 }, make_fiscal_years },
    { { EL_FY, EL_YEAR4, EL_SLASH, EL_YEAR2 }, make_fiscal_years },
    { { EL_FY, EL_YEAR2, EL_SLASH, EL_YEAR2 }, make_fiscal_years },
    { { EL_FY, OPT(EL_QUOTE), EL_YEAR2 }, make_fiscal_year },
};
static const struct rule fiscal[] = {
    { { EL_FISCAL, EL_UNIT, OPT(EL_OF), EL_YEAR4 }, make_fiscal_year },
    { { EL_FISCAL, EL_UNIT, EL_YEAR2 }, make_fiscal_year },
    { { EL_FISCAL, EL_YEAR4 }, make_fiscal_year },
    { { EL_FISCAL, EL_P_PART }, make_fiscal_part },
    { { EL_FISCAL, EL_UNIT, EL_TO_DATE }, make_unit_to_date },
};
static const struct rule calendar[] = {
    { { EL_CALENDAR, EL_PERIOD }, make_copy },
};
static const struct rule edge[] = {
    { { EL_EDGE, EL_DAYPART }, make_daypart },
    { { EL_EDGE, EL_MOD, EL_DAYPART }, make_edge_mod_daypart },
    { { EL_EDGE, OPT(EL_OF), EL_PERIOD }, make_edge },
    { { EL_EDGE, EL_DASH, EL_PERIOD }, make_edge },
    { { EL_EDGE, OPT(EL_OF), OPT(EL_THE), EL_UNIT }, make_edge_of_unit },
    { { EL_EDGE, EL_UNIT, EL_PERIOD }, make_edge },
};
static const struct rule rolling[] = {
    { { EL_ROLLING, EL_DURATION }, make_rolling },
};
static const struct rule from[] = {
    { { EL_FROM, EL_PERIOD }, make_copy },
    { { EL_FROM, EL_PERIOD, EL_ONWARD }, make_on_or_after },
    { { EL_FROM, EL_TIME, EL_TO, EL_TIME }, make_time_range },
    { { EL_FROM, EL_TIME, EL_UNTIL, EL_TIME }, make_time_range },
    { { EL_FROM, EL_TIME, EL_DASH, EL_TIME }, make_time_range },
    { { EL_FROM, EL_M12, EL_TO, EL_TIME }, make_time_range },
    { { EL_FROM, EL_M12, EL_DASH, EL_TIME }, make_time_range },
    { { EL_FROM, EL_TIME, EL_TO, EL_M12 }, make_time_range },
    { { EL_FROM, EL_TIME, EL_DASH, EL_M12 }, make_time_range },
    { { EL_FROM, EL_TIME }, make_time_copy },
    { { EL_FROM, EL_PERIOD, EL_TO, EL_PERIOD }, make_range },
    { { EL_FROM, EL_PERIOD, EL_UNTIL, EL_PERIOD }, make_range },
    { { EL_FROM, EL_PERIOD, EL_DASH, EL_PERIOD }, make_range },
    { { EL_FROM, OPT(EL_THE), EL_O31, EL_TO, OPT(EL_THE), EL_P_DAY }, make_days_then_month },
    { { EL_FROM, OPT(EL_THE), EL_O31, EL_DASH, OPT(EL_THE), EL_P_DAY }, make_days_then_month },
    { { EL_FROM, EL_P_DAY, EL_FOR, EL_DURATION }, make_starting },
};
static const struct rule between[] = {
    { { EL_BETWEEN, EL_P_PART, EL_AND, OPT(EL_THE), EL_O31 }, make_month_days },
    { { EL_BETWEEN, EL_P_PART, EL_AND, OPT(EL_THE), EL_O31, OPT(EL_COMMA), EL_P_YEAR }, make_month_days_year },
    { { EL_BETWEEN, EL_TIME, EL_AND, EL_TIME }, make_time_range },
    { { EL_BETWEEN, EL_TIME, EL_DASH, EL_TIME }, make_time_range },
    { { EL_BETWEEN, EL_M12, EL_AND, EL_TIME }, make_time_range },
    { { EL_BETWEEN, EL_M12, EL_DASH, EL_TIME }, make_time_range },
    { { EL_BETWEEN, EL_M12, EL_AND, EL_TIME, OPT(EL_ON), EL_P_DAY }, make_day_hours },
    { { EL_BETWEEN, EL_M12, EL_AND, EL_M12, EL_ON, EL_P_DAY }, make_day_hours },
    { { EL_BETWEEN, EL_PERIOD, EL_AND, EL_PERIOD }, make_range },
    { { EL_BETWEEN, EL_PERIOD, EL_TO, EL_PERIOD }, make_range },
    { { EL_BETWEEN, EL_PERIOD, EL_DASH, EL_PERIOD }, make_range },
    { { EL_BETWEEN, OPT(EL_THE), EL_O31, EL_AND, OPT(EL_THE), EL_P_DAY }, make_days_then_month },
};
static const struct rule since[] = {
    { { EL_SINCE, EL_TIME, OPT(EL_ON), EL_P_DAY }, make_day_open_time },
    { { EL_SINCE, EL_PERIOD, EL_TO, EL_PERIOD }, make_range },
    { { EL_SINCE, EL_PERIOD, EL_UNTIL, EL_PERIOD }, make_range },
    { { EL_SINCE, EL_PERIOD }, make_since },
    { { EL_SINCE, EL_DURATION }, make_older_than },
};
static const struct rule until[] = {
    { { EL_UNTIL, EL_TIME, OPT(EL_ON), EL_P_DAY }, make_day_open_time },
    { { EL_UNTIL, EL_PERIOD }, make_until },
    { { EL_UNTIL, EL_DURATION }, make_older_than },
};
static const struct rule before[] = {
    { { EL_BEFORE, EL_TIME, OPT(EL_ON), EL_P_DAY }, make_day_open_time },
    { { EL_BEFORE, EL_PERIOD }, make_before_or_after },
};
static const struct rule for_[] = {
    { { EL_FOR, EL_DURATION, OPT(EL_COMMA), EL_FROM, EL_P_DAY }, make_starting },
};
static const struct rule within[] = {
    { { EL_WITHIN, EL_DURATION }, make_within },
};
static const struct rule duration[] = {
    { { EL_DURATION, OPT(EL_AND), EL_DURATION }, make_duration_sum },
    { { EL_DURATION, EL_ENDING, EL_P_DAY }, make_ending },
    { { EL_DURATION, EL_AGO }, make_ago },
    { { EL_DURATION, EL_AGO, EL_TODAY }, make_ago_today },
    { { EL_DURATION, EL_LATER }, make_ago },
    { { EL_DURATION, EL_BEFORE, EL_P_DAY }, make_from_period },
    { { EL_DURATION, EL_AWAY, EL_P_DAY }, make_from_period },
    { { EL_DURATION, EL_STARTING, EL_P_DAY }, make_starting },
    { { EL_DURATION, EL_ROLLING }, make_rolling },
};
static const struct rule than[] = {
    { { EL_THAN, EL_DURATION, EL_BEFORE, EL_P_DAY }, make_more_than_before },
    { { EL_THAN, EL_DURATION, EL_AGO }, make_more_than_before },
};
static const struct rule rest[] = {
    { { EL_REST, OPT(EL_OF), EL_PERIOD }, make_rest_of },
    { { EL_REST, OPT(EL_OF), OPT(EL_THE), EL_UNIT }, make_rest_of },
};
static const struct rule later_in[] = {
    { { EL_LATER_IN, OPT(EL_IN), EL_PERIOD }, make_rest_of },
};
static const struct rule every[] = {
    { { EL_EVERY, EL_PERIOD }, make_set },
    { { EL_EVERY, EL_UNIT }, make_set },
    { { EL_EVERY, EL_WEEKDAY }, make_set },
};
static const struct rule period[] = {
    { { EL_PERIOD, EL_TO, EL_PERIOD }, make_range },
    { { EL_PERIOD, EL_DASH, EL_PERIOD }, make_range },
    { { EL_PERIOD, EL_UNTIL, EL_PERIOD }, make_range },
    { { EL_PERIOD, EL_TO_DATE }, make_to_date },
    { { EL_PERIOD, EL_ONWARD }, make_on_or_after },
};
static const struct rule p_part[] = {
    { { EL_P_PART, EL_TIME, EL_P_WEEK }, make_part_time_inside },
    { { EL_P_PART, EL_TIME, EL_P_YEAR }, make_part_time_inside },
    { { EL_P_PART, OPT(EL_COMMA), EL_P_YEAR }, make_part_inside },
    { { EL_P_PART, EL_OF, EL_PERIOD }, make_part_inside },
    { { EL_P_PART, EL_IN, EL_PERIOD }, make_part_inside },
    { { EL_P_PART, EL_DASH, EL_P_YEAR }, make_part_inside },
    { { EL_P_PART, EL_SLASH, EL_P_YEAR }, make_part_inside },
    { { EL_P_PART, OPT(EL_OF), EL_P_WEEK }, make_part_inside },
    { { EL_P_PART, EL_P_MONTH }, make_part_inside },
    { { EL_P_PART, OPT(EL_OF), EL_YEAR2 }, make_part_year2 },
    { { EL_P_PART, EL_QUOTE, EL_YEAR2 }, make_part_year2 },
    { { EL_P_PART, EL_TO, OPT(EL_THE), EL_O31 }, make_month_days },
    { { EL_P_PART, EL_DASH, EL_O31 }, make_month_days },
    { { EL_P_PART, EL_TO, EL_O31, OPT(EL_COMMA), EL_P_YEAR }, make_month_days_year },
    { { EL_P_PART, EL_DASH, EL_O31, OPT(EL_COMMA), EL_P_YEAR }, make_month_days_year },
    { { EL_P_PART, EL_IN, EL_DURATION }, make_part_shifted },
    { { EL_P_PART, EL_MOD }, make_mod_part },
    { { EL_P_PART, EL_DURATION, EL_AGO }, make_part_shifted },
};
static const struct rule p_year[] = {
    { { EL_P_YEAR, OPT(EL_POSSESSIVE), EL_P_PART }, make_inside_part },
    { { EL_P_YEAR, EL_DASH, EL_P_PART }, make_inside_part },
};
static const struct rule p_week[] = {
    { { EL_P_WEEK, OPT(EL_POSSESSIVE), EL_P_PART }, make_inside_part },
    { { EL_P_WEEK, EL_ON, EL_P_PART }, make_inside_part },
    { { EL_P_WEEK, EL_DASH, EL_P_PART }, make_inside_part },
};
static const struct rule p_day[] = {
    { { EL_P_DAY, OPT(EL_COMMA), EL_TIME }, make_day_time },
    { { EL_P_DAY, EL_ON, EL_TIME }, make_day_time },
    { { EL_P_DAY, GLUED(EL_TIME_T), GLUED(EL_TIME) }, make_day_time },
    { { EL_P_DAY, EL_IN, EL_TIME }, make_day_time },
    { { EL_P_DAY, EL_DASH, EL_TIME }, make_day_time },
    { { EL_P_DAY, EL_AT, EL_M12 }, make_day_hour },
    { { EL_P_DAY, OPT(EL_FROM), EL_M12, EL_DASH, EL_M12 }, make_day_hours },
    { { EL_P_DAY, EL_FROM, EL_M12, EL_TO, EL_M12 }, make_day_hours },
    { { EL_P_DAY, EL_BETWEEN, EL_M12, EL_AND, EL_M12 }, make_day_hours },
    { { EL_P_DAY, EL_BETWEEN, EL_M12, EL_AND, EL_TIME }, make_day_hours },
    { { EL_P_DAY, EL_SINCE, EL_TIME }, make_day_open_time },
    { { EL_P_DAY, EL_UNTIL, EL_TIME }, make_day_open_time },
    { { EL_P_DAY, EL_BEFORE, EL_TIME }, make_day_open_time },
    { { EL_P_DAY, EL_UNIT }, make_weekend_of },
    { { EL_P_DAY, EL_FOR, EL_DURATION }, make_starting },
};
static const struct rule time_[] = {
    { { EL_TIME, EL_ZONE }, make_time_copy },
    { { EL_TIME, OPT(EL_AT), EL_TIME }, make_daypart_time },
    { { EL_TIME, EL_AT, EL_M12 }, make_daypart_time },
    { { EL_TIME, EL_DASH, EL_TIME }, make_time_range },
    { { EL_TIME, EL_TO, EL_TIME }, make_time_range },
    { { EL_TIME, EL_UNTIL, EL_TIME }, make_time_range },
    { { EL_TIME, EL_DASH, EL_M12 }, make_time_range },
    { { EL_TIME, EL_TO, EL_M12 }, make_time_range },
    { { EL_TIME, OPT(EL_COMMA), EL_P_DAY }, make_day_time },
    { { EL_TIME, EL_ON, EL_P_DAY }, make_day_time },
    
    { { EL_TIME, EL_ONWARD, OPT(EL_ON), EL_P_DAY }, make_day_open_time },
};
static const struct rule at[] = {
    { { EL_AT, EL_TIME }, make_time_copy },
    { { EL_AT, EL_M12, OPT(EL_ON), EL_P_DAY }, make_day_hour },
    { { EL_AT, OPT(EL_THE), EL_PERIOD }, make_copy },
};
static const struct rule decade[] = { { { EL_DECADE }, make_decade_word } };
static const struct rule rolling_word[] = { { { EL_ROLLING_WORD }, make_rolling_word } };
static const struct rule set[] = { { { EL_SET }, make_set } };
static const struct rule nth_last[] = { { { EL_NTH_LAST, EL_UNIT, EL_OF, EL_PERIOD }, make_last_of_word } };
static const struct rule ago_pre[] = { { { EL_AGO_PRE, EL_DURATION }, make_ago } };
static const struct rule mod2[] = { { { EL_MOD2, EL_UNIT }, make_mod2_unit } };
static const struct rule mod_unit[] = { { { EL_MOD_UNIT }, make_mod_word } };
static const struct rule fiscal_unit[] = { { { EL_FISCAL_UNIT, EL_MOD }, make_fiscal_unit } };
static const struct rule decade_pre[] = {
    { { EL_DECADE_PRE, EL_YEAR4 }, make_decade },
    { { EL_DECADE_PRE, EL_YEAR2 }, make_decade },
};
static const struct rule noon[] = { { { EL_NOON }, make_noon } };
static const struct rule weekdays[] = { { { EL_WEEKDAYS }, make_set } };
static const struct rule daypart[] = { { { EL_DAYPART }, make_daypart } };
static const struct rule holiday[] = { { { EL_HOLIDAY }, make_holiday } };
static const struct rule season[] = { { { EL_SEASON }, make_season } };
static const struct rule today[] = { { { EL_TODAY }, make_today } };
static const struct rule to_date[] = {
    { { EL_TO_DATE }, make_until_today },
    { { EL_TO_DATE, OPT(EL_IN), EL_PERIOD }, make_to_date },
};
static const struct rule couple[] = { { { EL_COUPLE, OPT(EL_OF), EL_UNIT }, make_duration } };
static const struct rule less[] = { { { EL_LESS, EL_DURATION, EL_AGO }, make_less_than_ago } };
static const struct rule feast[] = {
    { { EL_FEAST }, make_set },
    { { EL_FEAST, OPT(EL_IN), EL_YEAR4 }, make_set },
};
static const struct rule tonight[] = {
    { { EL_TONIGHT }, make_tonight },
    { { EL_TONIGHT, OPT(EL_AT), EL_TIME }, make_tonight },
    { { EL_TONIGHT, EL_AT, EL_M12 }, make_tonight },
};
static const struct rule now[] = { { { EL_NOW }, make_now } };
static const struct rule edge_unit[] = {
    { { EL_EDGE_UNIT }, make_edge_unit },
    { { EL_EDGE_UNIT, OPT(EL_OF), EL_PERIOD }, make_edge_unit_of },
};
static const struct rule unit_to_date[] = { { { EL_UNIT_TO_DATE }, make_unit_to_date } };

static const struct rules by_first[EL_NUM_ELS] = {
    [EL_UNIT] = RULES(unit),         [EL_MONTH] = RULES(month),
    [EL_WEEKDAY] = RULES(weekday),   [EL_MOD] = RULES(mod),
    [EL_PAST] = RULES(past),         [EL_THE] = RULES(the),
    [EL_ON] = RULES(on),             [EL_IN] = RULES(in),
    [EL_A] = RULES(a),               [EL_NUM] = RULES(num),
    [EL_ORD] = RULES(ord),           [EL_O31] = RULES(o31),
    [EL_D31] = RULES(d31),           [EL_M12] = RULES(m12),
    [EL_YEAR4] = RULES(year4),       [EL_YEAR2] = RULES(year2),
    [EL_Q] = RULES(q),               [EL_H] = RULES(h),
    [EL_W] = RULES(w),               [EL_FY] = RULES(fy),
    [EL_FISCAL] = RULES(fiscal),     [EL_CALENDAR] = RULES(calendar),
    [EL_EDGE] = RULES(edge),         [EL_ROLLING] = RULES(rolling),
    [EL_FROM] = RULES(from),         [EL_BETWEEN] = RULES(between),
    [EL_SINCE] = RULES(since),       [EL_UNTIL] = RULES(until),
    [EL_BEFORE] = RULES(before),     [EL_FOR] = RULES(for_),
    [EL_WITHIN] = RULES(within),     [EL_DURATION] = RULES(duration),
    [EL_THAN] = RULES(than),         [EL_REST] = RULES(rest),
    [EL_LATER_IN] = RULES(later_in), [EL_EVERY] = RULES(every),
    [EL_PERIOD] = RULES(period),     [EL_P_PART] = RULES(p_part),
    [EL_P_YEAR] = RULES(p_year),     [EL_P_WEEK] = RULES(p_week),
    [EL_TIME] = RULES(time_), [EL_AT] = RULES(at), [EL_NOON] = RULES(noon), [EL_AGO_PRE] = RULES(ago_pre), [EL_MOD2] = RULES(mod2), [EL_MOD_UNIT] = RULES(mod_unit), [EL_FISCAL_UNIT] = RULES(fiscal_unit), [EL_DECADE_PRE] = RULES(decade_pre), [EL_DECADE] = RULES(decade), [EL_ROLLING_WORD] = RULES(rolling_word), [EL_SET] = RULES(set), [EL_NTH_LAST] = RULES(nth_last),
    [EL_WEEKDAYS] = RULES(weekdays), [EL_DAYPART] = RULES(daypart),
    [EL_P_DAY] = RULES(p_day),       [EL_HOLIDAY] = RULES(holiday),
    [EL_SEASON] = RULES(season),     [EL_TODAY] = RULES(today),
    [EL_NOW] = RULES(now), [EL_TONIGHT] = RULES(tonight), [EL_FEAST] = RULES(feast), [EL_COUPLE] = RULES(couple), [EL_LESS] = RULES(less), [EL_TO_DATE] = RULES(to_date),           [EL_EDGE_UNIT] = RULES(edge_unit),
    [EL_UNIT_TO_DATE] = RULES(unit_to_date),
};
/* clang-format on */

struct rules timex_rules(enum el first)
{
    return by_first[first];
}
