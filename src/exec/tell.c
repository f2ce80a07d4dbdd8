#include "exec/tell.h"

#include "exec/text.h"
#include "plan/phrases.h"
#include "plan/words.h"

enum { COLUMNS_MAX = 7 };

static const struct told_column columns[TELL_NUM][COLUMNS_MAX + 1] = {
    [TELL_HISTORY] = { { "Record", VALUE_TEXT },
                       { "Changed at", VALUE_INSTANT },
                       { "Version", VALUE_INT },
                       { "Source", VALUE_TEXT },
                       { "Field", VALUE_TEXT },
                       { "Before", VALUE_TEXT },
                       { "After", VALUE_TEXT } },
    [TELL_SOURCES] = { { "Record", VALUE_TEXT },
                       { "Source", VALUE_TEXT },
                       { "Key in the source", VALUE_TEXT },
                       { "Linked at", VALUE_INSTANT } },
    [TELL_QUARANTINE] = { { "Model", VALUE_TEXT },
                          { "Source", VALUE_TEXT },
                          { "Key in the source", VALUE_TEXT },
                          { "Cause", VALUE_TEXT },
                          { "Reason", VALUE_TEXT },
                          { "Since", VALUE_INSTANT } },
};

const struct told_column *tell_columns(enum tell t, size_t *n)
{
    for (*n = 0; columns[t][*n].label;)
        ++*n;
    return columns[t];
}

struct told_row {
    struct value cells[COLUMNS_MAX];
};

struct telling {
    struct run *run;
    const struct plan *plan;
    const struct model *model;
    const struct field **view;
    size_t view_n;
    bool named; /* the fields were asked for by name */
    str record; /* what the one being told of is called */
    struct value *last;
    bool has_last;
    size_t first_row; /* of this record */
    VEC(struct told_row) rows;
};

static bool in_time(const struct telling *t, int64_t at)
{
    const struct period *w = &t->plan->when;

    return (!w->has_from || at >= w->from) && (!w->has_to || at < w->to);
}

/* What the hub calls a person's doing. */
static struct value who(struct telling *t, str source)
{
    return value_text(str_eq(source, STR("*MDM*")) ? STR("a steward in DataHub")
                                                   : arena_str(t->run->a, source));
}

static struct told_row *add_row(struct telling *t)
{
    return vec_push(t->run->a, &t->rows);
}

struct name {
    struct arena *a;
    str text;
};

static err_t on_name(void *ctx, const struct source_record *rec)
{
    struct name *n = ctx;

    if (rec->values[0].kind == VALUE_TEXT)
        n->text = arena_str(n->a, rec->values[0].s);
    return ERR_OK;
}

/* The name of the record that a reference holds; its id when it has none. */
static err_t name_of(struct telling *t, const struct field *f, str id, str *out)
{
    const struct schema *s = t->run->env->schema;
    struct name n = { t->run->a, id };

    *out = id;
    if (f->ref_model < 0 || s->models[f->ref_model].display_field < 0 ||
        (t->run->source->lacks & SOURCE_NO_IDS))
        return ERR_OK;
    const struct model *m = &s->models[f->ref_model];
    const struct field *shown = &m->fields[m->display_field];
    struct source_query q = {
        .model = m, .record_ids = { &id, 1 }, .view = &shown, .view_n = 1, .limit = 1
    };
    TRY(run_scan(t->run, &q, on_name, &n));
    *out = n.text;
    return ERR_OK;
}

/* A value as people read it; null stays null. */
static err_t words_of(struct telling *t, const struct field *f, struct value v, struct value *out)
{
    struct buf b;
    str text;

    *out = VALUE_NONE;
    if (v.kind == VALUE_NULL)
        return ERR_OK;
    if (f->type == FIELD_REF) {
        TRY(name_of(t, f, v.s, &text));
    } else if (v.kind == VALUE_TEXT) {
        text = arena_str(t->run->a, v.s);
    } else {
        buf_init(&b, t->run->a);
        phrase_value(&b, v);
        text = buf_str(&b);
    }
    *out = value_text(text);
    return ERR_OK;
}

static err_t add_change(struct telling *t, const struct source_fact *f, str field,
                        struct value before, struct value after)
{
    struct told_row *row = add_row(t);

    row->cells[0] = value_text(t->record);
    row->cells[1] = value_instant(f->at);
    row->cells[2] = value_int(f->version);
    row->cells[3] = who(t, f->source);
    row->cells[4] = value_text(field);
    row->cells[5] = before;
    row->cells[6] = after;
    return ERR_OK;
}

static bool is_same(struct value x, struct value y)
{
    return x.kind == y.kind && (x.kind == VALUE_NULL || value_eq(x, y));
}

static err_t compare_field(struct telling *t, const struct source_fact *f, size_t i)
{
    const struct field *field = t->view[i];
    struct value before, after;

    if (t->has_last ? is_same(t->last[i], f->values[i]) : !t->named)
        return ERR_OK;
    TRY(words_of(t, field, t->has_last ? t->last[i] : VALUE_NONE, &before));
    TRY(words_of(t, field, f->values[i], &after));
    return add_change(t, f, field->label, before, after);
}

static err_t on_version(void *ctx, const struct source_fact *f)
{
    struct telling *t = ctx;

    if (in_time(t, f->at)) {
        if (!t->has_last && !t->named)
            TRY(add_change(t, f, STR("the record"), VALUE_NONE, value_text(STR("created"))));
        for (size_t i = 0; i < t->view_n; i++)
            TRY(compare_field(t, f, i));
    }
    for (size_t i = 0; i < t->view_n; i++)
        t->last[i] = value_keep(t->run->a, f->values[i]);
    t->has_last = true;
    return ERR_OK;
}

static err_t on_link(void *ctx, const struct source_fact *f)
{
    struct telling *t = ctx;

    if (in_time(t, f->at))
        *add_row(t) = (struct told_row){ { value_text(t->record), who(t, f->source),
                                           value_text(arena_str(t->run->a, f->entity)),
                                           value_instant(f->at) } };
    return ERR_OK;
}

/* "REQUIRED_FIELD" -> "required field" */
static struct value cause_words(struct telling *t, str cause)
{
    char *p = arena_cstr(t->run->a, cause);

    for (size_t i = 0; i < cause.n; i++)
        p[i] = (char)(p[i] == '_' ? ' ' : p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]);
    return value_text((str){ p, cause.n });
}

static err_t on_entry(void *ctx, const struct source_fact *f)
{
    struct telling *t = ctx;
    struct arena *a = t->run->a;
    bool tells = !t->model->lacks_fields && f->reason.n;

    if (in_time(t, f->at))
        *add_row(t) = (struct told_row){
            { value_text(t->model->label), who(t, f->source), value_text(arena_str(a, f->entity)),
              cause_words(t, f->cause), tells ? value_text(arena_str(a, f->reason)) : VALUE_NONE,
              value_instant(f->at) }
        };
    return ERR_OK;
}

static void reverse(struct telling *t)
{
    for (size_t i = t->first_row, k = t->rows.n; i + 1 < k; i++, k--) {
        struct told_row row = t->rows.p[i];
        t->rows.p[i] = t->rows.p[k - 1];
        t->rows.p[k - 1] = row;
    }
}

/* Is it what the question took for granted? */
static err_t check_claim(struct telling *t)
{
    struct value is, said;

    if (t->plan->claim.kind == VALUE_NULL || !t->has_last)
        return ERR_OK;
    TRY(words_of(t, t->view[0], t->last[0], &is));
    TRY(words_of(t, &(struct field){ .type = FIELD_TEXT }, t->plan->claim, &said));
    if (is.kind == VALUE_TEXT && text_eq(is.s, said.s))
        return ERR_OK;
    run_warn(t->run, arena_fmt(t->run->a, "%.*s of %.*s is not %.*s.", STR_ARG(t->view[0]->label),
                               STR_ARG(t->record), STR_ARG(said.s)));
    return ERR_OK;
}

static err_t tell_record(struct telling *t, str id, struct value name)
{
    struct source_telling q = { .what = t->plan->tell,
                                .model = t->model,
                                .record_id = id,
                                .view = t->view,
                                .view_n = t->view_n,
                                .max = TELL_FACTS_MAX };

    t->record = name.kind == VALUE_TEXT ? name.s : id;
    t->has_last = false;
    t->first_row = t->rows.n;
    TRY(run_tell(t->run, &q, t->plan->tell == TELL_HISTORY ? on_version : on_link, t));
    reverse(t);
    return check_claim(t);
}

/* The records meant, and what they are called. */
static err_t find_records(struct run *r, const struct plan *p, struct relation *out)
{
    struct plan *which = plan_new(r->a, p->model);
    int shown = p->model->display_field;

    which->where = p->where;
    which->limit = TELL_RECORDS_MAX + 1;
    plan_column(r->a, which, expr_record(r->a, NULL), STR("id"));
    if (shown >= 0)
        plan_column(r->a, which, expr_field(r->a, &p->model->fields[shown]), STR("name"));
    TRY(job_run(r, which, out));
    if (out->rows_n > TELL_RECORDS_MAX)
        return why_fail(r->why, ERR_TOO_LARGE,
                        "this can be told of %d records at a time, and more than that match; name "
                        "one of them",
                        TELL_RECORDS_MAX);
    return ERR_OK;
}

static void choose_fields(struct telling *t)
{
    const struct plan *p = t->plan;
    const struct model *m = p->model;

    t->named = p->columns[0].expr->op == EXPR_FIELD;
    t->view = NEW_N(t->run->a, const struct field *, m->fields_n + p->columns_n);
    for (size_t i = 0; t->named && i < p->columns_n; i++)
        t->view[t->view_n++] = p->columns[i].expr->field;
    for (size_t i = 0; !t->named && i < m->fields_n; i++)
        if (!m->fields[i].repeatable)
            t->view[t->view_n++] = &m->fields[i];
    t->last = NEW_N(t->run->a, struct value, t->view_n);
}

static err_t tell_records(struct telling *t)
{
    struct relation found;

    choose_fields(t);
    TRY(find_records(t->run, t->plan, &found));
    for (size_t i = 0; i < found.rows_n; i++) {
        const struct value *row = &found.cells[i * found.columns_n];
        TRY(tell_record(t, row[0].s, found.columns_n > 1 ? row[1] : VALUE_NONE));
    }
    return ERR_OK;
}

static err_t tell_model(struct telling *t, const struct model *m)
{
    struct source_telling q = { .what = TELL_QUARANTINE, .model = m, .max = TELL_FACTS_MAX };

    t->model = m;
    return run_tell(t->run, &q, on_entry, t);
}

static err_t tell_quarantine(struct telling *t)
{
    const struct schema *s = t->run->env->schema;

    if (!t->plan->everywhere)
        return tell_model(t, t->plan->model);
    for (size_t i = 0; i < s->models_n; i++)
        if (s->models[i].deployed)
            TRY(tell_model(t, &s->models[i]));
    return ERR_OK;
}

err_t tell_run(struct run *r, const struct plan *p, struct relation *out)
{
    struct telling t = { .run = r, .plan = p, .model = p->model };
    size_t n;

    (void)tell_columns(p->tell, &n);
    TRY(p->tell == TELL_QUARANTINE ? tell_quarantine(&t) : tell_records(&t));
    *out = (struct relation){ .columns_n = n, .rows_n = t.rows.n, .total = t.rows.n };
    out->cells = NEW_N(r->a, struct value, n * t.rows.n);
    for (size_t i = 0; i < t.rows.n; i++)
        for (size_t c = 0; c < n; c++)
            out->cells[i * n + c] = t.rows.p[i].cells[c];
    return ERR_OK;
}
