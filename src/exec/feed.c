#include "exec/feed.h"

#include "exec/ranges.h"
#include "plan/words.h"

void feed_init(struct feed *f, struct run *r, const struct model *m, struct cond *where)
{
    *f = (struct feed){ .run = r };
    f->frame.scratch = r->scratch;
    rows_init(&f->rows, r, m);
    split_where(r, m, where, &f->split);
}

static bool expr_is_local(const struct expr *e)
{
    if (!e)
        return true;
    if (e->path.n && !e->path.steps[0].reverse)
        return false;
    return expr_is_local(e->a[0]) && expr_is_local(e->a[1]);
}

/* Can be told from the record itself? */
static bool cond_is_local(const struct cond *c)
{
    if (c->op == COND_EXISTS)
        return c->path.steps[0].reverse;
    for (size_t i = 0; i < c->kids_n; i++)
        if (!cond_is_local(c->kids[i]))
            return false;
    return expr_is_local(c->left) && expr_is_local(c->right);
}

/* A condition on a field with several values that is still here could not be
 * sent, and only the source sees all the values. */
static err_t refuse_repeatable(struct run *r, const struct cond *c)
{
    if (rewrite_is_repeatable(c) && c->left->path.n == 0 && (c->op == COND_EQ || c->values_n == 1))
        return why_fail(r->why, ERR_UNSUPPORTED,
                        "%.*s can hold several values, and this source cannot be asked about it",
                        STR_ARG(c->left->field->label));
    return ERR_OK;
}

err_t feed_compile(struct feed *f)
{
    struct scope s = { f->run, &f->rows, NULL };
    struct conds parts = rewrite_parts(f->run->a, f->split.rest);
    struct cond *early = NULL, *late = NULL;

    for (size_t i = 0; i < parts.n; i++) {
        struct cond **to = cond_is_local(parts.p[i]) ? &early : &late;
        if (f->split.ids.n == 0)
            TRY(refuse_repeatable(f->run, parts.p[i]));
        *to = cond_join(f->run->a, COND_AND, *to, parts.p[i]);
    }
    TRY(compile_test(&s, early, &f->early));
    TRY(compile_test(&s, late, &f->late));
    if (f->split.any || f->split.branches.n == 0)
        return ERR_OK;
    f->branch_tests = NEW_N(f->run->a, struct test *, f->split.branches.n);
    for (size_t i = 0; i < f->split.branches.n; i++)
        TRY(compile_test(&s, f->split.branches.p[i], &f->branch_tests[i]));
    return ERR_OK;
}

bool feed_is_flat(const struct feed *f)
{
    bool inner = false;

    for (size_t i = 0; i < f->rows.nodes.n; i++)
        inner = inner || f->rows.nodes.p[i].inner;
    return !inner && !f->split.rest && f->split.ids.n == 0 &&
           (f->split.any || f->split.branches.n == 0);
}

bool feed_can_sort(const struct feed *f, const struct field *by)
{
    const struct source *s = f->run->source;
    struct source_filter null = { .field = by, .op = OP_IS_NULL };
    struct source_filter filled = { .field = by, .op = OP_IS_NOT_NULL };

    return (field_is_number(by) || field_is_date(by)) && !by->repeatable && f->split.ids.n == 0 &&
           !f->split.any && f->split.branches.n == 0 && !(s->lacks & SOURCE_NO_SORT) &&
           (!s->ops->may || (s->ops->may(s, &null) && s->ops->may(s, &filled)));
}

/* Is this the branch that counts the row? */
static bool belongs(const struct feed *f)
{
    if (!f->branch_tests)
        return true;
    for (size_t i = 0; i < f->branch; i++)
        if (test_keeps(f->branch_tests[i], &f->frame))
            return false;
    return test_keeps(f->branch_tests[f->branch], &f->frame);
}

static err_t hand_on(struct feed *f)
{
    if (!rows_walk(&f->rows) || !test_keeps(f->late, &f->frame))
        return ERR_OK;
    return f->fn(f->ctx, &f->frame);
}

static err_t on_record(void *ctx, const struct source_record *rec)
{
    struct feed *f = ctx;
    err_t e;

    rows_set_root(&f->rows, rec->id, rec->values, &f->frame);
    if (!belongs(f) || !test_keeps(f->early, &f->frame))
        return ERR_OK;
    if (f->keeps) {
        *vec_push(f->run->a, &f->kept) = rows_keep(f->run->a, rec->id, rec->values, f->rows.view.n);
        return ERR_OK;
    }
    e = hand_on(f);
    f->stopped = e == ERR_CANCELLED;
    return e;
}

static struct source_query query_of(const struct feed *f)
{
    return (struct source_query){
        .model = f->rows.model,
        .view = f->rows.view.p,
        .view_n = f->rows.view.n,
        .where = f->split.taken,
        .limit = f->limit,
    };
}

static void add_filters(struct run *r, filter_vec *to, const filter_vec *from)
{
    for (size_t i = 0; i < from->n; i++)
        *vec_push(r->a, to) = from->p[i];
}

static err_t read_branch(struct feed *f, size_t branch)
{
    struct source_query q = query_of(f);
    filter_vec filters = { 0 };

    f->branch = branch;
    add_filters(f->run, &filters, &f->split.filters);
    if (f->branch_tests)
        add_filters(f->run, &filters, &f->split.branch_filters[branch]);
    for (size_t i = 0; f->split.any && i < f->split.branches.n; i++)
        add_filters(f->run, &filters, &f->split.branch_filters[i]);
    q.filters = filters.p;
    q.filters_n = filters.n;
    q.any = f->split.any;
    return f->any_order ? ranges_scan(f->run, &q, on_record, f)
                        : run_scan(f->run, &q, on_record, f);
}

static bool asks_for_null(const filter_vec *v, const struct field *f, bool *excluded)
{
    bool asked = false;

    for (size_t i = 0; i < v->n; i++) {
        asked = asked || (v->p[i].field == f && v->p[i].op == OP_IS_NULL);
        *excluded = *excluded || (v->p[i].field == f && v->p[i].op != OP_IS_NULL);
    }
    return asked;
}

/* Rows without a value in the field, or those with one, sorted. */
static err_t read_sorted_part(struct feed *f, bool filled)
{
    struct source_query q = query_of(f);
    struct source_filter part = { f->sort, filled ? OP_IS_NOT_NULL : OP_IS_NULL, NULL, 0 };
    filter_vec filters = { 0 };
    bool excluded = false, asked = asks_for_null(&f->split.filters, f->sort, &excluded);

    if (filled ? asked : excluded)
        return ERR_OK;
    add_filters(f->run, &filters, &f->split.filters);
    if (!excluded && !asked)
        *vec_push(f->run->a, &filters) = part;
    q.filters = filters.p;
    q.filters_n = filters.n;
    q.sort = filled ? f->sort : NULL;
    q.sort_desc = f->sort_desc;
    return run_scan(f->run, &q, on_record, f);
}

static err_t read_sorted(struct feed *f)
{
    TRY(read_sorted_part(f, f->sort_desc));
    return f->stopped ? ERR_OK : read_sorted_part(f, !f->sort_desc);
}

static err_t read_ids(struct feed *f)
{
    struct source_query q = query_of(f);
    struct ranges parts;

    run_way(f->run, WAY_IDS);
    ranges_of_ids(f->run, &q, f->split.ids.p, f->split.ids.n, &parts);
    return run_scan_all(f->run, &q, parts.p, parts.n, 0, on_record, f);
}

static err_t read_all(struct feed *f)
{
    size_t n = f->branch_tests ? f->split.branches.n : 1;

    if (f->split.branches.n)
        run_way(f->run, f->split.any ? WAY_ANY : WAY_BRANCHES);
    for (size_t i = 0; i < n && !f->stopped; i++)
        TRY(read_branch(f, i));
    return ERR_OK;
}

static err_t hand_on_kept(struct feed *f)
{
    TRY(rows_load_for(&f->rows, f->kept.p, f->kept.n));
    for (size_t i = 0; i < f->kept.n && !f->stopped; i++) {
        rows_set_root(&f->rows, f->kept.p[i].id, f->kept.p[i].values, &f->frame);
        err_t e = hand_on(f);
        f->stopped = e == ERR_CANCELLED;
        if (e && !f->stopped)
            return e;
    }
    return ERR_OK;
}

static void explain_rest(struct feed *f)
{
    str words;

    if (!f->run->dry || !f->split.rest)
        return;
    words = cond_words(f->run->a, f->split.rest);
    run_explain(f->run, "# checked here: %.*s", STR_ARG(words));
}

err_t feed_run(struct feed *f, feed_fn *fn, void *ctx)
{
    const struct model *m = f->rows.model;
    bool filtered = f->split.taken || f->split.ids.n || f->split.filters.n || f->split.branches.n;

    f->fn = fn;
    f->ctx = ctx;
    f->stopped = false;
    f->kept.n = 0;
    if (f->split.never && !f->run->dry) {
        run_way(f->run, WAY_NEVER);
        return ERR_OK;
    }
    explain_rest(f);
    f->keeps = f->rows.tables.n && !rows_are_small(&f->rows, filtered ? 0 : m->records);
    if (f->rows.tables.n)
        run_way(f->run, f->keeps ? WAY_LATER : WAY_TABLES);
    if (!f->keeps)
        TRY(rows_load_all(&f->rows));
    TRY(f->split.ids.n ? read_ids(f) : f->sort ? read_sorted(f) : read_all(f));
    return f->keeps ? hand_on_kept(f) : ERR_OK;
}
