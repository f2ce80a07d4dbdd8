/* universe.h - random records, in a hub's file and, beside it, in SQLite, which
 * says what a plan over them has to give. */
#ifndef TESTS_APP_UNIVERSE_H
#define TESTS_APP_UNIVERSE_H

#include "exec/versus.h"
#include "localhub/hub.h"
#include "localhub/writer.h"

struct universe {
    struct arena *a;
    uint64_t seed;
    struct dice dice;
    struct memory_table *tables;
    sqlite3 *db;
};

/* ---------------------------------------------------- from dice to the hub */

static const enum hub_type hub_types[FIELD_TYPE_COUNT] = {
    [FIELD_TEXT] = HUB_STRING,      [FIELD_LONG_TEXT] = HUB_CLOB, [FIELD_INT] = HUB_INTEGER,
    [FIELD_FLOAT] = HUB_FLOAT,      [FIELD_BOOL] = HUB_BOOLEAN,   [FIELD_DATE] = HUB_DATE,
    [FIELD_INSTANT] = HUB_DATETIME, [FIELD_TIME] = HUB_TIME,      [FIELD_ENUM] = HUB_ENUMERATION,
    [FIELD_REF] = HUB_REFERENCE,
};

static struct hub_model *hub_model_of(struct arena *a, const struct schema *s,
                                      const struct model *m)
{
    struct hub_model *out = NEW(a, struct hub_model);

    *out = (struct hub_model){ .id = m->id, .name = m->id, .source = STR("CRM"), .deployed = true };
    for (size_t i = 0; i < m->fields_n; i++) {
        const struct field *f = &m->fields[i];
        struct hub_field *to = vec_push(a, &out->fields);
        *to = (struct hub_field){ .name = f->name,
                                  .unique_id = f->id,
                                  .element = f->path,
                                  .type = hub_types[f->type],
                                  .parent = -1 };
        for (size_t j = 0; j < f->enum_values.n; j++)
            *vec_push(a, &to->values) = f->enum_values.p[j];
        if (f->type == FIELD_REF)
            to->ref_model_id = s->models[f->ref_model].id;
    }
    hub_model_complete(a, out);
    return out;
}

static err_t write_table(struct db *db, const struct universe *u, const struct memory_table *t,
                         struct why *why)
{
    struct hub_model *m = hub_model_of(u->a, u->dice.schema, t->model);
    struct value *cells = NEW_N(u->a, struct value, t->model->fields_n);
    struct hub_writer w;

    TRY(hub_model_write(db, u->a, m, false, why));
    TRY(hub_writer_open(&w, db, u->a, m, why));
    for (size_t i = 0; i < t->n; i++) {
        for (size_t j = 0; j < t->model->fields_n; j++) {
            struct value v = t->records[i].values[j];
            cells[j] = v.kind == VALUE_TEXT && v.s.n == 0 ? VALUE_NONE : v;
        }
        TRY(hub_writer_put(&w,
                           &(struct hub_record){ .id = t->records[i].id,
                                                 .source = STR("CRM"),
                                                 .entity = t->records[i].id,
                                                 .created = 1700000000 + (int64_t)i,
                                                 .updated = 1700000000 + (int64_t)i,
                                                 .cells = cells },
                           why));
    }
    return hub_writer_close(&w, u->a, why);
}

static void make_universe(struct universe *u, uint64_t seed)
{
    *u = (struct universe){ .a = arena_new(), .seed = seed };
    u->dice = (struct dice){ .state = seed, .a = u->a, .scale = seed % 4 ? 1 : 10 };
    struct schema *s = dice_schema(&u->dice);
    for (size_t i = 0; i < s->models_n; i++)
        s->models[i].id = arena_fmt(u->a, "%s-%llu", dice_models[i], (unsigned long long)seed);
    u->tables = dice_tables(&u->dice);
    u->db = open_tables(u->a, u->tables);
}

static err_t write_universes(const char *path, const struct universe *u, size_t n, struct why *why)
{
    struct db *db;

    TRY(db_open(&db, path, false, why));
    err_t e = db_exec(db, "PRAGMA synchronous = OFF", why);
    if (!e)
        e = hub_schema(db, why);
    if (!e)
        e = db_exec(db, "BEGIN", why);
    for (size_t i = 0; !e && i < n; i++)
        for (size_t j = 0; !e && j < MODELS; j++)
            e = write_table(db, &u[i], &u[i].tables[j], why);
    if (!e)
        e = db_exec(db, "COMMIT", why);
    db_close(db);
    return e;
}

#endif
