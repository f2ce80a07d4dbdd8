/* Periods counted from now, and periods beside others. */
#include "lang/timex_make.h"

bool make_mod_unit(const struct chart *c, const struct node *const *m, struct node *out)
{
    enum unit u = made_unit(m);
    int n = made_mod(m);

    if (u < UNIT_DAY)
        return false;
    if (made_of(m, EL_PAST) && n < 0 && !c->env->planner && !made_of(m, EL_FISCAL))
        return make_rolling_unit(c, u, out);
    period_unit(c, out, u, c->today, n);
    return true;
}

/* "the week after next", "the month before last" */
bool make_mod_mod_unit(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *side = made_of(m, EL_BEFORE);
    const struct node *mod = made_of(m, EL_MOD);

    if (!mod || (side && side->v != mod->v) || made_unit(m) < UNIT_DAY || mod->v == 0)
        return false;
    period_unit(c, out, made_unit(m), c->today, 2 * mod->v);
    return true;
}

/* "next Friday" is next week's, "last Friday" the latest one, "this Friday"
 * this week's. */
bool make_mod_weekday(const struct chart *c, const struct node *const *m, struct node *out)
{
    int weekday = made_of(m, EL_WEEKDAY)->v, mod = made_of(m, EL_MOD)->v;
    int64_t monday = c->today - civil_weekday(c->today) + 1;
    int64_t day = monday + weekday - 1 + 7 * mod;

    if (mod == 0 && day < c->today && c->env->ahead)
        day += 7;

    return made_day(c, day, out);
}

bool make_past_weekday(const struct chart *c, const struct node *const *m, struct node *out)
{
    int away = (made_of(m, EL_WEEKDAY)->v - civil_weekday(c->today) + 7) % 7;

    if (made_of(m, EL_PAST)->v < 0)
        return made_day(c, c->today + away - 7, out);
    return made_day(c, c->today + (away ? away : 7), out);
}

/* This year's, or the winter that began last year. */
static bool this_part(const struct chart *c, struct part part, struct node *out)
{
    int year = civil_from_days(c->today).year;
    struct node before = { 0 };

    if (part.form == PART_DAY || !part_in_year(c, part, year, out))
        return false;
    if (part.form == PART_SEASON && part_in_year(c, part, year - 1, &before) &&
        before.t.to > c->env->now)
        *out = before;
    return true;
}

/* "next March", "last Christmas", "this summer" */
bool make_mod_part(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct part part = made_of(m, EL_PERIOD)->part;
    int mod = made_mod(m);
    struct timex_env env = *c->env;
    struct chart moved = *c;

    if (part.form == PART_WEEKDAY || part.form == PART_WEEKDAY_DAY)
        return false;
    if (mod == 0 && part.form == PART_MONTH && made_of(m, EL_PERIOD)->shaky) /* "this may be" */
        return false;
    if (mod == 0)
        return this_part(c, part, out);
    moved.env = &env;
    env.ahead = mod > 0;
    if (!part_alone(&moved, part, out))
        return false;
    bool holds_now = out->t.from <= env.now && env.now < out->t.to;
    if (holds_now && part.form != PART_DAY)
        return part_in_year(c, part, civil_from_days(day_of(out->t.from)).year + mod, out);
    out->part = (struct part){ 0 };
    return true;
}

/* "the week of the 18th", "month of March" */
bool make_unit_of_day(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *in = made_of(m, EL_PERIOD);
    enum unit u = made_unit(m);

    if ((in->unit != UNIT_DAY && in->unit != u) || u < UNIT_WORKWEEK || u > UNIT_YEAR)
        return false;
    period_unit(c, out, u, day_of(in->t.from), 0);
    return true;
}

/* "labor day weekend", "the weekend of Halloween": the weekend it touches */
bool make_weekend_of(const struct chart *c, const struct node *const *m, struct node *out)
{
    int64_t day = day_of(made_of(m, EL_PERIOD)->t.from), from, to;
    int weekday = civil_weekday(day);
    (void)c;

    if (made_unit(m) != UNIT_WEEKEND)
        return false;
    from = weekday == 1 ? day - 2 : weekday == 7 ? day - 1 : weekday == 5 ? day : day + 6 - weekday;
    to = weekday == 1 ? day + 1 : from + (weekday == 5 ? 3 : 2);
    period_days(out, from, to, UNIT_WEEKEND, 1);
    return true;
}

/* "three Fridays from now" */
bool make_weekdays_from_now(const struct chart *c, const struct node *const *m, struct node *out)
{
    int n = (int)made_of(m, EL_NUM)->number, weekday = made_of(m, EL_WEEKDAYS)->v;
    int away = (weekday - civil_weekday(c->today) + 7) % 7;

    if (n < 1 || n > 500)
        return false;
    if (made_of(m, EL_AGO) && made_of(m, EL_AGO)->v < 0)
        return made_day(c, c->today + (away ? away - 7 : 0) - 7 * (int64_t)(n - (away != 0)), out);
    return made_day(c, c->today + (away ? away : 7) + 7 * (int64_t)(n - 1), out);
}

/* "March in 1 year", "thanksgiving 1 year ago" */
bool make_part_shifted(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *d = made_of(m, EL_DURATION), *ago = made_of(m, EL_AGO);
    int years = d->months / 12 * (ago && ago->v < 0 ? -1 : 1);

    if (d->months % 12 || d->days || d->seconds || d->months == 0)
        return false;
    return part_in_year(c, made_of(m, EL_PERIOD)->part, civil_from_days(c->today).year + years,
                        out);
}

/* "every Monday", "each month": no period, but its words are used up */
bool make_set(const struct chart *c, const struct node *const *m, struct node *out)
{
    (void)c;
    (void)m;
    out->el = EL_PERIOD;
    out->is_set = true;
    return true;
}

/* "the day before", "the day after" */
bool make_the_day_beside(const struct chart *c, const struct node *const *m, struct node *out)
{
    if (made_unit(m) != UNIT_DAY)
        return false;
    return made_day(c, c->today + made_of(m, EL_BEFORE)->v, out);
}

/* "this past weekend", "this past week": the latest one that is over */
bool make_past_unit(const struct chart *c, const struct node *const *m, struct node *out)
{
    int n = made_of(m, EL_PAST)->v;

    if (made_unit(m) < UNIT_DAY)
        return false;
    period_unit(c, out, made_unit(m), c->today, n);
    return true;
}

/* "Wednesday after next" */
bool make_weekday_after_next(const struct chart *c, const struct node *const *m, struct node *out)
{
    int away = (made_of(m, EL_WEEKDAY)->v - civil_weekday(c->today) + 7) % 7;

    if (made_of(m, EL_BEFORE)->v < 0 || made_of(m, EL_MOD)->v < 1)
        return false;
    return made_day(c, c->today + (away ? away : 7) + 7, out);
}

/* "same quarter last year", "this month last year" */
bool make_unit_last_year(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *unit = made_of(m, EL_UNIT), *year = made_of_nth(m, EL_UNIT, 1);
    const struct node *mod = made_of(m, EL_MOD), *which = made_of_nth(m, EL_MOD, 1);

    if (mod->v != 0 || which->v == 0 || year->v != UNIT_YEAR || unit->v < UNIT_DAY ||
        unit->v >= UNIT_YEAR)
        return false;
    int64_t then = unit->v == UNIT_WEEK ? c->today + 364 * which->v
                                        : civil_add_months(c->today, 12 * which->v);
    period_unit(c, out, (enum unit)unit->v, then, 0);
    return true;
}

/* "übernächste Woche" */
bool make_mod2_unit(const struct chart *c, const struct node *const *m, struct node *out)
{
    if (made_unit(m) < UNIT_DAY)
        return false;
    period_unit(c, out, made_unit(m), c->today, made_of(m, EL_MOD2)->v);
    return true;
}

/* "Vormonat" */
bool make_mod_word(const struct chart *c, const struct node *const *m, struct node *out)
{
    period_unit(c, out, (enum unit) - m[0]->v, c->today, -1);
    return true;
}

/* "letztes Geschäftsjahr" */
bool make_fiscal_unit(const struct chart *c, const struct node *const *m, struct node *out)
{
    period_unit(c, out, (enum unit)made_of(m, EL_FISCAL_UNIT)->v, c->today, made_mod(m));
    return true;
}

/* "lundi en quinze" */
bool make_weekday_in_weeks(const struct chart *c, const struct node *const *m, struct node *out)
{
    int away = (made_of(m, EL_WEEKDAY)->v - civil_weekday(c->today) + 7) % 7;

    return made_day(c, c->today + (away ? away : 7) + 7 * made_of(m, EL_FORTNIGHT)->v, out);
}

/* "over the weekend": the coming one, or the one that is over */
bool make_the_weekend(const struct chart *c, const struct node *const *m, struct node *out)
{
    if (made_unit(m) != UNIT_WEEKEND)
        return false;
    period_unit(c, out, UNIT_WEEKEND, c->today, 0);
    if (!c->env->ahead && out->t.from > c->env->now)
        period_unit(c, out, UNIT_WEEKEND, c->today, -1);
    return true;
}

/* "the day after Christmas", "the week before the 3rd of May" */
bool make_beside(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *p = made_of(m, EL_PERIOD);
    enum unit u = made_unit(m);
    int side = made_of(m, EL_BEFORE)->v;

    if (u < UNIT_DAY || u == UNIT_WEEKEND || !p->t.has_from || !p->t.has_to)
        return false;
    int64_t at = side < 0 ? day_of(p->t.from) : day_of(p->t.to);
    int64_t other = unit_add(c->env, u, at, side);
    period_days(out, side < 0 ? other : at, side < 0 ? at : other, u, 1);
    return true;
}

/* "the month", as in "the last Friday of the month": this one, never alone */
bool make_the_unit(const struct chart *c, const struct node *const *m, struct node *out)
{
    if (made_unit(m) < UNIT_DAY || made_unit(m) == UNIT_WEEKEND)
        return false;
    period_unit(c, out, made_unit(m), c->today, 0);
    out->shaky = true;
    return true;
}

/* "less than 2 weeks ago" */
bool make_less_than_ago(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node at = { 0 };

    if (!make_ago(c, m, &at) || !at.exact)
        return false;
    period_days(out, day_of(at.exact), c->today + 1, UNIT_DAY, 1);
    return out->t.from < out->t.to;
}
