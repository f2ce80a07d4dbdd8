#include "exec/budget.h"

#include <time.h>

double budget_now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t requests(const struct run *r)
{
    return r->source->cost.requests - r->before.requests;
}

err_t budget_check(struct run *r)
{
    const struct exec_budget *b = &r->env->budget;

    if (r->env->cancelled && atomic_load(r->env->cancelled))
        return why_fail(r->why, ERR_CANCELLED, "stopped");
    if (b->requests && requests(r) >= b->requests)
        return ERR_TOO_LARGE;
    if (b->records && r->records > b->records)
        return ERR_TOO_LARGE;
    return b->seconds > 0 && budget_now_s() > r->deadline ? ERR_TOO_LARGE : ERR_OK;
}

bool budget_holds(const struct run *r, uint64_t rows)
{
    const struct exec_budget *b = &r->env->budget;

    if (b->records && r->records + rows > b->records)
        return false;
    return !b->requests || requests(r) + run_pages_of(r, rows) <= b->requests;
}

/* Would a fresh question for so many fit? */
static bool fits(const struct run *r, uint64_t rows)
{
    const struct exec_budget *b = &r->env->budget;

    return (!b->records || rows <= b->records) &&
           (!b->requests || run_pages_of(r, rows) < b->requests);
}

static const struct field *date_of(const struct run *r, const struct source_query *q)
{
    const struct source *s = r->source;
    struct source_filter f = { .op = OP_BETWEEN };
    size_t at = q->model->default_date < 0 ? 0 : (size_t)q->model->default_date;

    for (; at < q->model->fields_n; at++) {
        f.field = &q->model->fields[at];
        if (field_is_date(f.field) && !f.field->repeatable && (!s->ops->may || s->ops->may(s, &f)))
            return f.field;
    }
    return NULL;
}

/* The query's records of the last days; false when that cannot be told. */
static bool count_days(struct run *r, const struct source_query *q, const struct field *date,
                       int days, uint64_t *out)
{
    struct value ends[2] = { value_date(r->env->now / DAY_S - days),
                             value_date(r->env->now / DAY_S) };
    struct source_query narrow = *q;

    if (date->type == FIELD_INSTANT)
        for (int i = 0; i < 2; i++)
            ends[i] = value_instant((ends[i].i + i) * DAY_S - i);
    narrow.filters = NEW_N(r->a, struct source_filter, q->filters_n + 1);
    for (size_t i = 0; i < q->filters_n; i++)
        narrow.filters[i] = q->filters[i];
    narrow.filters[narrow.filters_n++] = (struct source_filter){ date, OP_BETWEEN, ends, 2 };
    return r->source->ops->count(r->source, &narrow, out, NULL) == ERR_OK;
}

/* "With Sold in the last 90 days it is 61000 records", or how else to go on. */
static str offer(struct run *r, const struct source_query *q)
{
    static const int spans[] = { 365, 90, 30, 7 };
    const struct field *date = date_of(r, q);
    bool can = date && !q->any && q->record_ids.n == 0 && r->env->now &&
               !(r->source->lacks & SOURCE_NO_COUNT);

    for (size_t i = 0; can && i < sizeof spans / sizeof *spans; i++) {
        uint64_t rows = 0;
        if (!count_days(r, q, date, spans[i], &rows) || rows == 0)
            break;
        if (fits(r, rows))
            return arena_fmt(r->out,
                             "With %.*s in the last %d days it is %llu records: ask for that",
                             STR_ARG(date->label), spans[i], (unsigned long long)rows);
    }
    return STR("Narrow it, for example by a shorter period or by one more condition");
}

err_t budget_refuse(struct run *r, const struct source_query *q, uint64_t rows)
{
    const struct exec_budget *b = &r->env->budget;
    str label = q->model->label, how = offer(r, q);

    if (!rows)
        rows = r->source->matched ? r->source->matched : q->model->records;
    return why_fail(r->why, ERR_TOO_LARGE,
                    "answering this means reading about %llu records of %.*s, more than is allowed "
                    "for one question (%llu records, %llu requests, %.0f seconds). %.*s",
                    (unsigned long long)rows, STR_ARG(label), (unsigned long long)b->records,
                    (unsigned long long)b->requests, b->seconds, STR_ARG(how));
}
