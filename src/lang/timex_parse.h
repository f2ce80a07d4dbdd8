/* timex_parse.h - how the readers of time expressions fit together.
 *
 * dates_XX.c    words of a language -> word classes (struct date_word)
 * timex_chart.c from right to left, at each token: its words and numbers are
 *               nodes; a rule whose elements stand in a row makes another node
 *               that begins at the same token.  The longest wins.
 * timex_rules*.c the rules: elements -> maker
 * timex_make*.c the makers: what the nodes of a rule mean together: names,
 *               moved from now, inside a period, durations, ranges, times
 * timex_units.c  the calendar: starts of units, moving by units
 * timex_holidays.c
 *
 * Only for those files.
 */
#ifndef LANG_TIMEX_PARSE_H
#define LANG_TIMEX_PARSE_H

#include "base/civil.h"
#include "lang/number_words.h"
#include "lang/timex.h"
#include "lang/timex_holidays.h"

enum unit {
    UNIT_SECOND,
    UNIT_MINUTE,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_BUSINESS_DAY,
    UNIT_WEEKEND,
    UNIT_WORKWEEK,
    UNIT_WEEK,
    UNIT_FORTNIGHT,
    UNIT_MONTH,
    UNIT_QUARTER,
    UNIT_HALF,
    UNIT_YEAR,
    UNIT_FISCAL_MONTH,
    UNIT_FISCAL_QUARTER,
    UNIT_FISCAL_HALF,
    UNIT_FISCAL_YEAR,
    UNIT_DECADE,
    UNIT_CENTURY,
    UNIT_NUM
};

/* Elements of rules.  Up to EL_WORDS they are word classes; the value of a
 * word is given beside each. */
enum el {
    EL_END,
    EL_UNIT,    /* enum unit */
    EL_MONTH,   /* 1-12 */
    EL_WEEKDAY, /* 1-7 */
    EL_MOD,     /* -1 last, 0 this, 1 next */
    EL_PAST,    /* -1 past, 1 coming: "the most recent", "the nearest" */
    EL_THE,     /* the, a, of that kind: nothing */
    EL_A,       /* one */
    EL_OF,
    EL_IN,
    EL_ON,
    EL_AT,
    EL_FROM,
    EL_TO,
    EL_BETWEEN,
    EL_AND,
    EL_SINCE, /* 0 from its start on, 1 from its end on */
    EL_UNTIL, /* 0 what is named is in it (no later than), 1 not (before), 2 by style (until) */
    EL_FOR,
    EL_WITHIN,
    EL_AGO,    /* -1 ago, 1 hence */
    EL_LATER,  /* -1 earlier, 1 later */
    EL_BEFORE, /* -1 before, 1 after: as in "2 days before X" */
    EL_STARTING,
    EL_TODAY, /* days from today */
    EL_NOW,
    EL_Q, /* the letter of Q3 */
    EL_H,
    EL_W,
    EL_FY,
    EL_FISCAL, /* fiscal year: the kind of the unit behind it */
    EL_CALENDAR,
    EL_EDGE,         /* -1 beginning, 0 middle, 1 end */
    EL_EDGE_UNIT,    /* eom: unit + UNIT_NUM for the end, unit for the beginning */
    EL_TO_DATE,      /* "to date", "so far" */
    EL_UNIT_TO_DATE, /* ytd: the unit */
    EL_ROLLING,
    EL_HOLIDAY, /* enum holiday */
    EL_SEASON,  /* 0 spring ... 3 winter */
    EL_DAYPART, /* 0 morning, afternoon, evening, night, lunchtime */
    EL_AMPM,    /* 0 am, 12 pm */
    EL_CLOCK,   /* o'clock, Uhr */
    EL_NOON,    /* hour */
    EL_EVERY,
    EL_REST,
    EL_LATER_IN, /* "later this week" */
    EL_COUPLE,   /* a number that is a guess: few, several */
    EL_ERA,      /* -1 BC, 1 AD */
    EL_ZONE,
    EL_POSSESSIVE,
    EL_ABOUT,
    EL_THAN, /* more than, over */
    EL_OR,
    EL_DECADE_S,     /* the s of 1990s */
    EL_WEEKDAYS,     /* Mondays: 1-7 */
    EL_ONWARD,       /* 1 or later, -1 or earlier */
    EL_TIME_H,       /* the h of 16h30 */
    EL_TIME_PAST,    /* 1 past, -1 to: "ten past four" */
    EL_DECADE,       /* nineties: 1990 */
    EL_NTH_LAST,     /* 2 second to last */
    EL_ROLLING_WORD, /* TTM: the unit it is long */
    EL_AGO_PRE,      /* stands before the duration: vor, il y a, hace */
    EL_MOD2,         /* 2 ubernachste, -2 vorletzte */
    EL_FISCAL_UNIT,  /* one word: Geschaftsjahr */
    EL_MOD_UNIT,     /* one word for the unit before: Vormonat; -unit */
    EL_DECADE_PRE,   /* annees (1990) */
    EL_FORTNIGHT,    /* lundi en quinze: weeks after the next */
    EL_AWAY,         /* "2 weeks from X" */
    EL_FEAST,        /* of an unknown day */
    EL_TONIGHT,
    EL_LESS,   /* less than */
    EL_TIME_T, /* the T of 2025-06-18T12:00 */
    EL_SET,    /* words that only look like a period */
    EL_NUM_SIGN,
    EL_ENDING, /* "the week ending 9 May" */
    EL_WORDS,

    /* Numbers. */
    EL_NUM,
    EL_ORD,
    EL_D31, /* 1-31, at most two digits */
    EL_O31, /* D31 or such an ordinal */
    EL_M12,
    EL_YEAR4, /* 1900-2100 in four digits or words */
    EL_YEAR2, /* two digits */

    /* Marks. */
    EL_COMMA,
    EL_DASH,
    EL_SLASH,
    EL_DOT,
    EL_COLON,
    EL_QUOTE,

    /* Made by rules. */
    EL_DURATION,
    EL_TIME,   /* of day: from, to */
    EL_PERIOD, /* any closed period */
    EL_P_DAY,  /* a period that is one day, one month, ... */
    EL_P_WEEK,
    EL_P_MONTH,
    EL_P_QUARTER,
    EL_P_YEAR,
    EL_P_PART, /* a period whose year (month, week) was not said */
    EL_P_OPEN,
    EL_NUM_ELS,

    EL_OPT = 0x80,    /* may be missing */
    EL_GLUED = 0x100, /* no white space before it */
};

/* What was said of a period whose surrounding was not: March, the 3rd, Q2. */
enum part_form {
    PART_NONE,
    PART_MONTH,
    PART_MONTH_DAY,
    PART_DAY, /* of a month */
    PART_WEEKDAY,
    PART_WEEKDAY_DAY, /* Friday the 31st */
    PART_QUARTER,
    PART_HALF,
    PART_WEEK,
    PART_HOLIDAY,
    PART_SEASON,
};

struct part {
    enum part_form form;
    int a, b;
    bool fiscal;
};

struct node {
    struct node *next; /* begins at the same token */
    enum el el;
    size_t from_tok, to_tok;
    int v;         /* of a word */
    double number; /* of a number */
    int digits;    /* of a number in digits, else 0 */
    /* PERIOD; `exact` is the day that "2 months ago" hits, for "since" */
    int64_t exact;
    struct time_span t;
    enum unit unit;
    struct part part;
    enum part_form was; /* of a part that was placed inside a year */
    bool shaky;         /* only as an element of something longer: "2-15", "may" */
    bool is_placed;     /* a preposition stands before it */
    bool is_range;      /* from here to there: takes no further since or until */
    bool is_set;        /* every Monday: no period, but it uses up its words */
    /* TIME: seconds of the day; to < 0: a point */
    int time_from, time_to;
    bool time_sure; /* am or pm was said, or the 24-hour clock */
    /* DURATION */
    int months, days;
    int64_t seconds;
    bool business;
};

struct date_word {
    const char *s; /* one word, or several with spaces */
    enum el el;
    int v;
};

struct date_lang {
    const char *code;
    const struct date_word *words; /* sorted by bytes */
    size_t words_n;
    bool day_first; /* 3/4 is the 3rd of April */
    const struct number_lang *numbers;
};

const struct date_lang *date_lang(str code);
extern const struct date_lang date_lang_en, date_lang_de, date_lang_fr, date_lang_es;
extern const struct date_lang date_lang_feasts; /* of all languages */

struct chart {
    struct arena *a;
    const struct timex_env *env;
    const struct date_lang *lang;
    struct toks toks;
    struct node **at; /* per token: the nodes that begin there, newest first */
    int64_t today;    /* days */
};

/* Fills `out` (el, t, ... ; tokens are set by the chart); false: the elements
 * make no sense together.  m[i] is the rule's element i, NULL when missing. */
typedef bool make_fn(const struct chart *c, const struct node *const *m, struct node *out);

enum { RULE_ELS_MAX = 8 };

struct rule {
    uint16_t el[RULE_ELS_MAX + 1];
    make_fn *make;
};

struct rules {
    const struct rule *p;
    size_t n;
};

/* Rules by their first element. */
struct rules timex_rules(enum el first);

/* timex_units.c */
int64_t unit_start(const struct timex_env *env, enum unit u, int64_t day);
/* The start of the unit `n` further than the one that starts at `start`. */
int64_t unit_add(const struct timex_env *env, enum unit u, int64_t start, int n);
enum grain unit_grain(enum unit u);
enum unit unit_fiscal(enum unit u);
int64_t business_add(int64_t day, int n);

/* Makes `out` a PERIOD of whole days, `count` units long. */
void period_days(struct node *out, int64_t from, int64_t to, enum unit u, int count);
void period_seconds(struct node *out, int64_t from, int64_t to, enum unit u, int count);
void period_unit(const struct chart *c, struct node *out, enum unit u, int64_t day, int n);

static inline int64_t day_of(int64_t seconds)
{
    return (seconds >= 0 ? seconds : seconds - (DAY_S - 1)) / DAY_S;
}

static inline bool is_period(const struct node *n)
{
    return n->el == EL_PERIOD;
}

/* timex_parts.c: `part` where nothing more is said, and inside `in`. */
bool part_alone(const struct chart *c, struct part part, struct node *out);
bool part_inside(const struct chart *c, struct part part, const struct node *in, struct node *out);
bool part_in_year(const struct chart *c, struct part part, int year, struct node *out);

/* timex_chart.c */
void chart_read(struct chart *c, str text);

#endif
