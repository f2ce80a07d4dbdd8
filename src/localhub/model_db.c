/* model_db.c - models in the hub's file, and the tables of their records. */
#include "localhub/model.h"
#include "localhub/names.h"

#include <stddef.h>

static const char *const column_types[] = {
#define X(name, sql) sql,
    HUB_TYPE_LIST(X)
#undef X
};

static const struct migration migrations[] = {
    { 1,
      "CREATE TABLE hub_model(seq INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL,"
      " name TEXT NOT NULL, root TEXT NOT NULL, deployed INTEGER NOT NULL, source TEXT NOT NULL,"
      " UNIQUE(id, version));"
      "CREATE TABLE hub_field(model INTEGER NOT NULL, at INTEGER NOT NULL, name TEXT, unique_id "
      "TEXT,"
      " element TEXT, type TEXT, parent INTEGER, required INTEGER, repeatable INTEGER, mask TEXT,"
      " mask_first INTEGER, mask_last INTEGER, max_length INTEGER, collection_id TEXT,"
      " collection_tag TEXT, collection_keys TEXT, identify_by TEXT, ref_model_id TEXT,"
      " PRIMARY KEY(model, at)) WITHOUT ROWID;"
      /* kind: V enumeration value of field `at`, T field or C constant of the title, K key */
      "CREATE TABLE hub_part(model INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,"
      " n INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(model, kind, at, n)) WITHOUT ROWID;"
      "CREATE TABLE hub_source(id TEXT PRIMARY KEY, name TEXT NOT NULL, entity_url TEXT);"
      "CREATE TABLE hub_quarantine(id INTEGER PRIMARY KEY, model_id TEXT NOT NULL,"
      " source TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL,"
      " content TEXT NOT NULL, created TEXT NOT NULL);"
      "CREATE INDEX hub_quarantine_model ON hub_quarantine(model_id);" },
    { 2,
      /* What is not said of a record is as its row tells: one link, to the
       * entity that made it, and one version, from its creation on. */
      "CREATE TABLE hub_link(model TEXT NOT NULL, source TEXT NOT NULL, entity TEXT NOT NULL,"
      " record TEXT NOT NULL, established TEXT NOT NULL, PRIMARY KEY(model, source, entity))"
      " WITHOUT ROWID;"
      "CREATE INDEX hub_link_record ON hub_link(model, record);"
      "CREATE TABLE hub_version(model TEXT NOT NULL, record TEXT NOT NULL, version INTEGER NOT"
      " NULL, source TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, end_source TEXT,"
      " tx TEXT NOT NULL, content TEXT, PRIMARY KEY(model, record, version)) WITHOUT ROWID;"
      "CREATE TABLE hub_ended(seq INTEGER PRIMARY KEY, model TEXT NOT NULL, id TEXT NOT NULL,"
      " rid INTEGER NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL, source TEXT NOT NULL,"
      " entity TEXT NOT NULL, title TEXT NOT NULL, ended TEXT NOT NULL, end_source TEXT NOT NULL,"
      " UNIQUE(model, id));"
      "ALTER TABLE hub_quarantine ADD COLUMN tx TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE hub_quarantine ADD COLUMN entity TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE hub_quarantine ADD COLUMN cause TEXT NOT NULL DEFAULT 'PARSE_FAILURE';"
      "ALTER TABLE hub_quarantine ADD COLUMN fields TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE hub_quarantine ADD COLUMN rule TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE hub_quarantine ADD COLUMN xml INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE hub_quarantine ADD COLUMN resolution TEXT;"
      "ALTER TABLE hub_quarantine ADD COLUMN ended TEXT;"
      "CREATE INDEX hub_quarantine_tx ON hub_quarantine(tx);" },
    { 3,
      "ALTER TABLE hub_field ADD COLUMN min_length INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE hub_field ADD COLUMN regex TEXT NOT NULL DEFAULT '';"
      "ALTER TABLE hub_field ADD COLUMN integrity INTEGER NOT NULL DEFAULT 0;"
      "CREATE TABLE hub_batch(id INTEGER PRIMARY KEY AUTOINCREMENT, model TEXT NOT NULL,"
      " source TEXT NOT NULL, state TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL,"
      " ended TEXT, entities INTEGER NOT NULL, quarantined INTEGER NOT NULL DEFAULT 0,"
      " made INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0,"
      " changed INTEGER NOT NULL DEFAULT 0, body TEXT);"
      "CREATE INDEX hub_batch_model ON hub_batch(model, id);"
      "CREATE TABLE hub_tx(seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, model TEXT NOT NULL,"
      " batch INTEGER NOT NULL, source TEXT NOT NULL, entity TEXT NOT NULL, record TEXT NOT NULL,"
      " started TEXT NOT NULL, ended TEXT NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL,"
      " message TEXT NOT NULL);"
      "CREATE INDEX hub_tx_model ON hub_tx(model, seq);"
      "CREATE INDEX hub_tx_batch ON hub_tx(batch, seq);"
      "CREATE TABLE hub_staged(id INTEGER PRIMARY KEY AUTOINCREMENT, model TEXT NOT NULL,"
      " source TEXT NOT NULL, area TEXT NOT NULL, entity TEXT NOT NULL, state TEXT NOT NULL,"
      " title TEXT NOT NULL, created TEXT NOT NULL, body TEXT NOT NULL);"
      "CREATE INDEX hub_staged_area ON hub_staged(model, source, area);"
      "CREATE TABLE hub_channel(id INTEGER PRIMARY KEY AUTOINCREMENT, model TEXT NOT NULL,"
      " source TEXT NOT NULL, record TEXT NOT NULL, op TEXT NOT NULL, created TEXT NOT NULL,"
      " delivery INTEGER);"
      "CREATE INDEX hub_channel_source ON hub_channel(model, source, id);"
      "CREATE TABLE hub_deployment(id TEXT PRIMARY KEY, model TEXT NOT NULL,"
      " version INTEGER NOT NULL, deployed TEXT NOT NULL);" },
};

err_t hub_schema(struct db *db, struct why *why)
{
    return db_migrate(db, migrations, sizeof migrations / sizeof *migrations, why);
}

static err_t prepare(struct db *db, const char *sql, struct stmt **out, struct why *why)
{
    *out = db_prepare(db, sql, why);
    return *out ? ERR_OK : ERR_IO;
}

static str keep(struct arena *a, struct stmt *s, int col)
{
    return arena_str(a, stmt_text(s, col));
}

static void read_field(struct arena *a, struct hub_model *m, struct stmt *s)
{
    struct hub_field *f = vec_push(a, &m->fields);
    enum hub_type type = HUB_STRING;
    enum hub_mask mask = HUB_MASK_NONE;

    (void)hub_type_of(stmt_text(s, 3), &type);
    (void)hub_mask_of(stmt_text(s, 7), &mask);
    *f = (struct hub_field){
        .name = keep(a, s, 0),
        .unique_id = keep(a, s, 1),
        .element = keep(a, s, 2),
        .type = type,
        .parent = (int)stmt_int(s, 4),
        .required = stmt_int(s, 5) != 0,
        .repeatable = stmt_int(s, 6) != 0,
        .mask = mask,
        .mask_first = (int)stmt_int(s, 8),
        .mask_last = (int)stmt_int(s, 9),
        .max_length = (int)stmt_int(s, 10),
        .collection_id = keep(a, s, 11),
        .collection_tag = keep(a, s, 12),
        .collection_keys = keep(a, s, 13),
        .identify_by = keep(a, s, 14),
        .ref_model_id = keep(a, s, 15),
        .min_length = (int)stmt_int(s, 16),
        .regex = keep(a, s, 17),
        .integrity = stmt_int(s, 18) != 0,
        .column = -1,
    };
}

static err_t read_fields(struct db *db, struct arena *a, int64_t seq, struct hub_model *m,
                         struct why *why)
{
    struct stmt *s;
    err_t e;

    TRY(prepare(db,
                "SELECT name, unique_id, element, type, parent, required, repeatable, mask,"
                " mask_first, mask_last, max_length, collection_id, collection_tag,"
                " collection_keys, identify_by, ref_model_id, min_length, regex, integrity"
                " FROM hub_field WHERE model = ?1"
                " ORDER BY at",
                &s, why));
    stmt_bind_int(s, 1, seq);
    while ((e = stmt_step(s, why)) == ERR_OK)
        read_field(a, m, s);
    for (size_t i = 0; i < m->fields.n; i++)
        if (m->fields.p[i].type != HUB_CONTAINER && hub_field_collection(m, (int)i) < 0)
            m->fields.p[i].column = m->columns_n++;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* What is true of a source, one letter each; in front of its id. */
static const struct {
    char letter;
    size_t at;
} source_flags[] = {
    { 'c', offsetof(struct hub_model_source, contributes) },
    { 'a', offsetof(struct hub_model_source, accepts) },
    { 'm', offsetof(struct hub_model_source, multiple) },
    { 'd', offsetof(struct hub_model_source, is_default) },
    { 'C', offsetof(struct hub_model_source, create_approval) },
    { 'U', offsetof(struct hub_model_source, update_approval) },
    { 'E', offsetof(struct hub_model_source, end_approval) },
};
enum { SOURCE_FLAGS = sizeof source_flags / sizeof *source_flags };

static bool *flag_at(struct hub_model_source *s, size_t i)
{
    return (bool *)((char *)s + source_flags[i].at);
}

static void read_source(struct arena *a, struct hub_model *m, str text)
{
    struct hub_model_source *s = vec_push(a, &m->sources);
    str flags = str_cut(&text, ' ');

    *s = (struct hub_model_source){ .id = text };
    for (size_t i = 0; i < SOURCE_FLAGS; i++)
        *flag_at(s, i) = str_find_byte(flags, source_flags[i].letter) < flags.n;
}

static str source_text(struct arena *a, struct hub_model_source s)
{
    char flags[SOURCE_FLAGS + 1] = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < SOURCE_FLAGS; i++)
        if (*flag_at(&s, i))
            flags[n++] = source_flags[i].letter;
    return arena_fmt(a, "%s %.*s", flags, STR_ARG(s.id));
}

static err_t read_parts(struct db *db, struct arena *a, int64_t seq, struct hub_model *m,
                        struct why *why)
{
    struct stmt *s;
    err_t e;

    TRY(prepare(db, "SELECT kind, at, text FROM hub_part WHERE model = ?1 ORDER BY at, n", &s,
                why));
    stmt_bind_int(s, 1, seq);
    while ((e = stmt_step(s, why)) == ERR_OK) {
        char kind = stmt_text(s, 0).n ? stmt_text(s, 0).p[0] : ' ';
        int64_t at = stmt_int(s, 1);
        str text = keep(a, s, 2);
        if (kind == 'V' && at >= 0 && (size_t)at < m->fields.n)
            *vec_push(a, &m->fields.p[at].values) = text;
        else if (kind == 'K')
            *vec_push(a, &m->key) = text;
        else if (kind == 'S')
            read_source(a, m, text);
        else if (kind == 'M')
            m->rules = text;
        else if (kind == 'T')
            vec_push(a, &m->title)->unique_id = text;
        else if (kind == 'C')
            vec_push(a, &m->title)->constant = text;
    }
    if (!m->sources.n)
        hub_model_source_add(a, m, m->source);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t count_records(struct db *db, struct arena *a, struct hub_model *m, struct why *why)
{
    struct stmt *s;

    str sql = arena_fmt(a, "SELECT count(*), coalesce(max(rid), 0) FROM %.*s", STR_ARG(m->table));
    TRY(prepare(db, sql.p, &s, why));
    TRY(stmt_step(s, why));
    m->records = stmt_int(s, 0);
    m->dense = stmt_int(s, 1) == m->records;
    stmt_reset(s);
    return ERR_OK;
}

/* A read only file that nobody filled has no tables: it holds no models. */
static bool is_filled(struct db *db)
{
    struct stmt *s = db_prepare(db, "SELECT 1 FROM sqlite_master WHERE name = 'hub_model'", NULL);
    bool is = s && stmt_step(s, NULL) == ERR_OK;

    if (s)
        stmt_reset(s);
    return is;
}

err_t hub_models_read(struct db *db, struct arena *a, struct hub_models *out, struct why *why)
{
    struct hub_models all = { 0 };
    struct stmt *s;
    err_t e;

    *out = all;
    if (!is_filled(db))
        return ERR_OK;
    TRY(prepare(db,
                "SELECT seq, id, version, name, root, deployed, source FROM hub_model"
                " ORDER BY name, version = 0, version DESC",
                &s, why));
    VEC(int64_t) seqs = { 0 };
    while ((e = stmt_step(s, why)) == ERR_OK) {
        struct hub_model *m = NEW(a, struct hub_model);
        *m = (struct hub_model){ .id = keep(a, s, 1),
                                 .version = (int)stmt_int(s, 2),
                                 .name = keep(a, s, 3),
                                 .root = keep(a, s, 4),
                                 .deployed = stmt_int(s, 5) != 0,
                                 .table = arena_fmt(a, "hub_r%lld", (long long)stmt_int(s, 0)),
                                 .source = keep(a, s, 6) };
        *vec_push(a, &all) = m;
        *vec_push(a, &seqs) = stmt_int(s, 0);
    }
    if (e != ERR_NOT_FOUND)
        return e;
    for (size_t i = 0; i < all.n; i++) {
        TRY(read_fields(db, a, seqs.p[i], all.p[i], why));
        TRY(read_parts(db, a, seqs.p[i], all.p[i], why));
        if (all.p[i]->deployed)
            TRY(count_records(db, a, all.p[i], why));
    }
    *out = all;
    return ERR_OK;
}

static err_t write_field(struct db *db, int64_t seq, size_t at, const struct hub_field *f,
                         struct why *why)
{
    struct stmt *s;
    int col = 0;

    TRY(prepare(db,
                "INSERT INTO hub_field VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
                " ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
                &s, why));
    stmt_bind_int(s, ++col, seq);
    stmt_bind_int(s, ++col, (int64_t)at);
    stmt_bind_text(s, ++col, f->name);
    stmt_bind_text(s, ++col, f->unique_id);
    stmt_bind_text(s, ++col, f->element);
    stmt_bind_text(s, ++col, str_c(hub_type_name(f->type)));
    stmt_bind_int(s, ++col, f->parent);
    stmt_bind_int(s, ++col, f->required);
    stmt_bind_int(s, ++col, f->repeatable);
    stmt_bind_text(s, ++col, str_c(hub_mask_name(f->mask)));
    stmt_bind_int(s, ++col, f->mask_first);
    stmt_bind_int(s, ++col, f->mask_last);
    stmt_bind_int(s, ++col, f->max_length);
    stmt_bind_text(s, ++col, f->collection_id);
    stmt_bind_text(s, ++col, f->collection_tag);
    stmt_bind_text(s, ++col, f->collection_keys);
    stmt_bind_text(s, ++col, f->identify_by);
    stmt_bind_text(s, ++col, f->ref_model_id);
    stmt_bind_int(s, ++col, f->min_length);
    stmt_bind_text(s, ++col, f->regex);
    stmt_bind_int(s, ++col, f->integrity);
    return stmt_run(s, why);
}

static err_t write_part(struct db *db, int64_t seq, const char *kind, size_t at, size_t n, str text,
                        struct why *why)
{
    struct stmt *s;

    TRY(prepare(db, "INSERT INTO hub_part VALUES(?1, ?2, ?3, ?4, ?5)", &s, why));
    stmt_bind_int(s, 1, seq);
    stmt_bind_text(s, 2, str_c(kind));
    stmt_bind_int(s, 3, (int64_t)at);
    stmt_bind_int(s, 4, (int64_t)n);
    stmt_bind_text(s, 5, text);
    return stmt_run(s, why);
}

static err_t write_parts(struct db *db, struct arena *a, int64_t seq, const struct hub_model *m,
                         struct why *why)
{
    for (size_t i = 0; i < m->sources.n; i++)
        TRY(write_part(db, seq, "S", i, 0, source_text(a, m->sources.p[i]), why));
    if (m->rules.n)
        TRY(write_part(db, seq, "M", 0, 0, m->rules, why));
    for (size_t i = 0; i < m->fields.n; i++) {
        const struct hub_field *f = &m->fields.p[i];
        TRY(write_field(db, seq, i, f, why));
        for (size_t v = 0; v < f->values.n; v++)
            TRY(write_part(db, seq, "V", i, v, f->values.p[v], why));
    }
    for (size_t i = 0; i < m->title.n; i++) {
        const struct hub_title_part *p = &m->title.p[i];
        TRY(write_part(db, seq, p->unique_id.n ? "T" : "C", i, 0,
                       p->unique_id.n ? p->unique_id : p->constant, why));
    }
    for (size_t i = 0; i < m->key.n; i++)
        TRY(write_part(db, seq, "K", i, 0, m->key.p[i], why));
    return ERR_OK;
}

err_t hub_model_tables(struct db *db, struct arena *a, const struct hub_model *m, struct why *why)
{
    struct buf sql;

    buf_init(&sql, a);
    buf_fmt(&sql,
            "CREATE TABLE %.*s(rid INTEGER PRIMARY KEY, id TEXT NOT NULL, created TEXT NOT NULL,"
            " updated TEXT NOT NULL, source TEXT NOT NULL, entity TEXT NOT NULL",
            STR_ARG(m->table));
    for (size_t i = 0; i < m->fields.n; i++)
        if (m->fields.p[i].column >= 0)
            buf_fmt(&sql, ", c%d %s", m->fields.p[i].column, column_types[m->fields.p[i].type]);
    buf_fmt(&sql,
            ");CREATE TABLE %.*s_items(record INTEGER NOT NULL, field INTEGER NOT NULL,"
            " item INTEGER NOT NULL, value COLLATE NOCASE, PRIMARY KEY(record, field, item))"
            " WITHOUT ROWID",
            STR_ARG(m->table));
    return db_exec(db, buf_cstr(&sql), why);
}

/* What was told of the records of a universe. */
static err_t forget_records(struct db *db, str id, struct why *why)
{
    static const char *const sql[] = {
        "DELETE FROM hub_quarantine WHERE model_id = ?1",
        "DELETE FROM hub_link WHERE model = ?1",
        "DELETE FROM hub_version WHERE model = ?1",
        "DELETE FROM hub_ended WHERE model = ?1",
        "DELETE FROM hub_batch WHERE model = ?1",
        "DELETE FROM hub_tx WHERE model = ?1",
        "DELETE FROM hub_staged WHERE model = ?1",
        "DELETE FROM hub_channel WHERE model = ?1",
    };

    for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
        struct stmt *s;
        TRY(prepare(db, sql[i], &s, why));
        stmt_bind_text(s, 1, id);
        TRY(stmt_run(s, why));
    }
    return ERR_OK;
}

err_t hub_model_undeploy(struct db *db, struct arena *a, str id, struct why *why)
{
    VEC(int64_t) seqs = { 0 };
    struct stmt *s;
    err_t e;

    TRY(prepare(db, "SELECT seq FROM hub_model WHERE id = ?1 AND deployed", &s, why));
    stmt_bind_text(s, 1, id);
    while ((e = stmt_step(s, why)) == ERR_OK)
        *vec_push(a, &seqs) = stmt_int(s, 0);
    for (size_t i = 0; i < seqs.n; i++)
        TRY(db_exec(db,
                    arena_fmt(a,
                              "DROP TABLE hub_r%lld; DROP TABLE hub_r%lld_items;"
                              "UPDATE hub_model SET deployed = 0 WHERE seq = %lld",
                              (long long)seqs.p[i], (long long)seqs.p[i], (long long)seqs.p[i])
                        .p,
                    why));
    if (e != ERR_NOT_FOUND)
        return e;
    return forget_records(db, id, why);
}

static err_t next_version(struct db *db, str id, int *out, struct why *why)
{
    struct stmt *s;

    TRY(prepare(db, "SELECT coalesce(max(version), 0) + 1 FROM hub_model WHERE id = ?1", &s, why));
    stmt_bind_text(s, 1, id);
    TRY(stmt_step(s, why));
    *out = (int)stmt_int(s, 0);
    stmt_reset(s);
    return ERR_OK;
}

err_t hub_model_forget(struct db *db, str id, int version, struct why *why)
{
    static const char *const sql[] = {
        "DELETE FROM hub_field WHERE model IN"
        " (SELECT seq FROM hub_model WHERE id = ?1 AND version = ?2)",
        "DELETE FROM hub_part WHERE model IN"
        " (SELECT seq FROM hub_model WHERE id = ?1 AND version = ?2)",
        "DELETE FROM hub_model WHERE id = ?1 AND version = ?2",
    };

    for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
        struct stmt *s;
        TRY(prepare(db, sql[i], &s, why));
        stmt_bind_text(s, 1, id);
        stmt_bind_int(s, 2, version);
        TRY(stmt_run(s, why));
    }
    return ERR_OK;
}

static err_t write_source(struct db *db, str source, struct why *why)
{
    struct stmt *s;

    TRY(prepare(db, "INSERT OR IGNORE INTO hub_source VALUES(?1, ?1, NULL)", &s, why));
    stmt_bind_text(s, 1, source);
    return stmt_run(s, why);
}

err_t hub_model_write(struct db *db, struct arena *a, struct hub_model *m, bool draft,
                      struct why *why)
{
    struct stmt *s;

    if (!m->id.n)
        m->id = hub_guid(a, STR("model"), m->name);
    if (!m->source.n)
        m->source = STR("LOCAL");
    if (!m->version && !draft)
        TRY(next_version(db, m->id, &m->version, why));
    if (m->deployed)
        TRY(hub_model_undeploy(db, a, m->id, why));
    TRY(hub_model_forget(db, m->id, m->version, why));
    TRY(write_source(db, m->source, why));
    for (size_t i = 0; i < m->sources.n; i++)
        TRY(write_source(db, m->sources.p[i].id, why));
    TRY(prepare(db,
                "INSERT INTO hub_model(id, version, name, root, deployed, source)"
                " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                &s, why));
    stmt_bind_text(s, 1, m->id);
    stmt_bind_int(s, 2, m->version);
    stmt_bind_text(s, 3, m->name);
    stmt_bind_text(s, 4, m->root);
    stmt_bind_int(s, 5, m->deployed);
    stmt_bind_text(s, 6, m->source);
    TRY(stmt_run(s, why));
    int64_t seq = db_last_id(db);
    m->table = arena_fmt(a, "hub_r%lld", (long long)seq);
    TRY(write_parts(db, a, seq, m, why));
    return m->deployed ? hub_model_tables(db, a, m, why) : ERR_OK;
}
