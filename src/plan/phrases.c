#include "plan/phrases.h"

bool phrase_is_date(enum value_kind k)
{
    return k == VALUE_DATE || k == VALUE_INSTANT;
}

static bool ends_with(str s, const char *end)
{
    str tail = str_c(end);

    return s.n >= tail.n && str_eq_nocase(str_sub(s, s.n - tail.n, s.n), tail);
}

str phrase_plural(struct arena *a, str label)
{
    bool vowel;

    if (label.n < 2)
        return label;
    vowel = strchr("aeiouAEIOU", label.p[label.n - 2]) != NULL;
    if (ends_with(label, "ss") || ends_with(label, "us") || ends_with(label, "x") ||
        ends_with(label, "z") || ends_with(label, "ch") || ends_with(label, "sh"))
        return arena_fmt(a, "%.*ses", STR_ARG(label));
    if (ends_with(label, "s"))
        return label;
    if (ends_with(label, "y") && !vowel)
        return arena_fmt(a, "%.*sies", (int)label.n - 1, label.p);
    return arena_fmt(a, "%.*ss", STR_ARG(label));
}

/* A text that could be mistaken for the words around it is quoted. */
static bool needs_quotes(str s)
{
    if (s.n == 0 || s.p[0] == ' ' || s.p[s.n - 1] == ' ')
        return true;
    for (size_t i = 0; i < s.n; i++)
        if (strchr("\"(),;:?!", s.p[i]) || s.p[i] == '\n')
            return true;
    return str_find(s, STR(" and ")) < s.n || str_find(s, STR(" or ")) < s.n ||
           str_find(s, STR(" is ")) < s.n || str_find(s, STR(" where ")) < s.n;
}

static void say_text(struct buf *out, str s)
{
    bool quote = needs_quotes(s);

    if (quote)
        buf_byte(out, '"');
    buf_add(out, s);
    if (quote)
        buf_byte(out, '"');
}

/* Thousands are set off from 10,000 on, so that 2026 stays a year. */
static void say_int(struct buf *out, int64_t i)
{
    char digits[24];
    int n = 0;
    uint64_t rest = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    bool grouped = rest >= 10000;

    if (i < 0)
        buf_byte(out, '-');
    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    while (n) {
        buf_byte(out, digits[--n]);
        if (grouped && n && n % 3 == 0)
            buf_byte(out, ',');
    }
}

static void say_day(struct buf *out, int64_t days)
{
    static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct civil c = civil_from_days(days);

    buf_fmt(out, "%d %s %d", c.day, months[c.month - 1], c.year);
}

static void say_instant(struct buf *out, int64_t seconds)
{
    struct civil c = civil_from_seconds(seconds);

    say_day(out, civil_days(c.year, c.month, c.day));
    if (c.second)
        buf_fmt(out, " %02d:%02d:%02d", c.hour, c.minute, c.second);
    else if (c.hour || c.minute)
        buf_fmt(out, " %02d:%02d", c.hour, c.minute);
}

void phrase_value(struct buf *out, struct value v)
{
    switch (v.kind) {
    case VALUE_NULL:
        buf_lit(out, "empty");
        return;
    case VALUE_BOOL:
        buf_add(out, v.b ? STR("yes") : STR("no"));
        return;
    case VALUE_INT:
        say_int(out, v.i);
        return;
    case VALUE_TEXT:
        say_text(out, v.s);
        return;
    case VALUE_DATE:
        say_day(out, v.i);
        return;
    case VALUE_INSTANT:
        say_instant(out, v.i);
        return;
    default:
        value_print(out, v);
        return;
    }
}

str phrase_grain(enum grain g)
{
    static const char *const words[GRAIN_NUM] = {
        [GRAIN_DAY] = "day",
        [GRAIN_WEEK] = "week",
        [GRAIN_MONTH] = "month",
        [GRAIN_QUARTER] = "quarter",
        [GRAIN_HALF] = "half-year",
        [GRAIN_YEAR] = "year",
        [GRAIN_FISCAL_QUARTER] = "fiscal quarter",
        [GRAIN_FISCAL_YEAR] = "fiscal year",
        [GRAIN_WEEKDAY] = "weekday",
        [GRAIN_MONTH_OF_YEAR] = "month of the year",
    };

    return str_c(words[g]);
}

str phrase_compare(enum cond_op op, bool date)
{
    static const char *const words[COND_NUM][2] = {
        [COND_EQ] = { " is ", " is " },
        [COND_NE] = { " is not ", " is not " },
        [COND_LT] = { " is below ", " is before " },
        [COND_LE] = { " is at most ", " is on or before " },
        [COND_GT] = { " is above ", " is after " },
        [COND_GE] = { " is at least ", " is on or after " },
    };

    return str_c(words[op][date]);
}

str phrase_order(enum value_kind k, bool desc)
{
    if (phrase_is_date(k) || k == VALUE_TIME)
        return desc ? STR(", latest first") : STR(", earliest first");
    if (k == VALUE_TEXT)
        return desc ? STR(", Z to A") : STR(", A to Z");
    return desc ? STR(", highest first") : STR(", lowest first");
}

/* The last moment before `to`: the day before when it is midnight. */
static struct value last_before(struct value to)
{
    if (to.kind == VALUE_DATE)
        return value_date(to.i - 1);
    return to.i % DAY_S == 0 ? value_date(to.i / DAY_S - 1) : value_instant(to.i);
}

static struct value as_day(struct value v)
{
    return v.kind == VALUE_INSTANT && v.i % DAY_S == 0 ? value_date(v.i / DAY_S) : v;
}

/* "1 Oct 2026 to 31 Dec 2026", one day as that day. */
static void say_dates(struct buf *out, struct value from, struct value to)
{
    struct value first = as_day(from), last;

    if (!to.kind) {
        buf_lit(out, "from ");
        phrase_value(out, first);
        buf_lit(out, " on");
        return;
    }
    last = last_before(to);
    if (!from.kind) {
        buf_add(out, last.kind == VALUE_DATE ? STR("until ") : STR("before "));
        phrase_value(out, last);
        return;
    }
    phrase_value(out, first);
    if (value_eq(first, last))
        return;
    buf_add(out, last.kind == VALUE_DATE ? STR(" to ") : STR(" to before "));
    phrase_value(out, last);
}

void phrase_range(struct buf *out, struct value from, struct value to)
{
    enum value_kind k = from.kind ? from.kind : to.kind;

    if (phrase_is_date(k)) {
        buf_lit(out, " is ");
        say_dates(out, from, to);
        return;
    }
    if (from.kind) {
        buf_lit(out, " is at least ");
        phrase_value(out, from);
    }
    if (from.kind && to.kind)
        buf_lit(out, " and below ");
    else if (to.kind)
        buf_lit(out, " is below ");
    if (to.kind)
        phrase_value(out, to);
}

static struct value bound(bool has, int64_t at)
{
    return has ? value_instant(at) : VALUE_NONE;
}

void phrase_period(struct buf *out, const struct period *p)
{
    if (!p->has_from && !p->has_to) {
        buf_add(out, p->label.n ? p->label : STR("any time"));
        return;
    }
    if (p->label.n) {
        buf_add(out, p->label);
        buf_lit(out, " (");
    }
    say_dates(out, bound(p->has_from, p->from), bound(p->has_to, p->to));
    if (p->label.n)
        buf_byte(out, ')');
}

/* "is in this quarter", but "is since May", "is today", "is 1 to 5 May". */
str phrase_period_link(const struct period *p)
{
    static const char *const without[] = { "since",   "before",    "after",    "until", "from",
                                           "between", "on",        "by",       "up",    "in",
                                           "today",   "yesterday", "tomorrow", "within" };
    str rest = p->label, first = str_cut(&rest, ' ');

    if (p->label.n == 0)
        return STR(" is ");
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (str_eq_nocase(first, str_c(without[i])))
            return STR(" is ");
    return STR(" is in ");
}
