/* Lengths of time, and what is that far from somewhere. */
#include "lang/timex_make.h"

enum { COUNT_MAX = 20000 };

static bool set_length(struct node *out, double n, enum unit u)
{
    static const int64_t seconds[] = { 1, 60, 3600 };
    static const int months[UNIT_NUM] = {
        [UNIT_MONTH] = 1, [UNIT_QUARTER] = 3,  [UNIT_HALF] = 6,
        [UNIT_YEAR] = 12, [UNIT_DECADE] = 120, [UNIT_CENTURY] = 1200,
    };

    if (n <= 0 || n > COUNT_MAX)
        return false;
    out->el = EL_DURATION;
    out->unit = u;
    out->number = n;
    if (u <= UNIT_HOUR)
        out->seconds = (int64_t)(n * (double)seconds[u]);
    else if (months[u])
        out->months = (int)(n * months[u]);
    else if (u == UNIT_DAY || u == UNIT_BUSINESS_DAY)
        out->days = (int)n;
    else if (u == UNIT_WEEK || u == UNIT_WORKWEEK)
        out->days = (int)(n * 7);
    else if (u == UNIT_FORTNIGHT)
        out->days = (int)(n * 14);
    else
        return false;
    out->business = u == UNIT_BUSINESS_DAY;
    return out->seconds || out->days || out->months;
}

bool make_duration(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *n = made_of(m, EL_NUM), *few = made_of(m, EL_COUPLE);
    (void)c;

    return set_length(out, n ? n->number : few ? few->v : 1, (enum unit)made_of(m, EL_UNIT)->v);
}

/* "half a year", "two and a half hours" */
bool make_duration_half(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *n = made_of(m, EL_NUM), *half = made_of(m, EL_UNIT);
    (void)c;

    return half->v == UNIT_HALF &&
           set_length(out, (n ? n->number : 0) + 0.5, (enum unit)made_of_nth(m, EL_UNIT, 1)->v);
}

/* "2 weeks and 2 days" */
bool make_duration_sum(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *x = made_of(m, EL_DURATION), *y = made_of_nth(m, EL_DURATION, 1);
    (void)c;

    if (x->unit <= y->unit || x->business || y->business)
        return false;
    *out = *y;
    out->months += x->months;
    out->days += x->days;
    out->seconds += x->seconds;
    return true;
}

static int64_t days_moved(const struct node *d, int64_t day, int sign)
{
    if (d->business)
        return business_add(day, sign * d->days);
    return civil_add_months(day, sign * d->months) + (int64_t)sign * d->days;
}

static bool is_countable(const struct node *d)
{
    return d->number == (double)(int)d->number;
}

/* Where "the last 30 days" end: with today, as people who look at their
 * records mean it, or before it. */
static int64_t rolling_end(const struct chart *c)
{
    return c->today + (c->env->planner ? 0 : 1);
}

/* Decades, and of records quarters and halves, are counted whole. */
static bool is_counted_whole(const struct chart *c, enum unit u)
{
    return u == UNIT_DECADE || u == UNIT_CENTURY ||
           (!c->env->planner && (u == UNIT_QUARTER || u == UNIT_HALF));
}

/* "the last 30 days", "next two months", "the past 3 hours" */
bool make_rolling(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *d = made_of(m, EL_DURATION), *mod = made_of(m, EL_MOD);
    int sign = mod ? mod->v : made_of(m, EL_PAST) ? made_of(m, EL_PAST)->v : -1;
    int count = is_countable(d) ? (int)d->number : 1;

    if (sign == 0)
        return false;
    if (is_counted_whole(c, d->unit) && count < 1000) {
        period_unit(c, out, d->unit, c->today, sign < 0 ? -count : 1);
        int64_t start = day_of(out->t.from);
        period_days(out, start, unit_add(c->env, d->unit, start, count), d->unit, count);
        out->t.is_calendar = true;
        return true;
    }
    if (d->seconds && !d->days && !d->months) {
        int64_t now = c->env->now;
        period_seconds(out, sign < 0 ? now - d->seconds : now, sign < 0 ? now : now + d->seconds,
                       d->unit, count);
        return true;
    }
    if (sign < 0)
        period_days(out, days_moved(d, c->today, -1), rolling_end(c), d->unit, count);
    else
        period_days(out, d->business ? business_add(c->today, 1) : c->today + 1,
                    days_moved(d, c->today, 1) + 1, d->unit, count);
    return true;
}

/* "2 months ago": of records it is that month, of calendars that day. */
static bool moment(const struct chart *c, const struct node *d, int sign, struct node *out)
{
    if (d->seconds) {
        int64_t at = days_moved(d, c->today, sign) * DAY_S + c->env->now - c->today * DAY_S +
                     sign * d->seconds;
        period_seconds(out, at, at + 1, UNIT_SECOND, 1);
        return true;
    }
    int64_t day = days_moved(d, c->today, sign);
    bool named = !c->env->planner && sign < 0 && d->unit >= UNIT_WEEK && d->unit <= UNIT_YEAR &&
                 is_countable(d);
    period_unit(c, out, named ? d->unit : UNIT_DAY, day, 0);
    out->exact = day * DAY_S;
    return true;
}

/* "3 weeks ago", "2 days later" */
bool make_ago(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *ago = made_of(m, EL_AGO_PRE) ? made_of(m, EL_AGO_PRE) : made_of(m, EL_AGO),
                      *later = made_of(m, EL_LATER);

    if (later && made_of(m, EL_DURATION)->seconds) /* "30 minutes later this week" */
        return false;

    return moment(c, made_of(m, EL_DURATION), ago ? ago->v : later->v, out);
}

/* "a year ago today" */
bool make_ago_today(const struct chart *c, const struct node *const *m, struct node *out)
{
    if (made_of(m, EL_TODAY)->v != 0 || !make_ago(c, m, out))
        return false;
    int64_t day = out->exact ? day_of(out->exact) : day_of(out->t.from);
    period_days(out, day, day + 1, UNIT_DAY, 1);
    return true;
}

bool make_in_duration(const struct chart *c, const struct node *const *m, struct node *out)
{
    return made_of(m, EL_IN)->v == 0 && moment(c, made_of(m, EL_DURATION), 1, out);
}

/* "within 3 weeks": from today on, to the day that far away and with it */
bool make_within(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *d = made_of(m, EL_DURATION);

    if (d->seconds) {
        period_seconds(out, c->env->now, c->env->now + d->seconds, d->unit, 1);
        return true;
    }
    period_days(out, c->today, days_moved(d, c->today, 1) + 1, d->unit,
                is_countable(d) ? (int)d->number : 1);
    return true;
}

/* "3 days after Easter", "two weeks from tomorrow" */
bool make_from_period(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *d = made_of(m, EL_DURATION), *p = made_of(m, EL_PERIOD);
    const struct node *side = made_of(m, EL_BEFORE);
    int sign = side ? side->v : 1;

    struct timex_env env = *c->env;
    struct chart toward = *c;
    struct node near;

    if (p->unit != UNIT_DAY || p->t.has_time || d->seconds)
        return false;
    toward.env = &env;
    env.ahead |= sign > 0 && p->part.form == PART_WEEKDAY;
    if (p->part.form && part_alone(&toward, p->part, &near))
        p = &near;
    period_unit(c, out, UNIT_DAY, days_moved(d, day_of(p->t.from), sign), 0);
    return true;
}

/* "2 weeks starting May 20th" */
bool make_starting(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *d = made_of(m, EL_DURATION), *p = made_of(m, EL_PERIOD);

    if (p->unit != UNIT_DAY)
        return false;
    if (d->seconds) {
        if (!p->t.has_time)
            return false;
        period_seconds(out, p->t.from, p->t.from + d->seconds, d->unit, 1);
        return true;
    }
    (void)c;
    period_days(out, day_of(p->t.from), days_moved(d, day_of(p->t.from), 1), d->unit,
                is_countable(d) ? (int)d->number : 1);
    return true;
}

/* "5 past years", "the 13 last minutes" */
bool make_rolling_count(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *mod = made_of(m, EL_MOD) ? made_of(m, EL_MOD) : made_of(m, EL_PAST);
    struct node d = { 0 };

    if (made_of(m, EL_UNIT) == m[1] && c->lang == &date_lang_en) /* "book 2 hours next week" */
        return false;
    if (!set_length(&d, made_of(m, EL_NUM)->number, (enum unit)made_of(m, EL_UNIT)->v))
        return false;
    return make_rolling(c, (const struct node *const[RULE_ELS_MAX]){ &d, mod }, out);
}

bool make_rolling_unit(const struct chart *c, enum unit u, struct node *out)
{
    struct node d = { 0 };
    const struct node *els[RULE_ELS_MAX] = { &d };

    return set_length(&d, 1, u) && make_rolling(c, els, out);
}

/* TTM */
bool make_rolling_word(const struct chart *c, const struct node *const *m, struct node *out)
{
    return make_rolling_unit(c, (enum unit)m[0]->v, out);
}

/* "older than 90 days", "newer than a week" */
bool make_older_than(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *d = made_of(m, EL_DURATION);
    bool old = made_of(m, EL_UNTIL) != NULL;

    if (d->seconds || (old ? made_of(m, EL_UNTIL)->v : made_of(m, EL_SINCE)->v) != 1)
        return false;
    period_unit(c, out, UNIT_DAY, days_moved(d, c->today, -1), 0);
    out->el = EL_P_OPEN;
    out->t.has_from = !old;
    out->t.has_to = old;
    out->t.to = out->t.from;
    out->t.is_open_word = true;
    return true;
}
