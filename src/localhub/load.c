/* load.c - sources into a hub's file: look at every table once, decide on
 * types, keys and references, then take the records over, a transaction a
 * table. */
#include "localhub/design.h"
#include "localhub/hub.h"
#include "localhub/model_xml.h"
#include "localhub/names.h"
#include "localhub/writer.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

enum { NOTES_A_TABLE = 10, PROGRESS_ROWS = 250000, KEY_SEPARATOR = '|' };

/* The ids of records by another column than their key. */
struct alias {
    int table, column;
    struct map ids; /* canonical text -> a str */
};

struct load {
    struct arena *arena;
    struct db *db;
    const struct hub_load_events *events;
    struct hub_loaded done;
    struct hub_tables tables;
    struct hub_model **models; /* one a table */
    VEC(struct alias *) aliases;
    int64_t now;
};

static void note(const struct load *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void note(const struct load *l, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    if (!l->events || !l->events->on_note)
        return;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    l->events->on_note(l->events->ctx, (str){ text, len });
}

/* What identifies a row: the values of its key, its number without one. */
static str key_text(struct arena *a, const struct hub_table *t, const struct value *cells,
                    size_t row)
{
    struct buf b;
    bool any = false;

    if (t->key_n == 1 && cells[t->key[0]].kind != VALUE_NULL)
        return hub_canonical(a, cells[t->key[0]]);
    buf_init(&b, a);
    for (size_t i = 0; i < t->key_n; i++) {
        if (i)
            buf_byte(&b, KEY_SEPARATOR);
        if (cells[t->key[i]].kind == VALUE_NULL)
            continue;
        any = true;
        buf_add(&b, hub_canonical(a, cells[t->key[i]]));
    }
    return any ? buf_str(&b) : arena_fmt(a, "#%zu", row);
}

struct alias_pass {
    struct load *load;
    struct alias *alias;
    size_t row;
};

static err_t on_alias_row(void *ctx, const struct value *cells, struct why *why)
{
    struct alias_pass *p = ctx;
    struct arena *a = p->load->arena;
    const struct hub_table *t = &p->load->tables.p[p->alias->table];

    (void)why;
    p->row++;
    struct value v = cells[p->alias->column];
    if (v.kind == VALUE_NULL)
        return ERR_OK;
    str text = arena_str(a, hub_canonical(a, v));
    str *id = NEW(a, str);
    *id = hub_guid(a, p->load->models[p->alias->table]->id, key_text(a, t, cells, p->row));
    if (!map_find(&p->alias->ids, text))
        map_put(&p->alias->ids, text, id);
    return ERR_OK;
}

static bool is_key_link(const struct hub_tables *tables, const struct hub_link *l)
{
    const struct hub_table *to = &tables->p[l->table];

    return to->key_n == 1 && to->key[0] == (size_t)l->column;
}

static struct alias *alias_find(const struct load *l, const struct hub_link *link)
{
    for (size_t i = 0; i < l->aliases.n; i++)
        if (l->aliases.p[i]->table == link->table && l->aliases.p[i]->column == link->column)
            return l->aliases.p[i];
    return NULL;
}

static err_t make_aliases(struct load *l, struct why *why)
{
    for (size_t t = 0; t < l->tables.n; t++)
        for (size_t c = 0; c < l->tables.p[t].in->columns_n; c++) {
            const struct hub_link *link = &l->tables.p[t].links[c];
            if (link->table < 0 || is_key_link(&l->tables, link) || alias_find(l, link))
                continue;
            struct alias *alias = NEW(l->arena, struct alias);
            *alias = (struct alias){ .table = link->table, .column = link->column };
            map_init(&alias->ids, l->arena);
            *vec_push(l->arena, &l->aliases) = alias;
            const struct hub_intake *in = l->tables.p[link->table].in;
            struct alias_pass p = { l, alias, 0 };
            TRY(in->scan(in, &(struct hub_scan){ .on_row = on_alias_row, .ctx = &p }, why));
        }
    return ERR_OK;
}

/* A value that nothing has stays as it is: a pending reference. */
static struct value resolve(const struct load *l, struct arena *a, const struct hub_link *link,
                            struct value v)
{
    if (v.kind == VALUE_NULL)
        return v;
    str text = hub_canonical(a, v);
    if (!text.n)
        return VALUE_NONE;
    if (is_key_link(&l->tables, link)) {
        const struct hub_profile *key = &l->tables.p[link->table].columns[link->column];
        return hub_set_has(&key->distinct, str_hash(text))
                   ? value_text(hub_guid(a, l->models[link->table]->id, text))
                   : value_text(hub_clean_text(a, text));
    }
    const str *id = map_find(&alias_find(l, link)->ids, text);
    return value_text(id ? *id : hub_clean_text(a, text));
}

struct table_pass {
    struct load *load;
    struct arena *scratch;
    const struct hub_design *design;
    struct hub_writer writer;
    struct hub_set ids;
    struct value *cells;
    size_t row, bad;
    err_t failed; /* of keeping a bad row */
    struct why why;
};

static struct value cell_of(const struct table_pass *p, size_t field, const struct value *cells)
{
    const struct hub_design_field *from = &p->design->fields[field];
    enum hub_type type = p->design->model->fields.p[field].type;

    if (from->is_link)
        return resolve(p->load, p->scratch, &p->design->table->links[from->column],
                       cells[from->column]);
    return hub_convert(p->scratch, type, cells[from->column]);
}

static err_t on_row(void *ctx, const struct value *cells, struct why *why)
{
    struct table_pass *p = ctx;
    const struct hub_model *m = p->design->model;

    if (p->failed)
        return why_fail(why, p->failed, "%s", p->why.text);
    arena_reset(p->scratch);
    if (++p->row % PROGRESS_ROWS == 0)
        note(p->load, "%.*s: %zu records so far", STR_ARG(m->name), p->row);
    for (size_t i = 0; i < m->fields.n; i++)
        p->cells[i] = cell_of(p, i, cells);
    str entity = key_text(p->scratch, p->design->table, cells, p->row);
    str id = hub_guid(p->scratch, m->id, entity);
    if (!hub_set_add(&p->ids, str_hash(id)))
        id = hub_guid(p->scratch, m->id,
                      arena_fmt(p->scratch, "%.*s#%zu", STR_ARG(entity), p->row));
    return hub_writer_put(&p->writer,
                          &(struct hub_record){ .id = id,
                                                .source = m->source,
                                                .entity = hub_clean_text(p->scratch, entity),
                                                .created = p->load->now,
                                                .updated = p->load->now,
                                                .cells = p->cells },
                          why);
}

static void on_bad(void *ctx, int64_t line, str reason, str content)
{
    struct table_pass *p = ctx;
    struct hub_model *m = p->design->model;
    str file = p->design->table->in->file;
    struct stmt *s = db_prepare(p->load->db,
                                "INSERT INTO hub_quarantine(model_id, source, file, line, reason,"
                                " content, created, tx, entity) VALUES(?1, ?2, ?3, ?4, ?5, ?6,"
                                " strftime('%Y-%m-%dT%H:%M:%SZ', ?7, 'unixepoch'), ?8, ?9)",
                                &p->why);

    if (p->bad++ < NOTES_A_TABLE)
        note(p->load, "%.*s, line %lld: %.*s; the row is kept in quarantine", STR_ARG(file),
             (long long)line, STR_ARG(reason));
    p->failed = p->failed ? p->failed : s ? ERR_OK : ERR_IO;
    if (p->failed)
        return;
    stmt_bind_text(s, 1, m->id);
    stmt_bind_text(s, 2, m->source);
    stmt_bind_text(s, 3, file);
    stmt_bind_int(s, 4, line);
    stmt_bind_text(s, 5, reason);
    stmt_bind_text(s, 6, hub_clean_text(p->scratch, content));
    stmt_bind_int(s, 7, p->load->now);
    str place = arena_fmt(p->scratch, "%.*s:%lld", STR_ARG(file), (long long)line);
    stmt_bind_text(s, 8, hub_guid(p->scratch, m->id, place));
    stmt_bind_text(s, 9, place);
    p->failed = stmt_run(s, &p->why);
}

static err_t take_records(struct table_pass *p, struct why *why)
{
    struct load *l = p->load;
    const struct hub_intake *in = p->design->table->in;

    TRY(hub_model_write(l->db, l->arena, p->design->model, false, why));
    TRY(hub_writer_open(&p->writer, l->db, l->arena, p->design->model, why));
    p->cells = NEW_N(l->arena, struct value, p->design->model->fields.n);
    TRY(in->scan(in, &(struct hub_scan){ on_row, on_bad, p }, why));
    if (p->failed)
        return why_fail(why, p->failed, "%s", p->why.text);
    return hub_writer_close(&p->writer, l->arena, why);
}

/* After a failure the transaction is given back; what it says is kept. */
static err_t commit(struct db *db, err_t e, struct why *why)
{
    if (!e)
        return db_exec(db, "COMMIT", why);
    (void)!db_exec(db, "ROLLBACK", NULL);
    return e;
}

static void note_design(const struct load *l, const struct hub_design *d, size_t records)
{
    note(l, "%.*s: %zu records, %zu fields", STR_ARG(d->model->name), records, d->model->fields.n);
    for (size_t c = 0; c < d->table->in->columns_n; c++) {
        const struct hub_link *link = &d->table->links[c];
        if (link->table >= 0 && !link->declared)
            note(l, "%.*s.%.*s is read as a reference to %.*s", STR_ARG(d->model->name),
                 STR_ARG(d->table->in->columns[c].name), STR_ARG(l->models[link->table]->name));
    }
}

static err_t load_table(struct load *l, const struct hub_design *d, struct why *why)
{
    struct table_pass p = { .load = l, .scratch = arena_new(), .design = d };

    err_t e = db_exec(l->db, "BEGIN IMMEDIATE", why);
    if (!e)
        e = commit(l->db, take_records(&p, why), why);
    if (!e) {
        l->done.models++;
        l->done.records += p.row;
        l->done.bad_rows += p.bad;
        note_design(l, d, p.row);
        if (p.bad > NOTES_A_TABLE)
            note(l, "%.*s: %zu bad rows in all", STR_ARG(d->model->name), p.bad);
    }
    hub_set_fini(&p.ids);
    arena_free(p.scratch);
    return e;
}

static err_t survey(struct load *l, const struct hub_intakes *intakes, struct why *why)
{
    for (size_t i = 0; i < intakes->n; i++) {
        struct hub_table *t = vec_push(l->arena, &l->tables);
        t->in = &intakes->p[i];
        t->columns = NEW_N(l->arena, struct hub_profile, t->in->columns_n);
        TRY(hub_profile_table(l->arena, t->in, t->columns, why));
        hub_find_key(l->arena, t);
    }
    hub_find_links(l->arena, &l->tables);
    return ERR_OK;
}

static str source_of(struct arena *a, str file)
{
    size_t from = file.n, to = file.n;

    while (from > 0 && file.p[from - 1] != '/')
        from--;
    for (size_t i = from; i < file.n; i++)
        if (file.p[i] == '.')
            to = i;
    return hub_unique_id(a, str_sub(file, from, to > from ? to : file.n));
}

static void name_models(struct load *l)
{
    struct map taken;

    map_init(&taken, l->arena);
    l->models = NEW_N(l->arena, struct hub_model *, l->tables.n);
    for (size_t i = 0; i < l->tables.n; i++) {
        struct hub_model *m = NEW(l->arena, struct hub_model);
        m->name = hub_name_free(&taken, l->tables.p[i].in->name);
        m->id = hub_guid(l->arena, STR("model"), m->name);
        m->source = source_of(l->arena, l->tables.p[i].in->file);
        m->deployed = true;
        l->models[i] = m;
    }
}

static err_t load_tables(struct load *l, const struct hub_intakes *intakes, struct why *why)
{
    TRY(survey(l, intakes, why));
    name_models(l);
    TRY(make_aliases(l, why));
    for (size_t i = 0; i < l->tables.n; i++) {
        struct hub_design d;
        hub_design_table(l->arena, &l->tables.p[i], l->models, l->models[i], &d);
        TRY(load_table(l, &d, why));
    }
    return ERR_OK;
}

static err_t load_definition(struct load *l, str path, struct why *why)
{
    struct hub_model *m = NEW(l->arena, struct hub_model);
    str text;

    TRY(hub_file_read(l->arena, path, &text, why));
    TRY(hub_model_of_xml(l->arena, text, m, why));
    m->deployed = m->version > 0;
    TRY(db_exec(l->db, "BEGIN IMMEDIATE", why));
    bool draft = m->version == 0;
    m->version = 0;
    err_t e = hub_model_write(l->db, l->arena, m, draft, why);
    struct hub_writer w;
    if (!e && m->deployed)
        e = hub_writer_open(&w, l->db, l->arena, m, why);
    if (!e && m->deployed)
        e = hub_writer_close(&w, l->arena, why);
    TRY(commit(l->db, e, why));
    l->done.models++;
    note(l, "%.*s: a definition with %zu fields, no records", STR_ARG(m->name), m->fields.n);
    return ERR_OK;
}

static err_t load_all(struct load *l, const struct hub_source *sources, size_t n, struct why *why)
{
    struct hub_intakes intakes = { 0 };

    TRY(db_exec(l->db, "PRAGMA synchronous = OFF", why)); /* what is lost is loaded again */
    TRY(hub_schema(l->db, why));
    for (size_t i = 0; i < n; i++) {
        str path = str_c(sources[i].path), only = str_c(sources[i].only_table);
        if (hub_intake_is_xml(path))
            TRY(load_definition(l, path, why));
        else
            TRY(hub_intake_open(l->arena, path, only, &intakes, why));
    }
    return load_tables(l, &intakes, why);
}

err_t hub_load(const char *db, const struct hub_source *sources, size_t n,
               const struct hub_load_events *events, struct hub_loaded *out, struct why *why)
{
    struct load l = { .events = events, .now = time(NULL) };

    if (sodium_init() < 0)
        return why_fail(why, ERR_INTERNAL, "libsodium cannot start");
    TRY(db_open(&l.db, db, false, why));
    l.arena = arena_new();
    err_t e = load_all(&l, sources, n, why);
    for (size_t t = 0; t < l.tables.n; t++)
        for (size_t c = 0; l.tables.p[t].columns && c < l.tables.p[t].in->columns_n; c++)
            hub_profile_fini(&l.tables.p[t].columns[c]);
    arena_free(l.arena);
    db_close(l.db);
    if (!e && out)
        *out = l.done;
    return e;
}
