#include "base/ident.h"
#include "base/vec.h"
#include "codec/json.h"
#include "flow/history_impl.h"
#include "plan/json.h"

#include <stdlib.h>

enum { LIST_MAX = 500, TURNS_MAX = 8, TITLE_MAX = 120 };

static const struct migration migrations[] = {
    { 1, "CREATE TABLE conversation(id TEXT PRIMARY KEY, user TEXT NOT NULL, title TEXT NOT NULL,"
         " updated INTEGER NOT NULL, pinned INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
         "CREATE INDEX conversation_user ON conversation(user, updated);"
         "CREATE TABLE turn(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
         " conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,"
         " question TEXT NOT NULL, at INTEGER NOT NULL, answer TEXT, plan TEXT);"
         "CREATE INDEX turn_conversation ON turn(conversation, n);"
         "CREATE TABLE judgement(turn TEXT NOT NULL, user TEXT NOT NULL, verdict TEXT NOT NULL,"
         " note TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(turn, user)) WITHOUT ROWID;" },
    { 2, "ALTER TABLE judgement ADD COLUMN done INTEGER NOT NULL DEFAULT 0;"
         "CREATE TABLE regression(n INTEGER PRIMARY KEY, turn TEXT NOT NULL UNIQUE,"
         " line TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL);" },
};

err_t history_open(struct history **out, const char *path, struct why *why)
{
    struct history *h = calloc(1, sizeof *h);
    err_t e;

    if (!h)
        abort();
    pthread_mutex_init(&h->lock, NULL);
    e = db_open(&h->db, path, false, why);
    if (e == ERR_OK)
        e = db_migrate(h->db, migrations, sizeof migrations / sizeof *migrations, why);
    /* Survives the death of the process; what a power cut takes is a turn whose
     * answer is in the audit record all the same. */
    if (e == ERR_OK)
        e = db_exec(h->db, "PRAGMA synchronous = NORMAL", why);
    if (e != ERR_OK) {
        history_close(h);
        return e;
    }
    *out = h;
    return ERR_OK;
}

void history_close(struct history *h)
{
    if (!h)
        return;
    if (h->db)
        db_close(h->db);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

/* At a character's border. */
static str shorten(str s, size_t max)
{
    if (s.n <= max)
        return s;
    while (max > 0 && ((unsigned char)s.p[max] & 0xc0) == 0x80)
        max--;
    return str_sub(s, 0, max);
}

static err_t owned(struct history *h, str user, str conversation, struct why *why)
{
    struct stmt *s = db_prepare(h->db, "SELECT 1 FROM conversation WHERE id = ? AND user = ?", why);

    stmt_bind_text(s, 1, conversation);
    stmt_bind_text(s, 2, user);
    err_t e = stmt_step(s, why);
    stmt_reset(s);
    return e == ERR_NOT_FOUND ? why_fail(why, e, "there is no such conversation") : e;
}

static err_t make_conversation(struct history *h, str id, str user, str title, int64_t at,
                               struct why *why)
{
    struct stmt *s = db_prepare(
        h->db, "INSERT INTO conversation(id, user, title, updated) VALUES(?, ?, ?, ?)", why);

    stmt_bind_text(s, 1, id);
    stmt_bind_text(s, 2, user);
    stmt_bind_text(s, 3, shorten(title, TITLE_MAX));
    stmt_bind_int(s, 4, at);
    return stmt_run(s, why);
}

static err_t add_turn(struct history *h, str conversation, str turn_id, str question, int64_t at,
                      struct why *why)
{
    struct stmt *s = db_prepare(h->db,
                                "INSERT OR IGNORE INTO turn(id, conversation, question, at)"
                                " VALUES(?, ?, ?, ?)",
                                why);

    stmt_bind_text(s, 1, turn_id);
    stmt_bind_text(s, 2, conversation);
    stmt_bind_text(s, 3, question);
    stmt_bind_int(s, 4, at);
    TRY(stmt_run(s, why));
    s = db_prepare(h->db, "UPDATE conversation SET updated = ? WHERE id = ?", why);
    stmt_bind_int(s, 1, at);
    stmt_bind_text(s, 2, conversation);
    return stmt_run(s, why);
}

static err_t run(struct history *h, const char *sql, struct why *why)
{
    struct stmt *s = db_prepare(h->db, sql, why);

    return s ? stmt_run(s, why) : ERR_IO;
}

static err_t ask(struct history *h, struct arena *a, str user, str *conversation, str turn_id,
                 str question, int64_t at, struct why *why)
{
    if (conversation->n == 0) {
        str id = ident_new(a);
        TRY(make_conversation(h, id, user, question, at, why));
        *conversation = id;
    } else {
        TRY(owned(h, user, *conversation, why));
    }
    return add_turn(h, *conversation, turn_id, question, at, why);
}

err_t history_ask(struct history *h, struct arena *a, str user, str *conversation, str turn_id,
                  str question, int64_t at, struct why *why)
{
    pthread_mutex_lock(&h->lock);
    err_t e = run(h, "BEGIN IMMEDIATE", why);
    if (e == ERR_OK)
        e = ask(h, a, user, conversation, turn_id, question, at, why);
    err_t end = run(h, e == ERR_OK ? "COMMIT" : "ROLLBACK", e == ERR_OK ? why : NULL);
    pthread_mutex_unlock(&h->lock);
    return e == ERR_OK ? end : e;
}

err_t history_answer(struct history *h, str turn_id, str answer_json, str plan_json,
                     struct why *why)
{
    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(h->db, "UPDATE turn SET answer = ?, plan = ? WHERE id = ?", why);
    stmt_bind_text(s, 1, answer_json);
    if (plan_json.n)
        stmt_bind_text(s, 2, plan_json);
    else
        stmt_bind_null(s, 2);
    stmt_bind_text(s, 3, turn_id);
    err_t e = stmt_run(s, why);
    pthread_mutex_unlock(&h->lock);
    return e;
}

/* A plan that no longer fits the schema (a field is gone, a right was taken) is
 * simply not there: the next question then stands alone. */
static const struct plan *plan_of(struct arena *a, const struct schema *schema, str text)
{
    struct plan *p;
    json_t *v;

    if (text.n == 0 || json_read(a, text, ANSWER_MAX, &v, NULL) != ERR_OK ||
        plan_from_json(a, schema, v, &p, NULL) != ERR_OK)
        return NULL;
    return p;
}

err_t history_turns(struct history *h, struct arena *a, const struct schema *schema, str user,
                    str conversation, str turn_id, struct turn **out, size_t *n, struct why *why)
{
    VEC(struct turn) turns = { 0 };
    err_t e;

    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(
        h->db,
        "SELECT t.question, t.plan FROM turn t JOIN conversation c ON c.id = t.conversation"
        " WHERE c.id = ? AND c.user = ? AND t.id <> ? ORDER BY t.n DESC LIMIT ?",
        why);
    stmt_bind_text(s, 1, conversation);
    stmt_bind_text(s, 2, user);
    stmt_bind_text(s, 3, turn_id);
    stmt_bind_int(s, 4, TURNS_MAX);
    while ((e = stmt_step(s, why)) == ERR_OK) {
        struct turn *t = vec_push(a, &turns);
        t->question = arena_str(a, stmt_text(s, 0));
        t->plan = plan_of(a, schema, stmt_text(s, 1));
    }
    stmt_reset(s);
    pthread_mutex_unlock(&h->lock);
    for (size_t i = 0; i < turns.n / 2; i++) {
        struct turn t = turns.p[i];
        turns.p[i] = turns.p[turns.n - 1 - i];
        turns.p[turns.n - 1 - i] = t;
    }
    *out = turns.p;
    *n = turns.n;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t history_list(struct history *h, struct arena *a, str user, json_t **out, struct why *why)
{
    json_t *list = json_array();
    err_t e;

    *out = json_keep(a, list);
    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(h->db,
                                "SELECT id, title, updated, pinned FROM conversation"
                                " WHERE user = ? ORDER BY pinned DESC, updated DESC LIMIT ?",
                                why);
    stmt_bind_text(s, 1, user);
    stmt_bind_int(s, 2, LIST_MAX);
    while ((e = stmt_step(s, why)) == ERR_OK) {
        json_t *o = json_object();
        json_object_set_new(o, "id", json_of_str(stmt_text(s, 0)));
        json_object_set_new(o, "title", json_of_str(stmt_text(s, 1)));
        json_object_set_new(o, "updated_at", json_of_value(value_instant(stmt_int(s, 2))));
        json_object_set_new(o, "pinned", json_boolean(stmt_int(s, 3)));
        json_array_append_new(list, o);
    }
    stmt_reset(s);
    pthread_mutex_unlock(&h->lock);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static json_t *stored_json(struct arena *a, str text)
{
    json_t *v;

    if (text.n == 0 || json_read(a, text, ANSWER_MAX, &v, NULL) != ERR_OK)
        return json_null();
    return json_incref(v);
}

static err_t read_turns(struct history *h, struct arena *a, str conversation, json_t *turns,
                        struct why *why)
{
    struct stmt *s = db_prepare(
        h->db, "SELECT id, question, at, answer FROM turn WHERE conversation = ? ORDER BY n", why);
    err_t e;

    stmt_bind_text(s, 1, conversation);
    while ((e = stmt_step(s, why)) == ERR_OK) {
        json_t *o = json_object();
        json_object_set_new(o, "id", json_of_str(stmt_text(s, 0)));
        json_object_set_new(o, "question", json_of_str(stmt_text(s, 1)));
        json_object_set_new(o, "at", json_of_value(value_instant(stmt_int(s, 2))));
        json_object_set_new(o, "answer", stored_json(a, stmt_text(s, 3)));
        json_array_append_new(turns, o);
    }
    stmt_reset(s);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t read_title(struct history *h, str user, str conversation, json_t *o, struct why *why)
{
    struct stmt *s = db_prepare(h->db, "SELECT title FROM conversation WHERE id = ? AND user = ?",
                                why);

    stmt_bind_text(s, 1, conversation);
    stmt_bind_text(s, 2, user);
    err_t e = stmt_step(s, why);
    if (e == ERR_OK)
        json_object_set_new(o, "title", json_of_str(stmt_text(s, 0)));
    stmt_reset(s);
    return e == ERR_NOT_FOUND ? why_fail(why, e, "there is no such conversation") : e;
}

err_t history_read(struct history *h, struct arena *a, str user, str conversation, json_t **out,
                   struct why *why)
{
    json_t *o = json_keep(a, json_object()), *turns = json_array();

    json_object_set_new(o, "id", json_of_str(conversation));
    json_object_set_new(o, "turns", turns);
    pthread_mutex_lock(&h->lock);
    err_t e = read_title(h, user, conversation, o, why);
    if (e == ERR_OK)
        e = read_turns(h, a, conversation, turns, why);
    pthread_mutex_unlock(&h->lock);
    *out = o;
    return e;
}

err_t history_find_answer(struct history *h, struct arena *a, str user, str turn_id, json_t **out,
                          struct why *why)
{
    str text = STR("");

    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(h->db,
                                "SELECT t.answer FROM turn t JOIN conversation c"
                                " ON c.id = t.conversation WHERE t.id = ? AND c.user = ?",
                                why);
    stmt_bind_text(s, 1, turn_id);
    stmt_bind_text(s, 2, user);
    err_t e = stmt_step(s, why);
    if (e == ERR_OK)
        text = arena_str(a, stmt_text(s, 0));
    stmt_reset(s);
    pthread_mutex_unlock(&h->lock);
    if (e == ERR_NOT_FOUND || (e == ERR_OK && text.n == 0))
        return why_fail(why, ERR_NOT_FOUND, "there is no such answer");
    TRY(e);
    return json_read(a, text, ANSWER_MAX, out, why);
}

err_t history_change(struct history *h, str user, str conversation, str title, int pinned,
                     struct why *why)
{
    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(h->db,
                                "UPDATE conversation SET title = coalesce(?, title),"
                                " pinned = coalesce(?, pinned) WHERE id = ? AND user = ?",
                                why);
    if (title.n)
        stmt_bind_text(s, 1, shorten(title, TITLE_MAX));
    else
        stmt_bind_null(s, 1);
    if (pinned >= 0)
        stmt_bind_int(s, 2, pinned);
    else
        stmt_bind_null(s, 2);
    stmt_bind_text(s, 3, conversation);
    stmt_bind_text(s, 4, user);
    err_t e = stmt_run(s, why);
    bool changed = db_changes(h->db) > 0;
    pthread_mutex_unlock(&h->lock);
    return e == ERR_OK && !changed ? why_fail(why, ERR_NOT_FOUND, "there is no such conversation")
                                   : e;
}

err_t history_delete(struct history *h, str user, str conversation, struct why *why)
{
    pthread_mutex_lock(&h->lock);
    err_t e = owned(h, user, conversation, why);
    if (e == ERR_OK) {
        struct stmt *s = db_prepare(h->db, "DELETE FROM conversation WHERE id = ?", why);
        stmt_bind_text(s, 1, conversation);
        e = stmt_run(s, why);
    }
    pthread_mutex_unlock(&h->lock);
    return e;
}

err_t history_judge(struct history *h, str user, str turn_id, str verdict, str note, int64_t at,
                    struct why *why)
{
    struct arena *a = arena_new();
    json_t *answer;
    err_t e = history_find_answer(h, a, user, turn_id, &answer, why);

    arena_free(a);
    TRY(e);
    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(h->db,
                                "INSERT OR REPLACE INTO judgement(turn, user, verdict, note, at)"
                                " VALUES(?, ?, ?, ?, ?)",
                                why);
    stmt_bind_text(s, 1, turn_id);
    stmt_bind_text(s, 2, user);
    stmt_bind_text(s, 3, verdict);
    stmt_bind_text(s, 4, shorten(note, 2000));
    stmt_bind_int(s, 5, at);
    e = stmt_run(s, why);
    pthread_mutex_unlock(&h->lock);
    return e;
}
