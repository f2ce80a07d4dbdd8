#include "audit/tally.h"

#include <stdlib.h>

static struct tally_row *row_of(struct tally *t, struct tally_table *table, str who, str what)
{
    t->key.n = 0;
    buf_add(&t->key, who);
    buf_byte(&t->key, '\0');
    buf_add(&t->key, what);
    struct tally_row *row = map_find(&table->by_key, buf_str(&t->key));

    if (row)
        return row;
    row = NEW(t->a, struct tally_row);
    row->who = arena_str(t->a, who);
    row->what = arena_str(t->a, what);
    map_put(&table->by_key, arena_str(t->a, buf_str(&t->key)), row);
    return row;
}

static void add(struct tally *t, struct tally_table *table, str who, str what,
                const struct audit_event *e)
{
    struct tally_row *row = row_of(t, table, who, what);

    if (row->count++ == 0)
        row->first_ms = e->ts_ms;
    row->last_ms = e->ts_ms;
    row->rows += e->rows > 0 ? e->rows : 0;
    table->total++;
}

static void add_each(struct tally *t, struct tally_table *table, struct audit_list l,
                     const struct audit_event *e)
{
    for (size_t i = 0; i < l.n; i++)
        add(t, table, e->actor, l.p[i], e);
}

static void example(struct tally *t, struct tally_list *l, const struct audit_event *e, str text)
{
    if (l->total++ >= TALLY_EXAMPLES_MAX)
        return;
    *vec_push(t->a, &l->all) = (struct tally_example){
        .seq = e->seq,
        .ts_ms = e->ts_ms,
        .actor = arena_str(t->a, e->actor),
        .role = arena_str(t->a, e->role),
        .rule = arena_str(t->a, e->rule),
        .reason = arena_str(t->a, e->reason),
        .text = arena_str(t->a, text),
    };
}

static bool is_suspicious(const struct audit_event *e)
{
    return str_eq(e->action, STR("SECURITY_VIOLATION")) || str_eq(e->guard_verdict, STR("block")) ||
           str_eq(e->guard_verdict, STR("flag"));
}

static err_t count_one(void *ctx, const struct audit_event *e, str line, struct why *why)
{
    struct tally *t = ctx;
    bool denied = str_eq(e->decision, STR("deny"));

    (void)line;
    (void)why;
    if (t->entries++ == 0)
        t->first_seq = e->seq;
    t->last_seq = e->seq;
    add(t, &t->events, e->event, e->action, e);
    add(t, &t->people, e->actor, e->event, e);
    if (!denied) {
        add_each(t, &t->models, e->models, e);
        add_each(t, &t->fields, e->fields, e);
    }
    if (denied) {
        add(t, &t->rules, e->rule, e->actor, e);
        example(t, &t->refused, e, e->question);
    }
    for (size_t i = 0; i < e->guard_rules.n; i++)
        add(t, &t->guard, e->guard_rules.p[i], e->guard_verdict, e);
    if (is_suspicious(e))
        example(t, &t->suspicious, e, e->question);
    if (str_eq(e->event, STR("sign_in")))
        add(t, &t->sign_in, e->actor, e->outcome.n ? e->outcome : e->action, e);
    if (e->error.n)
        add(t, &t->errors, e->error, e->event, e);
    if (e->change.n || e->target.n)
        example(t, &t->changes, e,
                arena_fmt(t->a, "%.*s %.*s", STR_ARG(e->target), STR_ARG(e->change)));
    return ERR_OK;
}

static int by_name(const void *x, const void *y)
{
    const struct tally_row *a = *(struct tally_row *const *)x, *b = *(struct tally_row *const *)y;
    int c = str_cmp(a->who, b->who);

    return c ? c : str_cmp(a->what, b->what);
}

static void sort(struct tally *t, struct tally_table *table)
{
    table->rows = NEW_N(t->a, struct tally_row *, table->by_key.n);
    table->n = 0;
    for (size_t i = 0; i < table->by_key.cap; i++)
        if (table->by_key.slots[i].key.p)
            table->rows[table->n++] = table->by_key.slots[i].value;
    if (table->n)
        qsort(table->rows, table->n, sizeof *table->rows, by_name);
}

err_t tally_count(struct tally *t, struct arena *a, struct audit_reader *r,
                  const struct audit_filter *f, struct why *why)
{
    struct tally_table *tables[] = { &t->events, &t->people, &t->models,  &t->fields,
                                     &t->rules,  &t->guard,  &t->sign_in, &t->errors };

    *t = (struct tally){ .a = a };
    buf_init(&t->key, a);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        map_init(&tables[i]->by_key, a);
    TRY(audit_each(r, f, count_one, t, why));
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        sort(t, tables[i]);
    return ERR_OK;
}
