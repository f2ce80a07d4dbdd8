#include "exec/run.h"

#include "exec/ahead.h"
#include "exec/budget.h"
#include "plan/words.h"

#include <stdarg.h>
#include <stdio.h>

enum { PAGE = 200, PAGES_UNKNOWN = 50 };

uint64_t run_pages_of(const struct run *r, uint64_t records)
{
    return records / (r->source->page_records ? r->source->page_records : PAGE) + 1;
}

uint64_t run_pages(const struct run *r, const struct model *m)
{
    return m->records ? run_pages_of(r, m->records) : PAGES_UNKNOWN;
}

void run_warn(struct run *r, str text)
{
    for (size_t i = 0; i < r->warnings.n; i++)
        if (str_eq(r->warnings.p[i], text))
            return;
    *vec_push(r->a, &r->warnings) = text;
}

const char *exec_way_name(enum exec_way w)
{
    static const char *const names[WAY_NUM] = {
#define X(name, what) [WAY_##name] = #name,
        EXEC_WAY_LIST(X)
#undef X
    };

    return names[w];
}

void run_way(struct run *r, enum exec_way w)
{
    static const char *const whats[WAY_NUM] = {
#define X(name, what) [WAY_##name] = what,
        EXEC_WAY_LIST(X)
#undef X
    };

    run_explain(r, "# %s", whats[w]);
    if (r->env->ways)
        r->env->ways[w]++;
}

void run_explain(struct run *r, const char *fmt, ...)
{
    char line[1000];
    va_list ap;

    if (!r->dry)
        return;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    buf_add(r->lines, str_c(line));
    buf_byte(r->lines, '\n');
}

static void add_filter(struct buf *b, const struct source_filter *f)
{
    buf_fmt(b, "%.*s %s", STR_ARG(f->field->id), source_op_name(f->op));
    for (size_t i = 0; i < f->values_n; i++) {
        buf_add(b, i ? STR(", ") : STR(" "));
        value_print(b, f->values[i]);
    }
}

str run_query_words(struct arena *a, const struct source_query *q)
{
    struct buf b;

    buf_init(&b, a);
    if (q->record_ids.n)
        buf_fmt(&b, " by %zu record ids", q->record_ids.n);
    if (q->where) {
        str words = cond_words(a, q->where);
        buf_fmt(&b, " where %.*s", STR_ARG(words));
    }
    if (q->record_ids.n)
        return buf_str(&b);
    for (size_t i = 0; i < q->filters_n; i++) {
        buf_add(&b, i == 0 && !q->where ? STR(" where ")
                    : q->any && i       ? STR(" or ")
                                        : STR(" and "));
        add_filter(&b, &q->filters[i]);
    }
    if (q->sort)
        buf_fmt(&b, " sorted by %.*s%s", STR_ARG(q->sort->id), q->sort_desc ? " descending" : "");
    if (q->limit)
        buf_fmt(&b, " first %llu", (unsigned long long)q->limit);
    return buf_str(&b);
}

static err_t check(struct run *r, const struct source_query *q)
{
    err_t e = budget_check(r);

    return e == ERR_TOO_LARGE ? budget_refuse(r, q, 0) : e;
}

static void explain_query(struct run *r, const char *verb, const struct source_query *q)
{
    str words;

    if (!r->dry)
        return;
    words = run_query_words(r->a, q);
    run_explain(r, "%s %.*s%.*s", verb, STR_ARG(q->model->label), STR_ARG(words));
}

err_t run_count(struct run *r, const struct source_query *q, uint64_t *out)
{
    explain_query(r, "count", q);
    if (r->dry) {
        *out = q->model->records ? q->model->records : 1;
        return ERR_OK;
    }
    TRY(check(r, q));
    r->doing = "count";
    return r->source->ops->count(r->source, q, out, r->why);
}

err_t run_mark(struct run *r, const struct model *m)
{
    struct marked now = { .model = m };

    if (r->dry || !r->source->ops->mark)
        return ERR_OK;
    for (size_t i = 0; i < r->marks.n; i++)
        if (r->marks.p[i].model == m)
            return ERR_OK;
    TRY(r->source->ops->mark(r->source, m, &now.mark, r->why));
    *vec_push(r->a, &r->marks) = now;
    return ERR_OK;
}

err_t run_compare_marks(struct run *r)
{
    for (size_t i = 0; i < r->marks.n; i++) {
        const struct marked *before = &r->marks.p[i];
        str label = before->model->label;
        struct source_mark now;
        TRY(r->source->ops->mark(r->source, before->model, &now, r->why));
        if (now.newest == before->mark.newest && now.same == before->mark.same &&
            now.records == before->mark.records)
            continue;
        if (!r->is_last)
            return why_fail(r->why, ERR_CONFLICT, "records of %.*s changed while they were read",
                            STR_ARG(label));
        run_warn(r, arena_fmt(r->out,
                              "Records of %.*s kept changing while they were read; the figures "
                              "may be partly of before and partly of after a change",
                              STR_ARG(label)));
    }
    return ERR_OK;
}

struct reading {
    struct run *r;
    source_record_fn *fn;
    void *ctx;
    unsigned until_check;
    uint64_t rows;
    bool stopped; /* nobody wants more */
    err_t failed;
};

static err_t on_record(void *ctx, const struct source_record *rec)
{
    struct reading *s = ctx;
    err_t e;

    if (s->until_check-- == 0) {
        s->until_check = PAGE - 1;
        s->failed = budget_check(s->r);
        if (s->failed)
            return ERR_CANCELLED;
    }
    s->r->records++;
    s->rows++;
    e = s->fn(s->ctx, rec);
    s->stopped = e != ERR_OK;
    if (e && e != ERR_CANCELLED)
        s->failed = e;
    return e ? ERR_CANCELLED : ERR_OK;
}

static err_t scan_one(struct reading *s, const struct source_query *q)
{
    struct run *r = s->r;
    err_t e;

    explain_query(r, "read", q);
    if (r->dry)
        return ERR_OK;
    TRY(check(r, q));
    r->source->matched = 0;
    r->doing = "read";
    e = r->source->ops->scan(r->source, q, on_record, s, r->why);
    e = s->failed ? s->failed : e;
    return e == ERR_TOO_LARGE && s->failed ? budget_refuse(r, q, 0) : e;
}

static err_t finish(const struct reading *s, const struct source_query *q, uint64_t rows)
{
    struct run *r = s->r;

    if (r->env->budget.records && r->records > r->env->budget.records)
        return budget_refuse(r, q, rows);
    if (rows == 0 || s->stopped || s->rows == rows || r->dry)
        return ERR_OK;
    r->whole = true;
    return why_fail(r->why, ERR_CONFLICT, "%llu records were counted and %llu came",
                    (unsigned long long)rows, (unsigned long long)s->rows);
}

err_t run_scan_all(struct run *r, const struct source_query *whole, const struct source_query *q,
                   size_t n, uint64_t rows, source_record_fn *fn, void *ctx)
{
    struct reading s = { .r = r, .fn = fn, .ctx = ctx, .until_check = PAGE - 1 };

    if (n == 0)
        return ERR_OK;
    if (n > 1 && !r->dry && r->source->twin && r->env->budget.connections != 1) {
        TRY(check(r, q));
        r->doing = "read";
        err_t e = ahead_scan(r, q, n, on_record, &s);
        e = s.failed ? s.failed : e;
        if (e)
            return e == ERR_TOO_LARGE ? budget_refuse(r, whole, rows) : e;
        return finish(&s, whole, rows);
    }
    for (size_t i = 0; i < n && !s.stopped; i++)
        TRY(scan_one(&s, &q[i]));
    return finish(&s, whole, rows);
}

err_t run_scan(struct run *r, const struct source_query *q, source_record_fn *fn, void *ctx)
{
    return run_scan_all(r, q, q, 1, 0, fn, ctx);
}

bool run_takes(const struct run *r, const struct model *m, const struct cond *c)
{
    return r->source->ops->takes && r->source->ops->takes(r->source, m, c);
}

err_t run_tell(struct run *r, const struct source_telling *q, source_fact_fn *fn, void *ctx)
{
    if (!r->source->ops->tell)
        return why_fail(r->why, ERR_UNSUPPORTED,
                        "where these records come from keeps no history, sources or quarantine");
    TRY(check(r, &(struct source_query){ .model = q->model }));
    run_explain(r, "tell the %s of %.*s %.*s", tell_name(q->what), STR_ARG(q->model->label),
                STR_ARG(q->record_id));
    if (r->dry)
        return ERR_OK;
    r->doing = tell_name(q->what);
    return r->source->ops->tell(r->source, q, fn, ctx, r->why);
}

err_t run_group(struct run *r, const struct source_groups *q, source_group_fn *fn, void *ctx)
{
    struct source_query rows = { .model = q->model, .where = q->where };

    if (!r->source->ops->group)
        return ERR_UNSUPPORTED;
    TRY(check(r, &(struct source_query){ .model = q->model }));
    explain_query(r, "group", &rows);
    if (r->dry)
        return ERR_OK;
    r->doing = "group";
    return r->source->ops->group(r->source, q, fn, ctx, r->why);
}
