/* timex_holidays.h - feasts and public holidays by rule.
 *
 * The names of each language are in its dates_XX.c.  Add a row here and a name
 * there.
 */
#ifndef LANG_TIMEX_HOLIDAYS_H
#define LANG_TIMEX_HOLIDAYS_H

#include <stdbool.h>
#include <stdint.h>

/* FIXED month day; NTH weekday (1 = Monday) of month, n from the end when
 * negative; EASTER and ORTHODOX: days after Easter Sunday; BEFORE: the last
 * such weekday before month day. */
/* clang-format off */
/*    holiday           rule       a   b   c                              */
#define HOLIDAY_LIST(X)                                                   \
    X(NEW_YEAR,         FIXED,     1,  1,  0)                             \
    X(EPIPHANY,         FIXED,     1,  6,  0)                             \
    X(MLK_DAY,          NTH,       1,  1,  3)                             \
    X(GROUNDHOG_DAY,    FIXED,     2,  2,  0)                             \
    X(VALENTINES_DAY,   FIXED,     2, 14,  0)                             \
    X(PRESIDENTS_DAY,   NTH,       2,  1,  3)                             \
    X(WOMENS_DAY,       FIXED,     3,  8,  0)                             \
    X(ST_PATRICKS_DAY,  FIXED,     3, 17,  0)                             \
    X(ST_JOSEPH,        FIXED,     3, 19,  0)                             \
    X(APRIL_FOOLS,      FIXED,     4,  1,  0)                             \
    X(TAX_DAY,          FIXED,     4, 15,  0)                             \
    X(EARTH_DAY,        FIXED,     4, 22,  0)                             \
    X(ANZAC_DAY,        FIXED,     4, 25,  0)                             \
    X(KINGS_DAY,        FIXED,     4, 27,  0)                             \
    X(MAY_DAY,          FIXED,     5,  1,  0)                             \
    X(CINCO_DE_MAYO,    FIXED,     5,  5,  0)                             \
    X(VICTORY_EUROPE,   FIXED,     5,  8,  0)                             \
    X(MOTHERS_DAY,      NTH,       5,  7,  2)                             \
    X(VICTORIA_DAY,     BEFORE,    5, 25,  1)                             \
    X(MEMORIAL_DAY,     NTH,       5,  1, -1)                             \
    X(MOTHERS_DAY_FR,   NTH,       5,  7, -1)                             \
    X(MOTHERS_DAY_ES,   NTH,       5,  7,  1)                             \
    X(FATHERS_DAY,      NTH,       6,  7,  3)                             \
    X(JUNETEENTH,       FIXED,     6, 19,  0)                             \
    X(PETER_PAUL,       FIXED,     6, 29,  0)                             \
    X(CANADA_DAY,       FIXED,     7,  1,  0)                             \
    X(INDEPENDENCE_DAY, FIXED,     7,  4,  0)                             \
    X(BASTILLE_DAY,     FIXED,     7, 14,  0)                             \
    X(ASSUMPTION,       FIXED,     8, 15,  0)                             \
    X(SWISS_DAY,        FIXED,     8,  1,  0)                             \
    X(LABOR_DAY,        NTH,       9,  1,  1)                             \
    X(GERMAN_UNITY,     FIXED,    10,  3,  0)                             \
    X(COLUMBUS_DAY,     NTH,      10,  1,  2)                             \
    X(HISPANIC_DAY,     FIXED,    10, 12,  0)                             \
    X(BOSSS_DAY,        FIXED,    10, 16,  0)                             \
    X(AUSTRIAN_DAY,     FIXED,    10, 26,  0)                             \
    X(HALLOWEEN,        FIXED,    10, 31,  0)                             \
    X(REFORMATION_DAY,  FIXED,    10, 31,  0)                             \
    X(ALL_SAINTS,       FIXED,    11,  1,  0)                             \
    X(ALL_SOULS,        FIXED,    11,  2,  0)                             \
    X(GUY_FAWKES,       FIXED,    11,  5,  0)                             \
    X(VETERANS_DAY,     FIXED,    11, 11,  0)                             \
    X(ST_MARTIN,        FIXED,    11, 11,  0)                             \
    X(THANKSGIVING,     NTH,      11,  4,  4)                             \
    X(BLACK_FRIDAY,     AFTER_THANKS, 1, 0, 0)                            \
    X(CYBER_MONDAY,     AFTER_THANKS, 4, 0, 0)                            \
    X(ST_NICHOLAS,      FIXED,    12,  6,  0)                             \
    X(CONSTITUTION_ES,  FIXED,    12,  6,  0)                             \
    X(IMMACULATE,       FIXED,    12,  8,  0)                             \
    X(CHRISTMAS_EVE,    FIXED,    12, 24,  0)                             \
    X(CHRISTMAS,        FIXED,    12, 25,  0)                             \
    X(BOXING_DAY,       FIXED,    12, 26,  0)                             \
    X(NEW_YEARS_EVE,    FIXED,    12, 31,  0)                             \
    X(ADVENT_1,         BEFORE,   12,  4,  7)                             \
    X(ADVENT_2,         BEFORE,   12, 11,  7)                             \
    X(ADVENT_3,         BEFORE,   12, 18,  7)                             \
    X(ADVENT_4,         BEFORE,   12, 25,  7)                             \
    X(SHROVE_MONDAY,    EASTER,  -48,  0,  0)                             \
    X(SHROVE_TUESDAY,   EASTER,  -47,  0,  0)                             \
    X(ASH_WEDNESDAY,    EASTER,  -46,  0,  0)                             \
    X(PALM_SUNDAY,      EASTER,   -7,  0,  0)                             \
    X(MAUNDY_THURSDAY,  EASTER,   -3,  0,  0)                             \
    X(GOOD_FRIDAY,      EASTER,   -2,  0,  0)                             \
    X(HOLY_SATURDAY,    EASTER,   -1,  0,  0)                             \
    X(EASTER,           EASTER,    0,  0,  0)                             \
    X(EASTER_MONDAY,    EASTER,    1,  0,  0)                             \
    X(ASCENSION,        EASTER,   39,  0,  0)                             \
    X(PENTECOST,        EASTER,   49,  0,  0)                             \
    X(WHIT_MONDAY,      EASTER,   50,  0,  0)                             \
    X(TRINITY_SUNDAY,   EASTER,   56,  0,  0)                             \
    X(CORPUS_CHRISTI,   EASTER,   60,  0,  0)                             \
    X(CLEAN_MONDAY,     ORTHODOX, -48, 0,  0)                             \
    X(LAZARUS_SATURDAY, ORTHODOX, -8,  0,  0)                             \
    X(ORTHODOX_PALM,    ORTHODOX, -7,  0,  0)                             \
    X(ORTHODOX_FRIDAY,  ORTHODOX, -2,  0,  0)                             \
    X(ORTHODOX_EASTER,  ORTHODOX,  0,  0,  0)                             \
    X(ORTHODOX_MONDAY,  ORTHODOX,  1,  0,  0)                             \
    X(ORTHODOX_PENTECOST, ORTHODOX, 49, 0, 0)
/* clang-format on */

enum holiday {
#define X(name, rule, a, b, c) HOLIDAY_##name,
    HOLIDAY_LIST(X)
#undef X
        HOLIDAY_NUM
};

/* Its day in `year`; false outside the years the rule knows. */
bool holiday_in_year(enum holiday h, int year, int64_t *day);

#endif
