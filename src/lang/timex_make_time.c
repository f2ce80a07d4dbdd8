/* Times of day, and days with them.  An hour of which nobody said whether it
 * is before noon is taken as it stands. */
#include "lang/timex_make.h"

enum { HOUR_S = 3600, NOON_S = 12 * HOUR_S };

static bool set_time(struct node *out, int from, int to, bool sure)
{
    if (from < 0 || from >= DAY_S || to > DAY_S)
        return false;
    out->el = EL_TIME;
    out->time_from = from;
    out->time_to = to;
    out->time_sure = sure;
    return true;
}

/* 12 am is midnight, 12 pm noon. */
static int with_half(int seconds, int half)
{
    if (half == 0)
        return seconds >= NOON_S && seconds < NOON_S + HOUR_S ? seconds - NOON_S : seconds;
    return seconds < NOON_S ? seconds + NOON_S : seconds;
}

static const struct node *num(const struct node *const *m, int nth)
{
    return made_of_nth(m, EL_NUM, nth);
}

/* "3pm", "3:18 am", "16:00", "15:23:24", "9.30pm", "16h30", "8 Uhr" */
bool make_time(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *ampm = made_of(m, EL_AMPM), *hour = num(m, 0), *minute = num(m, 1),
                      *second = num(m, 2);
    (void)c;

    if (hour->number > 24 ||
        (minute && (minute->digits == 1 || minute->digits > 2 || minute->number > 59)) ||
        (second && (second->digits != 2 || second->number > 59)) ||
        (ampm && (hour->number > 12 || hour->number < 1)))
        return false;
    int at = (int)hour->number * HOUR_S + (minute ? (int)minute->number * 60 : 0) +
             (second ? (int)second->number : 0);
    if (ampm)
        at = with_half(at, ampm->v);
    if (!set_time(out, at == DAY_S ? 0 : at, -1, ampm || hour->number > 12))
        return false;
    out->shaky = made_of(m, EL_DOT) && !ampm; /* "9.30": only in a range */
    out->unit = second ? UNIT_SECOND : minute ? UNIT_MINUTE : UNIT_HOUR;
    return true;
}

bool make_noon(const struct chart *c, const struct node *const *m, struct node *out)
{
    (void)c;
    out->unit = UNIT_HOUR;
    return set_time(out, made_of(m, EL_NOON)->v * HOUR_S, -1, true);
}

bool make_time_copy(const struct chart *c, const struct node *const *m, struct node *out)
{
    (void)c;
    *out = *made_of(m, EL_TIME);
    return true;
}

static const int dayparts[][2] = { { 8, 12 }, { 12, 16 }, { 16, 20 }, { 20, 24 }, { 11, 13 } };

bool make_daypart(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *edge = made_of(m, EL_EDGE), *part = made_of(m, EL_DAYPART);
    int from = dayparts[part->v][0] * HOUR_S, to = dayparts[part->v][1] * HOUR_S;
    int half = from + (to - from) / 2;
    (void)c;

    if (edge && edge->v < 0)
        to = half;
    if (edge && edge->v > 0)
        from = half;
    out->unit = UNIT_HOUR;
    return set_time(out, from, to, true);
}

/* "1-3 pm", "9:30 to 3 pm", "from 8am to 3": what one side says holds for the
 * other where that gives a range. */
bool make_time_range(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *x = NULL, *y = NULL;
    (void)c;

    for (int i = 0; i < RULE_ELS_MAX; i++)
        if (m[i] && (m[i]->el == EL_TIME || m[i]->el == EL_NUM))
            *(x ? &y : &x) = m[i];
    int from = x->el == EL_TIME ? x->time_from : (int)x->number * HOUR_S;
    int to = y->el == EL_TIME ? y->time_from : (int)y->number * HOUR_S;
    bool sure_x = x->el == EL_TIME && x->time_sure, sure_y = y->el == EL_TIME && y->time_sure;
    if ((x->el == EL_TIME && x->time_to >= 0) || (y->el == EL_TIME && y->time_to >= 0))
        return false;
    if (!sure_x && sure_y && to >= NOON_S && from < NOON_S && from + NOON_S < to)
        from += NOON_S;
    if (!sure_y && to <= from && to < NOON_S)
        to += NOON_S;
    if (sure_y && to == 0)
        to = from < NOON_S ? NOON_S : DAY_S; /* "10am-12am" */
    out->unit = UNIT_HOUR;
    return from < to && set_time(out, from, to, sure_x || sure_y);
}

static bool day_at(const struct node *day, const struct node *time, struct node *out)
{
    int64_t at = day->t.from + time->time_from;
    int64_t length = time->unit == UNIT_HOUR ? HOUR_S : time->unit == UNIT_MINUTE ? 60 : 1;

    if (time->shaky || day->t.has_time || day->unit != UNIT_DAY || day->t.to - day->t.from != DAY_S)
        return false;
    period_seconds(out, at, time->time_to >= 0 ? day->t.from + time->time_to : at + length,
                   time->unit, 1);
    return true;
}

/* "tomorrow at 5pm", "6-8 next Monday" */
bool make_day_time(const struct chart *c, const struct node *const *m, struct node *out)
{
    (void)c;
    return day_at(made_of(m, EL_PERIOD), made_of(m, EL_TIME), out);
}

/* "Wednesday evening next week" */
bool make_part_time_inside(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node day = { 0 };

    return part_inside(c, made_of(m, EL_PERIOD)->part, made_of_nth(m, EL_PERIOD, 1), &day) &&
           day_at(&day, made_of(m, EL_TIME), out);
}

/* "friday at 4": an hour alone, with a day */
bool make_day_hour(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node time = { .unit = UNIT_HOUR };
    (void)c;

    return set_time(&time, (int)num(m, 0)->number * HOUR_S % DAY_S, -1, false) &&
           day_at(made_of(m, EL_PERIOD), &time, out);
}

/* "Monday 3-8", "Tuesday from 10-4", "1/1/2015 between 10 and 11:30" */
bool make_day_hours(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node time = { 0 };

    return make_time_range(c, m, &time) && day_at(made_of(m, EL_PERIOD), &time, out);
}

/* "this afternoon", "last night" */
bool make_mod_daypart(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node day = { 0 };
    int mod = made_of(m, EL_MOD)->v;

    period_unit(c, &day, UNIT_DAY, c->today, mod);
    return day_at(&day, made_of(m, EL_TIME), out);
}

/* "early this evening" */
bool make_edge_mod_daypart(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node time = { 0 }, day = { 0 };

    if (!make_daypart(c, m, &time))
        return false;
    period_unit(c, &day, UNIT_DAY, c->today, made_of(m, EL_MOD)->v);
    return day_at(&day, &time, out);
}

/* "tomorrow before 5pm", "after 11:00am today" */
bool make_day_open_time(const struct chart *c, const struct node *const *m, struct node *out)
{

    struct node at = { 0 };

    if (!make_day_time(c, m, &at))
        return false;
    bool forward = made_of(m, EL_SINCE) ||
                   (made_of(m, EL_ONWARD) && made_of(m, EL_ONWARD)->v > 0) ||
                   (made_of(m, EL_BEFORE) && made_of(m, EL_BEFORE)->v > 0);

    *out = at;
    out->el = EL_P_OPEN;
    out->t.is_open_word = true;
    out->t.has_from = forward;
    out->t.has_to = !forward;
    out->t.to = at.t.from;
    return true;
}

/* "tomorrow morning at 9", "this afternoon 3:30": the part says which half. */
bool make_daypart_time(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *part = made_of(m, EL_TIME), *at = made_of_nth(m, EL_TIME, 1);
    const struct node *hour = num(m, 0);
    int time = at ? at->time_from : (int)hour->number * HOUR_S;
    (void)c;

    if (part->time_to < 0 || part->time_to - part->time_from > 4 * HOUR_S ||
        (at && at->time_to >= 0))
        return false;
    if (!at || !at->time_sure)
        time = with_half(time, part->time_from >= NOON_S ? 12 : 0);
    out->unit = at ? at->unit : UNIT_HOUR;
    return set_time(out, time, -1, true);
}

/* "half past seven", "quarter to 8", "20 past eight" */
bool make_past_hour(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *unit = made_of(m, EL_UNIT), *at = made_of(m, EL_TIME), *n = num(m, 0);
    bool in_words = unit && (unit->v == UNIT_HALF || unit->v == UNIT_QUARTER);
    const struct node *hour = in_words ? n : num(m, 1);
    (void)c;

    if ((unit && !in_words && unit->v != UNIT_MINUTE) || (!at && !hour) || (!in_words && !n))
        return false;
    int minutes = in_words ? unit->v == UNIT_HALF ? 30 : 15 : (int)n->number;
    if (minutes < 1 || minutes > 30)
        return false;
    int time = at ? at->time_from : (int)hour->number * HOUR_S;
    time += made_of(m, EL_TIME_PAST)->v * minutes * 60;
    out->unit = UNIT_MINUTE;
    out->shaky = !in_words && !at;
    return set_time(out, (time + DAY_S) % DAY_S, -1, at && at->time_sure);
}

bool make_tonight(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *at = made_of(m, EL_TIME), *hour = num(m, 0);
    int time = at ? at->time_from : hour ? (int)hour->number * HOUR_S : -1;

    if (time < 0)
        period_seconds(out, c->today * DAY_S + 20 * HOUR_S, (c->today + 1) * DAY_S, UNIT_HOUR, 1);
    else
        period_seconds(out, c->today * DAY_S + with_half(time, 12) % DAY_S,
                       c->today * DAY_S + with_half(time, 12) % DAY_S + HOUR_S, UNIT_HOUR, 1);
    return !at || at->time_to < 0;
}
