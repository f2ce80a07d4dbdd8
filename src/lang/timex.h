/* timex.h - time expressions in business text to half-open dates.
 *
 *     "last quarter", "since Easter", "Q3 2026", "the last 30 days", "by end
 *     of March", "FY25", "weekly", "between 3 and 7 May"
 *
 * Always resolved against an explicit now, fiscal-year start and week start.
 * A day is the interval to the next day; an open side is open.
 *
 * Layer:   lang; pure.
 * Errors:  none: what is no time expression gives no span.
 */
#ifndef LANG_TIMEX_H
#define LANG_TIMEX_H

#include "base/vec.h"
#include "plan/plan.h"

struct timex_env {
    int64_t now; /* seconds on the wall clock */
    int fiscal_month, fiscal_day;
    int week_start; /* 1 = Monday */
    str lang;       /* "en", "de", "fr", "es" */
    bool ahead;     /* "in March" is the next one; otherwise the latest one */
    /* Conventions of calendar programs: "between 2015 and 2018" ends where 2018
     * starts, "the last 30 days" end yesterday.  Otherwise those of people who
     * look at their records: 2018 and today are in it. */
    bool planner;
};

/* Not "struct timex": glibc's <time.h> and <pthread.h> have one. */
struct time_span {
    size_t at, n;     /* bytes of the input */
    int64_t from, to; /* seconds; half-open */
    bool has_from, has_to;
    enum grain grain; /* of the unit that was named */
    bool has_time;    /* a time of day was said */
    bool fiscal;
    /* The named unit and how many of it back (-1: last, 0: this, +1: next), so
     * that "compared with the period before" and "same period last year" can
     * be computed; count = units the span is long. */
    bool is_calendar;  /* aligned to the unit: this month, Q3; not "last 30 days" */
    bool is_open_word; /* "since", "until", "before", "after" took part */
    int count;
};

typedef VEC(struct time_span) timex_vec;

/* Spans in order of place, none overlapping. */
void timex_find(struct arena *a, const struct timex_env *env, str text, timex_vec *out);

/* The period of the same kind and length right before (or the same one a year
 * earlier): what "compared with last ..." means for `p`. */
void timex_before(const struct timex_env *env, const struct time_span *t, struct time_span *out);
void timex_year_before(const struct timex_env *env, const struct time_span *t,
                       struct time_span *out);

/* "1 Oct 2026 to 31 Dec 2026" (the last day, as people say it). */
str timex_words(struct arena *a, int64_t from, bool has_from, int64_t to, bool has_to);

#endif
