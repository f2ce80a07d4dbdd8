/* memory_source.h - a source over arrays, for tests: answers every legal query
 * exactly, counts what it was asked, and can be told to do less. */
#ifndef TESTS_MEMORY_SOURCE_H
#define TESTS_MEMORY_SOURCE_H

#include "exec/source.h"
#include "exec/text.h"

#include <assert.h>
#include <stdlib.h>

struct memory_record {
    str id;
    struct value *values; /* one a field of the model */
};

struct memory_table {
    const struct model *model;
    struct memory_record *records;
    size_t n;
};

struct memory_source {
    struct source source; /* give this to exec */
    struct memory_table *tables;
    size_t tables_n;
    unsigned refuses;   /* a bit per enum source_op: never sent to it */
    uint64_t page;      /* records in a page */
    unsigned conflicts; /* so many scans fail first */
    bool sorts_wrong;   /* takes no notice of `sort` */
};

static inline const struct memory_table *memory_table(const struct memory_source *m,
                                                      const struct model *model)
{
    for (size_t i = 0; i < m->tables_n; i++)
        if (m->tables[i].model == model)
            return &m->tables[i];
    assert(!"no such table");
    return NULL;
}

static inline str memory_lower(struct arena *a, str s, enum source_text how)
{
    char *out;

    if (how == SOURCE_TEXT_BYTES)
        return s;
    if (how == SOURCE_TEXT_NOCASE)
        return text_fold(a, s);
    out = arena_cstr(a, s);
    for (size_t i = 0; i < s.n; i++)
        if (out[i] >= 'A' && out[i] <= 'Z')
            out[i] = (char)(out[i] + 32);
    return (str){ out, s.n };
}

static inline bool memory_text(const struct memory_source *m, enum source_op op, str s, str part)
{
    struct arena *a = arena_new();
    bool out;

    s = memory_lower(a, s, m->source.text);
    part = memory_lower(a, part, m->source.text);
    switch (op) {
    case OP_CONTAINS:
        out = part.n == 0 || str_find(s, part) < s.n;
        break;
    case OP_STARTS_WITH:
        out = str_starts(s, part);
        break;
    case OP_ENDS_WITH:
        out = str_ends(s, part);
        break;
    default:
        out = str_eq(s, part);
        break;
    }
    arena_free(a);
    return out;
}

static inline bool memory_equal(const struct memory_source *m, const struct source_filter *f,
                                struct value v)
{
    for (size_t i = 0; i < f->values_n; i++)
        if (v.kind == VALUE_TEXT && f->field->type != FIELD_REF
                ? memory_text(m, OP_EQUALS, v.s, f->values[i].s)
                : value_eq(v, f->values[i]))
            return true;
    return false;
}

static inline bool memory_passes(const struct memory_source *m, const struct source_filter *f,
                                 struct value v)
{
    if (v.kind == VALUE_TEXT && v.s.n == 0)
        v = VALUE_NONE;
    if (f->op == OP_IS_NULL)
        return !v.kind;
    if (f->op == OP_NOT_EQUALS) /* nobody knows what a hub says of null: be mean */
        return !v.kind || !memory_equal(m, f, v);
    if (!v.kind)
        return false;
    switch (f->op) {
    case OP_IS_NOT_NULL:
        return true;
    case OP_EQUALS:
        return memory_equal(m, f, v);
    case OP_CONTAINS:
    case OP_STARTS_WITH:
    case OP_ENDS_WITH:
        return memory_text(m, f->op, v.s, f->values[0].s);
    case OP_GREATER_THAN:
        return value_cmp(v, f->values[0]) > 0;
    case OP_GREATER_THAN_EQUAL:
        return value_cmp(v, f->values[0]) >= 0;
    case OP_LESS_THAN:
        return value_cmp(v, f->values[0]) < 0;
    case OP_LESS_THAN_EQUAL:
        return value_cmp(v, f->values[0]) <= 0;
    case OP_BETWEEN:
        return value_cmp(v, f->values[0]) >= 0 && value_cmp(v, f->values[1]) <= 0;
    default:
        return false;
    }
}

static inline void memory_check_query(const struct memory_source *m, const struct source_query *q)
{
    for (size_t i = 0; i < q->filters_n; i++) {
        const struct source_filter *f = &q->filters[i];
        assert(f->field >= q->model->fields && f->field < q->model->fields + q->model->fields_n);
        assert(source_op_fits(f->op, f->field));
        assert(!(m->refuses >> f->op & 1u));
        assert((f->op == OP_EQUALS && f->field->type == FIELD_ENUM && f->values_n > 0) ||
               (int)f->values_n == source_op_operands(f->op));
        for (size_t j = 0; j < f->values_n; j++) {
            assert(f->values[j].kind == field_type_info(f->field->type)->kind ||
                   (value_is_number(f->values[j]) && field_is_number(f->field)));
            assert(f->values[j].kind != VALUE_TEXT || f->values[j].s.n);
        }
    }
    assert(!q->any || !(m->source.lacks & SOURCE_NO_ANY));
    assert(!q->record_ids.n || !(m->source.lacks & SOURCE_NO_IDS));
    assert(q->record_ids.n <= 100);
    assert(!q->sort || (!(m->source.lacks & SOURCE_NO_SORT) && q->sort->type != FIELD_REF));
}

static inline bool memory_matches(const struct memory_source *m, const struct source_query *q,
                                  const struct memory_record *r)
{
    if (q->record_ids.n) {
        for (size_t i = 0; i < q->record_ids.n; i++)
            if (str_eq(q->record_ids.p[i], r->id))
                return true;
        return false;
    }
    for (size_t i = 0; i < q->filters_n; i++)
        if (memory_passes(m, &q->filters[i], r->values[q->filters[i].field - q->model->fields]) ==
            q->any)
            return q->any;
    return !q->any || q->filters_n == 0;
}

static inline void memory_cost(struct memory_source *m, const struct source_query *q, uint64_t n,
                               uint64_t requests)
{
    struct source *s = &m->source;

    s->cost.requests += requests;
    s->cost.records += n;
    if (s->on_request)
        s->on_request(s->on_request_ctx, q, n, 0.1);
}

static inline err_t memory_count(struct source *s, const struct source_query *q, uint64_t *out,
                                 struct why *why)
{
    struct memory_source *m = s->impl;
    const struct memory_table *t = memory_table(m, q->model);
    uint64_t n = 0;

    (void)why;
    assert(!(s->lacks & SOURCE_NO_COUNT));
    memory_check_query(m, q);
    for (size_t i = 0; i < t->n; i++)
        n += memory_matches(m, q, &t->records[i]);
    memory_cost(m, q, 0, 1);
    *out = n;
    return ERR_OK;
}

/* Nulls where a hub might put them: first in one direction, first in the other. */
static inline int memory_sort(const void *a, const void *b, void *ctx)
{
    const struct source_query *q = ctx;
    const struct memory_record *const *x = a, *const *y = b;
    size_t at = (size_t)(q->sort - q->model->fields);
    struct value v = (*x)->values[at], w = (*y)->values[at];
    int c = value_cmp(v, w);

    if (!v.kind || !w.kind)
        return c ? c : (*x > *y) - (*x < *y);
    if (c == 0)
        return (*x > *y) - (*x < *y);
    return q->sort_desc ? -c : c;
}

static inline err_t memory_scan(struct source *s, const struct source_query *q,
                                source_record_fn *fn, void *ctx, struct why *why)
{
    struct memory_source *m = s->impl;
    const struct memory_table *t = memory_table(m, q->model);
    struct arena *a = arena_new();
    const struct memory_record **found = NEW_N(a, const struct memory_record *, t->n);
    struct value *view = NEW_N(a, struct value, q->view_n);
    uint64_t n = 0, given = 0;
    err_t e = ERR_OK;

    memory_check_query(m, q);
    if (m->conflicts) {
        m->conflicts--;
        arena_free(a);
        return why_fail(why, ERR_CONFLICT, "changed");
    }
    for (size_t i = 0; i < t->n; i++)
        if (memory_matches(m, q, &t->records[i]))
            found[n++] = &t->records[i];
    if (q->sort && !m->sorts_wrong)
        qsort_r(found, n, sizeof(*found), memory_sort, (void *)q);
    s->matched = n;
    for (size_t i = 0; i < n && !e && (q->limit == 0 || given < q->limit); i++, given++) {
        for (size_t j = 0; j < q->view_n; j++)
            view[j] = found[i]->values[q->view[j] - q->model->fields];
        e = fn(ctx, &(struct source_record){ found[i]->id, view });
    }
    memory_cost(m, q, given, given / m->page + 1);
    arena_free(a);
    return e == ERR_CANCELLED ? ERR_OK : e;
}

static inline bool memory_may(const struct source *s, const struct source_filter *f)
{
    const struct memory_source *m = s->impl;

    return !(m->refuses >> f->op & 1u);
}

static const struct source_ops memory_ops = { .count = memory_count,
                                              .scan = memory_scan,
                                              .may = memory_may };

static inline void memory_init(struct memory_source *m, struct memory_table *tables, size_t n)
{
    *m = (struct memory_source){ .tables = tables, .tables_n = n, .page = 200 };
    m->source.ops = &memory_ops;
    m->source.impl = m;
}

#endif
