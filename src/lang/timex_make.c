/* Names of periods: what they are alone. */
#include "lang/timex_make.h"

const struct node *made_of_nth(const struct node *const *m, enum el el, int nth)
{
    for (int i = 0; i < RULE_ELS_MAX; i++)
        if (m[i] && m[i]->el == el && nth-- == 0)
            return m[i];
    return NULL;
}

const struct node *made_of(const struct node *const *m, enum el el)
{
    return made_of_nth(m, el, 0);
}

enum unit made_unit(const struct node *const *m)
{
    enum unit u = (enum unit)made_of(m, EL_UNIT)->v;

    return made_of(m, EL_FISCAL) ? unit_fiscal(u) : u;
}

/* -1, 0, 1 */
int made_mod(const struct node *const *m)
{
    const struct node *mod = made_of(m, EL_MOD);

    return mod ? mod->v : made_of(m, EL_PAST)->v;
}

bool made_day(const struct chart *c, int64_t day, struct node *out)
{
    period_unit(c, out, UNIT_DAY, day, 0);
    return true;
}

const struct node *made_ordinal(const struct node *const *m)
{
    const struct node *n = made_of(m, EL_ORD);

    return n ? n : made_of(m, EL_NUM);
}

static int whole(const struct node *n)
{
    return (int)n->number;
}

/* A number or an ordinal, the `nth` of the rule. */
static const struct node *number_in(const struct node *const *m, int nth)
{
    for (int i = 0; i < RULE_ELS_MAX; i++)
        if (m[i] && (m[i]->el == EL_NUM || m[i]->el == EL_ORD) && nth-- == 0)
            return m[i];
    return NULL;
}

/* 87 is 1987, 35 is 2035. */
static int full_year(const struct node *n)
{
    int year = whole(n);

    if (n->digits == 2)
        return year + (year < 40 ? 2000 : 1900);
    return year;
}

/* "may" and "march", unless written as a name inside a sentence. */
static bool is_also_a_verb(const struct chart *c, const struct node *month)
{
    const struct tok *t = &c->toks.p[month->from_tok];
    bool in_sentence = month->from_tok > 0 && t[-1].kind != TOK_MARK;

    return c->lang == &date_lang_en && (tok_is(t, "may") || tok_is(t, "march")) &&
           !(t->upper && in_sentence);
}

bool make_month(const struct chart *c, const struct node *const *m, struct node *out)
{
    if (!part_alone(c, (struct part){ .form = PART_MONTH, .a = m[0]->v }, out))
        return false;
    out->shaky = is_also_a_verb(c, m[0]);
    return true;
}

bool make_month_day(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *month = made_of(m, EL_MONTH), *day = number_in(m, 0);

    return part_alone(c, (struct part){ .form = PART_MONTH_DAY, .a = month->v, .b = whole(day) },
                      out);
}

bool make_month_year(const struct chart *c, const struct node *const *m, struct node *out)
{
    out->was = PART_MONTH;
    return part_in_year(c, (struct part){ .form = PART_MONTH, .a = made_of(m, EL_MONTH)->v },
                        full_year(number_in(m, 0)), out);
}

bool make_weekday(const struct chart *c, const struct node *const *m, struct node *out)
{
    static const char *const words[] = { "sun", "sat", "mon", "wed", "so", "mi", "do", "mar" };
    const struct tok *t = &c->toks.p[m[0]->from_tok];

    if (!part_alone(c, (struct part){ .form = PART_WEEKDAY, .a = m[0]->v }, out))
        return false;
    for (size_t i = 0; !t->upper && i < sizeof words / sizeof *words; i++)
        out->shaky |= tok_is(t, words[i]);
    return true;
}

bool make_weekday_day(const struct chart *c, const struct node *const *m, struct node *out)
{
    return part_alone(c,
                      (struct part){ .form = PART_WEEKDAY_DAY,
                                     .a = made_of(m, EL_WEEKDAY)->v,
                                     .b = whole(number_in(m, 0)) },
                      out);
}

/* "Monday 3-8": hours rather than a date. */
static bool is_hours(const struct chart *c, const struct node *date)
{
    if (date->to_tok - date->from_tok < 3)
        return false;
    const struct tok *t = &c->toks.p[date->to_tok - 3];
    return t[0].kind == TOK_DIGITS && tok_is_mark(&t[1], '-') && t[2].kind == TOK_DIGITS &&
           t[2].value <= 12 && (t[2].value - t[0].value + 12) % 12 < 10;
}

/* "Sunday, Feb 10": the nearest year in which they agree, if that is near. */
bool make_weekday_date(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *date = made_of(m, EL_PERIOD);
    int weekday = made_of(m, EL_WEEKDAY)->v, year = civil_from_days(c->today).year;

    bool one_word = date->to_tok - date->from_tok == 1; /* "Tuesday morgen" */
    if (is_hours(c, date) || one_word || date->is_placed)
        return false;
    if (date->part.form == PART_MONTH_DAY && made_of(m, EL_MOD) && made_of(m, EL_MOD)->v == 0)
        return part_in_year(c, date->part, year, out);
    if (date->part.form != PART_MONTH_DAY) {
        *out = *date;
        return date->part.form == PART_NONE && date->unit == UNIT_DAY;
    }
    for (int i = 0; i < 3; i++) {
        struct node n = { 0 };
        int away = c->env->ahead ? (i + 1) / 2 * (i % 2 ? 1 : -1) : (i + 1) / 2 * (i % 2 ? -1 : 1);
        if (part_in_year(c, date->part, year + away, &n) &&
            civil_weekday(day_of(n.t.from)) == weekday) {
            *out = n;
            out->part = date->part;
            return true;
        }
    }
    *out = *date;
    out->shaky = false;
    return true;
}

/* "the 21st", "on the first": only together with something, or after "on". */
bool make_day_of_month(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *day = number_in(m, 0);

    if (!part_alone(c, (struct part){ .form = PART_DAY, .b = whole(day) }, out))
        return false;
    out->shaky = m[0]->el != EL_ON || !made_of(m, EL_THE);
    return true;
}

static bool year_period(const struct chart *c, int year, struct node *out)
{
    if (year < 1 || year > 9998)
        return false;
    period_unit(c, out, UNIT_YEAR, civil_days(year, 1, 1), 0);
    return true;
}

bool make_year(const struct chart *c, const struct node *const *m, struct node *out)
{
    return year_period(c, full_year(number_in(m, 0)), out);
}

/* "nineteen seventy two", "twenty twenty five" */
bool make_year_words(const struct chart *c, const struct node *const *m, struct node *out)
{
    double high = m[0]->number, low = m[1]->number;

    if (m[0]->digits || m[1]->digits || (high != 19 && high != 20) || low < 10 || low > 99)
        return false;
    return year_period(c, (int)(high * 100 + low), out);
}

bool make_year_of_era(const struct chart *c, const struct node *const *m, struct node *out)
{
    return m[1]->v > 0 && make_year(c, m, out);
}

/* "the 90s", "1990s", "the nineties" has its own word */
bool make_decade(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *n = number_in(m, 0), *unit = made_of(m, EL_UNIT);
    int year = whole(n);

    if (unit && unit->v != UNIT_DECADE)
        return false;

    if (n->digits == 2)
        year += year < 30 ? 2000 : 1900;
    else if (n->digits != 4)
        return false;
    if (year % 10 != 0 || year < 1000)
        return false;
    period_unit(c, out, UNIT_DECADE, civil_days(year, 1, 1), 0);
    return true;
}

bool make_fiscal_year(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *fy = made_of(m, EL_FY), *number = number_in(m, 0);
    const struct node *unit = made_of(m, EL_UNIT);
    int year = full_year(number);

    if (unit && unit->v != UNIT_YEAR)
        return false;
    if (unit && !made_of(m, EL_FISCAL))
        return year_period(c, year, out);
    if (number->digits != 2 && number->digits != 4)
        return false;
    if (fy && fy->v == 0)
        return year_period(c, year, out);
    struct node last = { 0 };
    if (!part_in_year(c, (struct part){ .form = PART_QUARTER, .a = 4, .fiscal = true }, year,
                      &last))
        return false;
    period_unit(c, out, UNIT_FISCAL_YEAR, day_of(last.t.from), 0);
    return true;
}

/* "third quarter", "first half": parts of a year. */
bool make_ordinal_unit(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *unit = made_of(m, EL_UNIT);
    struct part part = { .form = unit->v == UNIT_QUARTER ? PART_QUARTER : PART_HALF,
                         .a = whole(number_in(m, 0)),
                         .fiscal = made_of(m, EL_FISCAL) != NULL };

    if (unit->v != UNIT_QUARTER && unit->v != UNIT_HALF)
        return false;
    return part_alone(c, part, out);
}

bool make_quarter(const struct chart *c, const struct node *const *m, struct node *out)
{
    return part_alone(c, (struct part){ .form = PART_QUARTER, .a = whole(number_in(m, 0)) }, out);
}

bool make_half(const struct chart *c, const struct node *const *m, struct node *out)
{
    return part_alone(c, (struct part){ .form = PART_HALF, .a = whole(number_in(m, 0)) }, out);
}

bool make_week_number(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *unit = made_of(m, EL_UNIT);

    if (unit && unit->v != UNIT_WEEK)
        return false;
    return part_alone(c, (struct part){ .form = PART_WEEK, .a = whole(number_in(m, 0)) }, out);
}

bool make_holiday(const struct chart *c, const struct node *const *m, struct node *out)
{
    return part_alone(c, (struct part){ .form = PART_HOLIDAY, .a = m[0]->v }, out);
}

/* A season is also a noun of everyday talk ("spring"): it needs company. */
bool make_season(const struct chart *c, const struct node *const *m, struct node *out)
{
    if (!part_alone(c, (struct part){ .form = PART_SEASON, .a = m[0]->v }, out))
        return false;
    out->shaky = true;
    return true;
}

bool make_today(const struct chart *c, const struct node *const *m, struct node *out)
{
    period_unit(c, out, UNIT_DAY, c->today, m[0]->v);
    return true;
}

/* A moment is of no use to a question about records: now is today. */
bool make_now(const struct chart *c, const struct node *const *m, struct node *out)
{
    (void)m;
    period_unit(c, out, UNIT_DAY, c->today, 0);
    out->shaky = true;
    return true;
}

static bool date(const struct chart *c, int year, int month, int day, struct node *out)
{
    return part_in_year(c, (struct part){ .form = PART_MONTH_DAY, .a = month, .b = day }, year,
                        out);
}

bool make_ymd(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *month = made_of(m, EL_MONTH);
    int mm = month ? month->v : whole(number_in(m, 1));

    return date(c, full_year(number_in(m, 0)), mm, whole(number_in(m, month ? 1 : 2)), out);
}

bool make_mdy(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *month = made_of(m, EL_MONTH);

    return date(c, full_year(number_in(m, 1)), month->v, whole(number_in(m, 0)), out);
}

/* Day and month by the language's order, unless only the other one is a date. */
static bool day_month(const struct chart *c, int first, int second, struct part *part)
{
    bool day_first = c->lang->day_first ? second <= 12 : first > 12;
    int month = day_first ? second : first, day = day_first ? first : second;

    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    *part = (struct part){ .form = PART_MONTH_DAY, .a = month, .b = day };
    return true;
}

bool make_dmy_or_mdy(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct part part;

    return day_month(c, whole(number_in(m, 0)), whole(number_in(m, 1)), &part) &&
           part_in_year(c, part, full_year(number_in(m, 2)), out);
}

/* "10/25": good with a slash, or a dot where people write so; "2-15" needs
 * company. */
bool make_day_month_shaky(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct part part;

    if (!day_month(c, whole(number_in(m, 0)), whole(number_in(m, 1)), &part) ||
        !part_alone(c, part, out))
        return false;
    bool dotted = m[3] && m[3]->el == EL_DOT && c->lang->day_first;
    out->shaky = m[1]->el != EL_SLASH && !dotted;
    return true;
}

/* "2014-10", "10/2014" */
bool make_month_number_year(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *x = number_in(m, 0), *y = number_in(m, 1);
    bool year_first = x->digits == 4;

    return part_in_year(c, (struct part){ .form = PART_MONTH, .a = whole(year_first ? y : x) },
                        whole(year_first ? x : y), out);
}

/* "15 April of 87", "Jan '19" */
bool make_part_year2(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *part = made_of(m, EL_PERIOD), *year = made_of(m, EL_NUM);

    return part_in_year(c, part->part, full_year(year), out);
}

bool make_copy(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *n = made_of(m, EL_PERIOD);
    (void)c;

    if (m[0]->el == EL_IN && m[0]->v == 2 && n->exact) /* "over a year ago" */
        return false;
    if (m[0]->el == EL_IN && m[0]->v == 2 && n->to_tok - n->from_tok == 1 && n->unit == UNIT_YEAR)
        return false; /* "over 2000" */
    *out = *n;
    out->is_placed = m[0]->el != EL_THE && m[0]->el != EL_CALENDAR;
    if (n->part.form == PART_SEASON || n->part.form == PART_MONTH)
        out->shaky = n->shaky && m[0]->el != EL_IN && m[0]->el != EL_THE;
    return true;
}

bool make_part_inside(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct part part = made_of(m, EL_PERIOD)->part;

    out->was = part.form;
    return part_inside(c, part, made_of_nth(m, EL_PERIOD, 1), out);
}

bool make_inside_part(const struct chart *c, const struct node *const *m, struct node *out)
{
    return part_inside(c, made_of_nth(m, EL_PERIOD, 1)->part, made_of(m, EL_PERIOD), out);
}

/* "fiscal Q2" */
bool make_fiscal_part(const struct chart *c, const struct node *const *m, struct node *out)
{
    struct part part = made_of(m, EL_PERIOD)->part;

    if (part.form != PART_QUARTER && part.form != PART_HALF)
        return false;
    part.fiscal = true;
    return part_alone(c, part, out);
}

bool make_decade_word(const struct chart *c, const struct node *const *m, struct node *out)
{
    period_unit(c, out, UNIT_DECADE, civil_days(made_of(m, EL_DECADE)->v, 1, 1), 0);
    return true;
}

/* "the 18th century" is 1700 to 1799, as people count it */
bool make_century(const struct chart *c, const struct node *const *m, struct node *out)
{
    int n = whole(number_in(m, 0));

    if (made_of(m, EL_UNIT)->v != UNIT_CENTURY || n < 1 || n > 30)
        return false;
    period_unit(c, out, UNIT_CENTURY, civil_days(n == 1 ? 1 : (n - 1) * 100, 1, 1), 0);
    return true;
}

/* "FY2024-25", "FY 24/25": the one that ends in the later year */
bool make_fiscal_years(const struct chart *c, const struct node *const *m, struct node *out)
{
    const struct node *first = number_in(m, 0), *second = number_in(m, 1);
    const struct node *els[RULE_ELS_MAX] = { made_of(m, EL_FY), second };

    return (full_year(first) + 1) % 100 == whole(second) % 100 && els[0]->v &&
           make_fiscal_year(c, els, out);
}

/* "1Q", "2H": quarters and halves in the order of banks */
bool make_quarter_before(const struct chart *c, const struct node *const *m, struct node *out)
{
    enum part_form form = made_of(m, EL_Q) ? PART_QUARTER : PART_HALF;

    if (!part_alone(c, (struct part){ .form = form, .a = whole(number_in(m, 0)) }, out))
        return false;
    out->shaky = form == PART_HALF;
    return true;
}

/* "23-2020-Sep" */
bool make_dym(const struct chart *c, const struct node *const *m, struct node *out)
{
    return date(c, whole(number_in(m, 1)), made_of(m, EL_MONTH)->v, whole(number_in(m, 0)), out);
}
