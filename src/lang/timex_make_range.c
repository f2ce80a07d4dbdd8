/* From one period to another, and periods open at one side. */
#include "lang/timex_make.h"

/* The instance of a part that is nearest to `now` on one side of it. */
static bool part_near(const struct chart *c, struct part part, int64_t now, bool ahead,
                      struct node *out)
{
    struct timex_env env = *c->env;
    struct chart moved = *c;

    env.now = now;
    env.ahead = ahead;
    moved.env = &env;
    moved.today = day_of(now);
    return part_alone(&moved, part, out);
}

/* Weekdays count from the day itself here: "Monday to Friday". */
static bool part_after(const struct chart *c, const struct node *n, int64_t from, struct node *out)
{
    int64_t at = n->part.form == PART_WEEKDAY ? from - DAY_S : from;

    return part_near(c, n->part, at, true, out);
}

static bool part_before(const struct chart *c, const struct node *n, int64_t to, struct node *out)
{
    int64_t at = n->part.form == PART_WEEKDAY ? to + DAY_S - 1 : to - 1;

    return part_near(c, n->part, at, false, out);
}

static bool span(const struct chart *c, const struct node *x, const struct node *y,
                 struct node *out)
{
    bool is_day = y->unit <= UNIT_WEEKEND && y->t.grain == GRAIN_DAY;
    int64_t to = y->t.to;

    bool is_point = y->t.has_time && y->v == 0 && to - y->t.from <= 3600;

    if (y->v == -1 || is_point || (!is_day && c->env->planner))
        to = y->t.from;
    if (!x->t.has_from || !y->t.has_to || x->t.from >= to)
        return false;
    period_seconds(out, x->t.from, to, y->unit, 1);
    out->t.grain = x->t.grain < y->t.grain ? x->t.grain : y->t.grain;
    out->t.has_time = x->t.has_time || y->t.has_time;
    out->t.is_calendar = false;
    out->is_range = true;
    return true;
}

/* "2018-10-19T10:00" is no range that begins with 2018. */
static bool is_iso_like(const struct chart *c, const struct node *x, const struct node *y)
{
    return x->unit == UNIT_YEAR && y->unit < UNIT_MONTH && x->to_tok == x->from_tok + 1 &&
           y->from_tok == x->to_tok + 1 && c->toks.p[x->to_tok].glued &&
           c->toks.p[y->from_tok].glued;
}

/* "from X to Y", "between X and Y", "X - Y" */
bool make_range(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *x = made_of(m, EL_PERIOD), *y = made_of_nth(m, EL_PERIOD, 1);
    struct node a, b;

    if (is_iso_like(c, x, y))
        return false;
    if (x->part.form == PART_DAY && y->part.form == PART_MONTH_DAY)
        return false;
    if (x->part.form && y->part.form) {
        bool ok = c->env->ahead ? part_alone(c, y->part, &b) && part_before(c, x, b.t.to, &a)
                                : part_alone(c, x->part, &a) && part_after(c, y, a.t.from, &b);
        return ok && span(c, &a, &b, out);
    }
    if (x->part.form && y->v == 0)
        return (part_before(c, x, y->t.to, &a) && span(c, &a, y, out)) || span(c, x, y, out);
    if (y->part.form)
        return part_after(c, y, x->t.from, &b) && span(c, x, &b, out);
    return span(c, x, y, out);
}

static const struct node *day_in(const struct node *const *m)
{
    const struct node *n = made_of(m, EL_NUM);

    return n ? n : made_of(m, EL_ORD);
}

static bool same_month_day(const struct node *date, int day, struct node *out)
{
    struct civil d = civil_from_days(day_of(date->t.from));

    if (date->unit != UNIT_DAY || date->t.has_time || day > civil_days_in_month(d.year, d.month))
        return false;
    int64_t at = civil_days(d.year, d.month, day);
    period_days(out, at, at + 1, UNIT_DAY, 1);
    return true;
}

/* "between 3 and 12 of September" */
bool make_days_then_month(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *date = made_of(m, EL_PERIOD);
    struct node first = { 0 };

    return same_month_day(date, (int)day_in(m)->number, &first) && span(c, &first, date, out);
}

/* "July 13 thru 15" */
bool make_month_days(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *date = made_of(m, EL_PERIOD);
    struct node last = { 0 };

    return same_month_day(date, (int)day_in(m)->number, &last) && span(c, date, &last, out);
}

static void open(struct node *out, const struct node *p, bool has_from, int64_t from, bool has_to,
                 int64_t to)
{
    *out = (struct node){ .el = EL_P_OPEN, .unit = p->unit };
    out->t = (struct time_span){ .has_from = has_from,
                                 .from = from,
                                 .has_to = has_to,
                                 .to = to,
                                 .grain = p->t.grain,
                                 .fiscal = p->t.fiscal,
                                 .has_time = p->t.has_time,
                                 .is_open_word = true,
                                 .count = 1 };
}

/* "since March" lies behind us, "after 2010" begins when 2010 is over. */
bool make_since(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *word = made_of(m, EL_SINCE), *p = made_of(m, EL_PERIOD);
    struct node behind;
    int v = word ? word->v : 0;

    if (p->is_range)
        return false;

    if (v == 0 && p->part.form && !c->env->ahead)
        p = part_near(c, p->part, c->env->now, false, &behind) ? &behind : p;
    open(out, p, true, p->exact ? p->exact : v ? p->t.to : p->t.from, false, 0);
    return true;
}

/* "until", "by": the period named last is in it, "before": it is not. */
bool make_until(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *word = made_of(m, EL_UNTIL), *p = made_of(m, EL_PERIOD);
    int v = word ? word->v : made_of(m, EL_BEFORE) ? 1 : 0;
    bool at_start = v == 1 || (v == 2 && c->env->planner && p->unit > UNIT_WEEKEND);
    (void)c;

    if (p->is_range || (p->exact && v == 1))
        return false;
    if (p->v == 1) /* "before the end of the year" */
        at_start = false;
    if (p->v == -1)
        at_start = true;
    open(out, p, false, 0, true, p->exact ? p->exact : at_start ? p->t.from : p->t.to);
    return true;
}

/* "more than 2 days before yesterday" */
bool make_more_than_before(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node at = { 0 };

    if (made_of(m, EL_AGO) ? !make_ago(c, m, &at) : !make_from_period(c, m, &at))
        return false;
    const struct node *side = made_of(m, EL_BEFORE) ? made_of(m, EL_BEFORE) : made_of(m, EL_AGO);
    bool back = side->v < 0;
    open(out, &at, !back, at.exact ? at.exact : at.t.to, back, at.exact ? at.exact : at.t.from);
    return true;
}

/* "May 3 or later", "2018 or earlier" */
bool make_on_or_after(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *p = made_of(m, EL_PERIOD), *word = made_of(m, EL_ONWARD);

    if (p->is_range || (word->to_tok < c->toks.n && tok_is(&c->toks.p[word->to_tok], "than")))
        return false;

    open(out, p, word->v > 0, p->t.from, word->v < 0, p->t.to);
    return true;
}

/* The words of "2 days before X" at the head of a phrase. */
bool make_before_or_after(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *p = made_of(m, EL_PERIOD);

    if (p->is_range)
        return false;
    if (made_of(m, EL_BEFORE)->v < 0)
        return make_until(c, m, out);
    open(out, p, true, p->t.to, false, 0);
    return true;
}

/* "Sept 12-15, 2018" */
bool make_month_days_year(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct node first = { 0 }, last = { 0 };

    return part_inside(c, made_of(m, EL_PERIOD)->part, made_of_nth(m, EL_PERIOD, 1), &first) &&
           same_month_day(&first, (int)day_in(m)->number, &last) && span(c, &first, &last, out);
}
