/* Neighbours of a period, and its words. */
#include "lang/timex_parse.h"

#include "base/buf.h"

/* A whole number of months from day to day, or 0. */
static int whole_months(int64_t from, int64_t to)
{
    struct civil a = civil_from_days(from), b = civil_from_days(to);
    int months = (b.year - a.year) * 12 + b.month - a.month;

    return months > 0 && civil_add_months(from, months) == to ? months : 0;
}

static bool is_whole_days(const struct time_span *t)
{
    return t->from % DAY_S == 0 && t->to % DAY_S == 0;
}

/* Moves both ends; a day that a shorter month lacks becomes its last. */
static void move_months(const struct time_span *t, int months, struct time_span *out)
{
    *out = *t;
    if (t->has_from)
        out->from = civil_add_months(day_of(t->from), months) * DAY_S + t->from -
                    day_of(t->from) * DAY_S;
    if (t->has_to)
        out->to = civil_add_months(day_of(t->to), months) * DAY_S + t->to - day_of(t->to) * DAY_S;
}

void timex_before(const struct timex_env *env, const struct time_span *t, struct time_span *out)
{
    (void)env;
    *out = *t;
    if (!t->has_from || !t->has_to)
        return;
    bool by_months = is_whole_days(t) && (t->is_calendar || t->grain != GRAIN_DAY);
    int months = by_months ? whole_months(day_of(t->from), day_of(t->to)) : 0;
    if (months)
        move_months(t, -months, out);
    else
        out->from = t->from - (t->to - t->from);
    out->to = t->from;
}

/* Weeks stay weeks: the same one of the year before, 52 weeks back. */
void timex_year_before(const struct timex_env *env, const struct time_span *t,
                       struct time_span *out)
{
    (void)env;
    if (t->grain == GRAIN_WEEK && t->is_calendar) {
        *out = *t;
        out->from -= (int64_t)364 * DAY_S;
        out->to -= (int64_t)364 * DAY_S;
        return;
    }
    move_months(t, -12, out);
    if (out->has_from && out->has_to && out->from >= out->to)
        out->to = out->from + (t->to - t->from);
}

static void date_words(struct buf *out, int64_t seconds)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct civil d = civil_from_seconds(seconds);

    buf_fmt(out, "%d %s %d", d.day, months[d.month - 1], d.year);
    if (seconds % DAY_S)
        buf_fmt(out, " %02d:%02d", d.hour, d.minute);
}

static int64_t last_day(int64_t to)
{
    return to % DAY_S ? to : to - DAY_S;
}

str timex_words(struct arena *a, int64_t from, bool has_from, int64_t to, bool has_to)
{
    struct buf out;

    buf_init(&out, a);
    if (has_from && has_to && last_day(to) == from) {
        date_words(&out, from);
    } else if (has_from && has_to) {
        date_words(&out, from);
        buf_lit(&out, " to ");
        date_words(&out, last_day(to));
    } else if (has_from) {
        buf_lit(&out, "since ");
        date_words(&out, from);
    } else if (has_to) {
        buf_lit(&out, "until ");
        date_words(&out, last_day(to));
    } else {
        buf_lit(&out, "any time");
    }
    return buf_str(&out);
}
