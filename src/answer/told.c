#include "answer/told.h"

#include "plan/phrases.h"
#include "plan/words.h"

/* Columns of exec/tell.h. */
enum { RECORD, CHANGED_AT, VERSION, SOURCE, FIELD, BEFORE, AFTER };
enum { LINK_SOURCE = 1, LINK_KEY };
enum { Q_MODEL, Q_SOURCE, Q_KEY, Q_CAUSE, Q_REASON, Q_SINCE };

enum { LISTED_MAX = 4 };

static void day_words(struct buf *b, struct value instant)
{
    phrase_value(b,
                 value_date(instant.i >= 0 ? instant.i / DAY_S : (instant.i - DAY_S + 1) / DAY_S));
}

static str text_of(const struct result *r, size_t row, size_t column, str otherwise)
{
    struct value v = result_cell(r, row, column);

    return v.kind == VALUE_TEXT ? v.s : otherwise;
}

/* Is it the same in all rows? */
static bool is_one(const struct result *r, size_t column)
{
    for (size_t i = 1; i < r->rows_n; i++)
        if (!str_eq(text_of(r, i, column, STR("")), text_of(r, 0, column, STR(""))))
            return false;
    return true;
}

static void say_when(struct buf *b, struct arena *a, const struct plan *p)
{
    if (p->when.has_from || p->when.has_to) {
        str words = period_words(a, &p->when);
        buf_fmt(b, ", %.*s", STR_ARG(words));
    }
}

/* "Headquarters of EMEA is London since 3 May 2026: CRM changed it from
 * Amsterdam." */
static void say_field(struct buf *b, const struct result *r)
{
    str field = text_of(r, 0, FIELD, STR("")), record = text_of(r, 0, RECORD, STR(""));
    str source = text_of(r, 0, SOURCE, STR("an unknown source"));
    str before = text_of(r, 0, BEFORE, STR(""));

    buf_fmt(b, "%.*s of %.*s is %.*s since ", STR_ARG(field), STR_ARG(record),
            STR_ARG(text_of(r, 0, AFTER, STR("empty"))));
    day_words(b, result_cell(r, 0, CHANGED_AT));
    if (before.n)
        buf_fmt(b, ": %.*s changed it from %.*s.", STR_ARG(source), STR_ARG(before));
    else
        buf_fmt(b, ", when %.*s contributed it.", STR_ARG(source));
    if (r->rows_n > 1)
        buf_fmt(b, " It has had %zu values.", r->rows_n);
}

static void say_changes(struct buf *b, struct arena *a, const struct plan *p,
                        const struct result *r)
{
    size_t shown = r->rows_n < LISTED_MAX ? r->rows_n : LISTED_MAX;

    buf_fmt(b, "%.*s: %zu %s", STR_ARG(text_of(r, 0, RECORD, STR(""))), r->rows_n,
            r->rows_n == 1 ? "change" : "changes");
    say_when(b, a, p);
    buf_lit(b, ".");
    for (size_t i = 0; i < shown; i++) {
        buf_byte(b, ' ');
        day_words(b, result_cell(r, i, CHANGED_AT));
        buf_fmt(b, ": %.*s from %.*s to %.*s, by %.*s.", STR_ARG(text_of(r, i, FIELD, STR(""))),
                STR_ARG(text_of(r, i, BEFORE, STR("nothing"))),
                STR_ARG(text_of(r, i, AFTER, STR("nothing"))),
                STR_ARG(text_of(r, i, SOURCE, STR("an unknown source"))));
    }
}

static void say_history(struct buf *b, struct arena *a, const struct plan *p,
                        const struct result *r)
{
    if (is_one(r, RECORD) && is_one(r, FIELD) && !p->when.has_to &&
        p->columns[0].expr->op == EXPR_FIELD)
        say_field(b, r);
    else if (is_one(r, RECORD))
        say_changes(b, a, p, r);
    else
        buf_fmt(b, "%zu changes of several records.", r->rows_n);
}

static void say_sources(struct buf *b, const struct result *r)
{
    if (!is_one(r, RECORD)) {
        buf_fmt(b, "%zu links of several records to their sources.", r->rows_n);
        return;
    }
    buf_fmt(b, "%.*s stands for %zu %s: ", STR_ARG(text_of(r, 0, RECORD, STR(""))), r->rows_n,
            r->rows_n == 1 ? "entity" : "entities");
    for (size_t i = 0; i < r->rows_n && i < LISTED_MAX; i++)
        buf_fmt(b, "%s%.*s (%.*s)", i ? ", " : "", STR_ARG(text_of(r, i, LINK_SOURCE, STR("?"))),
                STR_ARG(text_of(r, i, LINK_KEY, STR("?"))));
    buf_add(b, r->rows_n > LISTED_MAX ? STR(" and more.") : STR("."));
}

/* How often each cause, in the order in which they come. */
static void say_quarantine(struct buf *b, const struct plan *p, const struct result *r)
{
    size_t said = 0;

    buf_fmt(b, "%zu %s", r->rows_n, r->rows_n == 1 ? "entity" : "entities");
    if (!p->everywhere)
        buf_fmt(b, " of %.*s", STR_ARG(p->model->label));
    buf_add(b, r->rows_n == 1 ? STR(" is in quarantine") : STR(" are in quarantine"));
    for (size_t i = 0; i < r->rows_n; i++) {
        str cause = text_of(r, i, Q_CAUSE, STR("no cause given"));
        size_t n = 0, first = i;
        for (size_t k = 0; k < r->rows_n; k++)
            if (str_eq(text_of(r, k, Q_CAUSE, STR("no cause given")), cause)) {
                n++;
                first = k < first ? k : first;
            }
        if (first == i)
            buf_fmt(b, "%s%zu %.*s", said++ ? ", " : ": ", n, STR_ARG(cause));
    }
    buf_byte(b, '.');
}

static void say_nothing(struct buf *b, struct arena *a, const struct plan *p)
{
    static const char *const nothing[TELL_NUM] = {
        [TELL_HISTORY] = "Nothing changed there",
        [TELL_SOURCES] = "No source stands behind that",
        [TELL_QUARANTINE] = "Nothing is in quarantine",
    };

    buf_fmt(b, "%s", nothing[p->tell]);
    if (p->tell == TELL_QUARANTINE && !p->everywhere)
        buf_fmt(b, " of %.*s", STR_ARG(p->model->label));
    say_when(b, a, p);
    buf_byte(b, '.');
}

str told_write(struct arena *a, const struct plan *p, const struct result *r)
{
    struct buf b;

    buf_init(&b, a);
    if (r->rows_n == 0)
        say_nothing(&b, a, p);
    else if (p->tell == TELL_HISTORY)
        say_history(&b, a, p, r);
    else if (p->tell == TELL_SOURCES)
        say_sources(&b, r);
    else
        say_quarantine(&b, p, r);
    return buf_str(&b);
}
