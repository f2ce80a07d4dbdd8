#include "exec/exec.h"

#include "exec/budget.h"
#include "exec/job.h"
#include "exec/tell.h"
#include "plan/words.h"

enum { ATTEMPTS = 3 };

/* "Sum of Revenue" -> "sum_of_revenue"; never empty, never twice the same. */
static str name_of(struct arena *a, str label, const struct result_column *before, size_t n)
{
    struct buf b;
    size_t letters;

    buf_init(&b, a);
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
        if (c >= 'A' && c <= 'Z')
            buf_byte(&b, (char)(c + 32));
        else if (letter)
            buf_byte(&b, c);
        else if (b.n && b.p[b.n - 1] != '_')
            buf_byte(&b, '_');
    }
    while (b.n && b.p[b.n - 1] == '_')
        b.n--;
    if (b.n == 0)
        buf_lit(&b, "column");
    letters = b.n;
    for (unsigned k = 2;; k++) {
        bool taken = false;
        for (size_t i = 0; i < n; i++)
            taken = taken || str_eq(before[i].name, buf_str(&b));
        if (!taken)
            return buf_str(&b);
        b.n = letters;
        buf_fmt(&b, "_%u", k);
    }
}

static void add_column(struct arena *a, struct result *out, str label, enum value_kind kind,
                       bool is_key, bool is_percent)
{
    struct result_column *c = &out->columns[out->columns_n];

    *c = (struct result_column){ name_of(a, label, out->columns, out->columns_n),
                                 arena_str(a, label), kind, is_key, is_percent };
    out->columns_n++;
}

static str label_of(struct arena *a, const struct column *c)
{
    return c->label.n ? c->label : expr_words(a, c->expr);
}

static void add_plain(struct arena *a, const struct plan *p, const struct column *c,
                      struct result *out)
{
    add_column(a, out, label_of(a, c), expr_kind(c->expr),
               plan_is_grouped(p) && !expr_has_agg(c->expr), c->expr->op == EXPR_SHARE);
}

static void add_compared(struct arena *a, const struct column *c, struct result *out)
{
    str label = label_of(a, c);
    enum value_kind k = expr_kind(c->expr);
    bool share = c->expr->op == EXPR_SHARE;

    add_column(a, out, label, k, false, share);
    add_column(a, out, arena_fmt(a, "%.*s before", STR_ARG(label)), k, false, share);
    add_column(a, out, arena_fmt(a, "%.*s change", STR_ARG(label)),
               k == VALUE_INT ? VALUE_INT : VALUE_FLOAT, false, share);
    add_column(a, out, arena_fmt(a, "%.*s change in %%", STR_ARG(label)), VALUE_FLOAT, false, true);
}

static void add_told(struct arena *a, const struct plan *p, struct result *out)
{
    size_t n;
    const struct told_column *c = tell_columns(p->tell, &n);

    out->columns = NEW_N(a, struct result_column, n);
    for (size_t i = 0; i < n; i++)
        add_column(a, out, str_c(c[i].label), c[i].kind, false, false);
}

static void set_columns(struct arena *a, const struct plan *p, struct result *out)
{
    if (p->tell != TELL_RECORDS) {
        add_told(a, p, out);
        return;
    }
    out->columns = NEW_N(a, struct result_column, p->columns_n * 4);
    if (!p->compare) {
        for (size_t i = 0; i < p->columns_n; i++)
            add_plain(a, p, &p->columns[i], out);
        return;
    }
    for (size_t i = 0; i < p->columns_n; i++)
        if (!expr_has_agg(p->columns[i].expr))
            add_plain(a, p, &p->columns[i], out);
    for (size_t i = 0; i < p->columns_n; i++)
        if (expr_has_agg(p->columns[i].expr))
            add_compared(a, &p->columns[i], out);
}

static void set_rows(struct arena *a, const struct relation *rel, struct result *out)
{
    size_t n = rel->rows_n * rel->columns_n;

    out->cells = NEW_N(a, struct value, n);
    for (size_t i = 0; i < n; i++)
        out->cells[i] = value_keep(a, rel->cells[i]);
    out->rows_n = rel->rows_n;
    out->total = rel->total;
    out->total_at_least = rel->total_at_least;
    out->truncated = rel->truncated;
}

static void set_provenance(const struct run *r, const struct plan *p, struct result *out)
{
    const struct source_cost *now = &r->source->cost;
    struct provenance *v = &out->provenance;

    v->universe_id = arena_str(r->out, p->model->id);
    v->requests = now->requests - r->before.requests;
    v->records_read = now->records - r->before.records;
    v->bytes = now->bytes - r->before.bytes;
    v->as_of = r->source->as_of ? r->source->as_of : r->env->now;
    v->age_s = r->source->as_of ? r->env->now - r->source->as_of : 0;
    v->origin = r->source->origin ? arena_str(r->out, str_c(r->source->origin)) : STR("");
    v->notes_n = r->notes.n;
    v->notes = NEW_N(r->out, struct request_note, r->notes.n);
    for (size_t i = 0; i < r->notes.n; i++)
        v->notes[i] = r->notes.p[i];
    out->warnings = (struct strs){ NEW_N(r->out, str, r->warnings.n), r->warnings.n };
    for (size_t i = 0; i < r->warnings.n; i++)
        out->warnings.p[i] = arena_str(r->out, r->warnings.p[i]);
}

/* The hook of whoever owns the source is called as well. */
struct hook {
    struct run *run;
    void (*before)(void *ctx, const struct source_query *q, uint64_t records, double ms);
    void *ctx;
};

static void note_request(void *ctx, const struct source_query *q, uint64_t records, double ms)
{
    struct hook *h = ctx;
    struct run *r = h->run;

    if (r->notes.n < NOTES_MAX) {
        str words = run_query_words(r->a, q);
        str what = arena_fmt(r->out, "%s%.*s", r->doing, STR_ARG(words));
        *vec_push(r->a, &r->notes) = (struct request_note){ arena_str(r->out, q->model->label),
                                                            what, records, ms };
    }
    if (h->before)
        h->before(h->ctx, q, records, ms);
}

static err_t attempt(struct run *r, const struct plan *p, struct result *out)
{
    struct relation rel;
    struct result res = { 0 };

    TRY(p->tell == TELL_RECORDS ? job_run(r, p, &rel) : tell_run(r, p, &rel));
    TRY(run_compare_marks(r));
    set_columns(r->out, p, &res);
    set_rows(r->out, &rel, &res);
    set_provenance(r, p, &res);
    *out = res;
    return ERR_OK;
}

/* Records that change while they are read make the whole answer doubtful, so
 * all of it is read again. */
static err_t attempt_all(struct run *r, const struct plan *p, struct result *out)
{
    err_t e = ERR_OK;

    for (int i = 0; i < ATTEMPTS; i++) {
        struct run once = *r;
        struct hook hook = { &once, r->source->on_request, r->source->on_request_ctx };

        once.a = arena_new();
        once.scratch = arena_new();
        once.is_last = i == ATTEMPTS - 1;
        once.before = r->source->cost;
        r->source->on_request = note_request;
        r->source->on_request_ctx = &hook;
        e = attempt(&once, p, out);
        r->source->on_request = hook.before;
        r->source->on_request_ctx = hook.ctx;
        arena_free(once.a);
        arena_free(once.scratch);
        r->whole = once.whole;
        if (e != ERR_CONFLICT)
            return e;
    }
    return why_fail(r->why, e, "records kept changing while they were read; ask again");
}

err_t exec_run(struct arena *a, const struct exec_env *env, const struct plan *p,
               struct result *out, struct why *why)
{
    struct run r = { .out = a, .env = env, .source = env->source, .why = why };

    r.deadline = budget_now_s() + env->budget.seconds;
    return attempt_all(&r, p, out);
}

err_t exec_explain(struct arena *a, const struct exec_env *env, const struct plan *p, str *out,
                   struct why *why)
{
    struct buf lines;
    struct relation rel;
    struct run r = { .out = a, .env = env, .source = env->source, .why = why, .dry = true };
    err_t e;

    buf_init(&lines, a);
    r.lines = &lines;
    r.a = arena_new();
    r.scratch = arena_new();
    e = p->tell == TELL_RECORDS ? job_run(&r, p, &rel) : tell_run(&r, p, &rel);
    arena_free(r.a);
    arena_free(r.scratch);
    if (e == ERR_OK)
        *out = buf_str(&lines);
    return e;
}
