/* test_db.c - what SQLite is asked for, and what it is held to. */
#include "store/db.h"
#include "t.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/test_db_XXXXXX";
static char path[64], missing[64];

static struct db *must_open(bool read_only)
{
    struct db *db = NULL;
    struct why why = { "" };

    if (db_open(&db, path, read_only, &why)) {
        fprintf(stderr, "cannot go on: %s\n", why.text);
        exit(1);
    }
    return db;
}

static str one_text(struct db *db, struct arena *a, const char *sql)
{
    struct stmt *s = db_prepare(db, sql, NULL);

    if (!s || stmt_step(s, NULL))
        return STR("(none)");
    str out = arena_str(a, stmt_text(s, 0));
    stmt_reset(s);
    return out;
}

static void check_open(struct arena *a)
{
    struct db *db = NULL;
    struct why why = { "" };
    struct stat st;

    CHECK(db_open(&db, missing, true, &why) == ERR_IO && !db, "a file that is not there");
    CHECK(strstr(why.text, missing) && strstr(why.text, "unable to open"), "%s", why.text);
    db = must_open(false);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "made for its owner only");
    CHECK(str_eq(one_text(db, a, "PRAGMA journal_mode"), STR("wal")), "WAL");
    CHECK(str_eq(one_text(db, a, "PRAGMA foreign_keys"), STR("1")), "foreign keys");
    CHECK(str_eq(one_text(db, a, "PRAGMA busy_timeout"), STR("5000")), "busy timeout");
    db_close(db);
    db_close(NULL);
}

static const struct migration FIRST[] = {
    { 1, "CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t (v) VALUES ('one')" },
};
static const struct migration BOTH[] = {
    { 1, "CREATE TABLE t (id INTEGER PRIMARY KEY, v)" },
    { 2, "CREATE TABLE u (name TEXT UNIQUE NOT NULL, t REFERENCES t(id)); DELETE FROM t" },
};
static const struct migration BROKEN[] = {
    { 3, "CREATE TABLE half (x); INSERT INTO nowhere VALUES (1)" },
};

static void check_migrate(struct arena *a)
{
    struct db *db = must_open(false);
    struct why why = { "" };

    CHECK(db_migrate(db, FIRST, 1, &why) == ERR_OK, "%s", why.text);
    CHECK(db_migrate(db, FIRST, 1, &why) == ERR_OK, "again is nothing: %s", why.text);
    CHECK(str_eq(one_text(db, a, "SELECT count(*) FROM t"), STR("1")), "ran once");
    CHECK(db_migrate(db, BOTH, 2, &why) == ERR_OK, "%s", why.text);
    CHECK(str_eq(one_text(db, a, "SELECT count(*) FROM t"), STR("0")), "the second ran");
    CHECK(db_migrate(db, BROKEN, 1, &why) == ERR_IO, "broken SQL is refused");
    CHECK(strstr(why.text, "no such table: nowhere"), "%s", why.text);
    CHECK(!db_prepare(db, "SELECT * FROM half", NULL), "and half of it is undone");
    CHECK(str_eq(one_text(db, a, "PRAGMA user_version"), STR("2")), "the version stays");
    CHECK(db_migrate(db, FIRST, 1, &why) == ERR_IO && strstr(why.text, "newer auric"), "%s",
          why.text);
    db_close(db);
}

static void *open_and_migrate(void *failures)
{
    for (int i = 0; i < 5; i++) {
        struct db *db = NULL;
        struct why why = { "" };
        if (db_open(&db, path, false, &why) || db_migrate(db, FIRST, 1, &why)) {
            fprintf(stderr, "%s\n", why.text);
            atomic_fetch_add((atomic_int *)failures, 1);
        }
        db_close(db);
    }
    return NULL;
}

/* Several processes may start at once on a file that is not there yet. */
static void check_migrate_at_once(struct arena *a)
{
    atomic_int failures = 0;
    pthread_t threads[6];

    for (int round = 0; round < 5; round++) {
        unlink(path);
        for (size_t i = 0; i < 6; i++)
            pthread_create(&threads[i], NULL, open_and_migrate, &failures);
        for (size_t i = 0; i < 6; i++)
            pthread_join(threads[i], NULL);
        struct db *db = must_open(false);
        CHECK(atomic_load(&failures) == 0, "round %d: everybody gets in", round);
        CHECK(str_eq(one_text(db, a, "SELECT count(*) FROM t"), STR("1")), "migrated once");
        db_close(db);
    }
    unlink(path);
}

static void check_values(struct arena *a)
{
    static const struct {
        struct value in;
        const char *stored; /* typeof and text */
    } cases[] = {
        { { .kind = VALUE_NULL }, "null:" },
        { { .kind = VALUE_BOOL, .b = true }, "integer:1" },
        { { .kind = VALUE_INT, .i = INT64_MIN }, "integer:-9223372036854775808" },
        { { .kind = VALUE_FLOAT, .f = 1.5 }, "real:1.5" },
        { { .kind = VALUE_TEXT, .s = { "a\0b'", 4 } }, "text:a" },
        { { .kind = VALUE_DATE, .i = 20257 }, "text:2025-06-18" },
        { { .kind = VALUE_INSTANT, .i = 20257 * 86400L + 3600 }, "text:2025-06-18T01:00:00" },
        { { .kind = VALUE_TIME, .i = 3661 }, "text:01:01:01" },
    };
    struct db *db = must_open(false);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stmt *s = db_prepare(db, "SELECT typeof(?1) || ':' || coalesce(?1, ''), ?1 AS v",
                                    NULL);
        stmt_bind_value(s, 1, cases[i].in);
        CHECK(stmt_step(s, NULL) == ERR_OK, "case %zu", i);
        str got = arena_str(a, stmt_text(s, 0));
        CHECK(strcmp(got.p, cases[i].stored) == 0, "case %zu: %s", i, got.p);
        CHECK(stmt_columns(s) == 2 && str_eq(stmt_column_name(s, 1), STR("v")), "columns");
        CHECK(stmt_is_null(s, 1) == (cases[i].in.kind == VALUE_NULL), "case %zu", i);
        if (cases[i].in.kind != VALUE_BOOL && cases[i].in.kind < VALUE_DATE)
            CHECK(value_eq(stmt_value(s, 1), cases[i].in), "case %zu comes back", i);
        CHECK(stmt_step(s, NULL) == ERR_NOT_FOUND, "one row");
    }
    db_close(db);
}

static void check_write(void)
{
    struct db *db = must_open(false);
    struct why why = { "" };
    struct stmt *s = db_prepare(db, "INSERT INTO u (name, t) VALUES (?, ?)", &why);

    stmt_bind_text(s, 1, STR("Ada"));
    CHECK(stmt_run(s, &why) == ERR_OK && db_changes(db) == 1 && db_last_id(db) == 1, "%s",
          why.text);
    CHECK(db_prepare(db, "INSERT INTO u (name, t) VALUES (?, ?)", &why) == s, "cached by text");
    stmt_bind_text(s, 1, STR("Ada"));
    CHECK(stmt_run(s, &why) == ERR_CONFLICT, "unique");
    CHECK(strstr(why.text, "UNIQUE constraint failed: u.name"), "%s", why.text);
    stmt_bind_text(s, 1, STR("Bob"));
    stmt_bind_int(s, 2, 99);
    CHECK(stmt_run(s, &why) == ERR_CONFLICT, "foreign key");
    stmt_bind_null(s, 2);
    CHECK(stmt_run(s, &why) == ERR_OK, "a statement works again after it failed: %s", why.text);
    s = db_prepare(db, "SELECT ?, ?", NULL);
    stmt_bind_blob(s, 1, (str){ "\0\xff", 2 });
    stmt_bind_float(s, 2, 0.25);
    CHECK(stmt_step(s, NULL) == ERR_OK && str_eq(stmt_text(s, 0), (str){ "\0\xff", 2 }), "blob");
    CHECK(stmt_float(s, 1) == 0.25, "float");
    stmt_reset(s);
    CHECK(!db_prepare(db, "SELEC 1", &why) && strstr(why.text, "syntax error"), "%s", why.text);
    db_close(db);
}

static void check_read_only(void)
{
    struct db *writer = must_open(false), *reader = must_open(true);
    struct why why = { "" };
    struct stmt *s = db_prepare(reader, "SELECT name FROM u ORDER BY name", NULL);

    CHECK(stmt_step(s, NULL) == ERR_OK && str_eq(stmt_text(s, 0), STR("Ada")), "reads");
    CHECK(db_exec(writer, "DELETE FROM u", &why) == ERR_OK, "beside a reader: %s", why.text);
    CHECK(stmt_step(s, NULL) == ERR_OK && str_eq(stmt_text(s, 0), STR("Bob")), "a snapshot");
    CHECK(stmt_step(s, NULL) == ERR_NOT_FOUND, "end");
    CHECK(stmt_step(s, NULL) == ERR_NOT_FOUND, "the end gave the snapshot back");
    CHECK(db_exec(reader, "DELETE FROM t", &why) == ERR_IO && strstr(why.text, "readonly"), "%s",
          why.text);
    db_close(reader);
    db_close(writer);
}

int main(void)
{
    struct arena *a = arena_new();

    if (!mkdtemp(dir))
        return 1;
    snprintf(path, sizeof path, "%s/x.db", dir);
    snprintf(missing, sizeof missing, "%s/none/x.db", dir);
    check_migrate_at_once(a);
    check_open(a);
    check_migrate(a);
    check_values(a);
    check_write();
    check_read_only();
    arena_free(a);
    unlink(path);
    rmdir(dir);
    return T_DONE();
}
