#include "flow/review.h"

#include "base/vec.h"
#include "codec/json.h"
#include "flow/history_impl.h"

static err_t read_turn(struct history *h, struct arena *a, str turn_id, struct review_turn *out,
                       struct why *why)
{
    struct stmt *s = db_prepare(h->db,
                                "SELECT question, coalesce(plan, ''), at FROM turn"
                                " WHERE id = ? AND answer IS NOT NULL",
                                why);
    stmt_bind_text(s, 1, turn_id);
    err_t e = stmt_step(s, why);
    if (e == ERR_OK)
        *out = (struct review_turn){ .question = arena_str(a, stmt_text(s, 0)),
                                     .plan_json = arena_str(a, stmt_text(s, 1)),
                                     .now = stmt_int(s, 2) };
    stmt_reset(s);
    return e == ERR_NOT_FOUND ? why_fail(why, e, "there is no such answer") : e;
}

static err_t read_earlier(struct history *h, struct arena *a, str turn_id, struct strs *out,
                          struct why *why)
{
    VEC(str) all = { 0 };
    err_t e;
    struct stmt *s = db_prepare(h->db,
                                "SELECT e.question FROM turn t JOIN turn e"
                                " ON e.conversation = t.conversation AND e.n < t.n"
                                " WHERE t.id = ? ORDER BY e.n",
                                why);
    stmt_bind_text(s, 1, turn_id);
    while ((e = stmt_step(s, why)) == ERR_OK)
        *vec_push(a, &all) = arena_str(a, stmt_text(s, 0));
    stmt_reset(s);
    *out = (struct strs){ all.p, all.n };
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t review_turn(struct history *h, struct arena *a, str turn_id, struct review_turn *out,
                  struct why *why)
{
    pthread_mutex_lock(&h->lock);
    err_t e = read_turn(h, a, turn_id, out, why);
    if (e == ERR_OK)
        e = read_earlier(h, a, turn_id, &out->earlier, why);
    pthread_mutex_unlock(&h->lock);
    out->is_first = e == ERR_OK && out->earlier.n == 0;
    return e;
}

err_t review_wrong(struct history *h, struct arena *a, bool all, json_t **out, struct why *why)
{
    json_t *list = json_array();
    err_t e;

    *out = json_keep(a, list);
    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(
        h->db,
        "SELECT j.turn, t.question, coalesce(json_extract(t.answer, '$.interpretation.text'), ''),"
        " j.user, j.note, j.at, j.done FROM judgement j JOIN turn t ON t.id = j.turn"
        " WHERE j.verdict = 'wrong' AND (j.done = 0 OR ?) ORDER BY j.at DESC, j.turn LIMIT ?",
        why);
    stmt_bind_int(s, 1, all);
    stmt_bind_int(s, 2, REVIEW_MAX);
    while ((e = stmt_step(s, why)) == ERR_OK) {
        static const char *const names[] = { "answer_id", "question", "reading", "user", "note" };
        json_t *o = json_object();
        for (int i = 0; i < 5; i++)
            json_object_set_new(o, names[i], json_of_str(stmt_text(s, i)));
        json_object_set_new(o, "at", json_of_value(value_instant(stmt_int(s, 5))));
        json_object_set_new(o, "done", json_boolean(stmt_int(s, 6)));
        json_array_append_new(list, o);
    }
    stmt_reset(s);
    pthread_mutex_unlock(&h->lock);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t review_done(struct history *h, str turn_id, struct why *why)
{
    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(
        h->db, "UPDATE judgement SET done = 1 WHERE turn = ? AND verdict = 'wrong'", why);
    stmt_bind_text(s, 1, turn_id);
    err_t e = stmt_run(s, why);
    bool changed = e == ERR_OK && db_changes(h->db) > 0;
    pthread_mutex_unlock(&h->lock);
    return e == ERR_OK && !changed
               ? why_fail(why, ERR_NOT_FOUND, "nobody has called that answer wrong")
               : e;
}

static err_t case_line(struct arena *a, str id, const struct review_turn *t, str role, str *out,
                       struct why *why)
{
    json_t *plan, *o, *earlier;
    struct buf now;

    if (t->plan_json.n == 0)
        return why_fail(why, ERR_BAD_INPUT,
                        "nothing was computed for that question; a case needs "
                        "an answer");
    TRY(json_read(a, t->plan_json, ANSWER_MAX, &plan, why));
    buf_init(&now, a);
    civil_print_instant(&now, t->now);
    o = json_keep(a, json_object());
    earlier = json_array();
    for (size_t i = 0; i < t->earlier.n; i++)
        json_array_append_new(earlier, json_of_str(t->earlier.p[i]));
    json_object_set_new(o, "id", json_of_str(id));
    json_object_set_new(o, "question", json_of_str(t->question));
    json_object_set_new(o, "history", earlier);
    json_object_set_new(o, "now", json_of_str(buf_str(&now)));
    json_object_set_new(o, "role", json_of_str(role));
    json_object_set(o, "expected_plan", plan);
    *out = json_text(a, o);
    return ERR_OK;
}

static err_t put_case(struct history *h, str turn_id, str line, str by, int64_t at, struct why *why)
{
    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(
        h->db, "INSERT OR REPLACE INTO regression(turn, line, by, at) VALUES(?, ?, ?, ?)", why);
    stmt_bind_text(s, 1, turn_id);
    stmt_bind_text(s, 2, line);
    stmt_bind_text(s, 3, by);
    stmt_bind_int(s, 4, at);
    err_t e = stmt_run(s, why);
    pthread_mutex_unlock(&h->lock);
    return e;
}

err_t review_keep_case(struct history *h, str turn_id, str role, str by, int64_t at,
                       struct why *why)
{
    struct arena *a = arena_new();
    struct review_turn t;
    str line;

    err_t e = review_turn(h, a, turn_id, &t, why);
    if (e == ERR_OK)
        e = case_line(a, turn_id, &t, role, &line, why);
    if (e == ERR_OK)
        e = put_case(h, turn_id, line, by, at, why);
    arena_free(a);
    return e;
}

err_t review_cases(struct history *h, struct arena *a, struct strs *out, struct why *why)
{
    VEC(str) all = { 0 };
    err_t e;

    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(h->db, "SELECT line FROM regression ORDER BY n", why);
    while ((e = stmt_step(s, why)) == ERR_OK)
        *vec_push(a, &all) = arena_str(a, stmt_text(s, 0));
    stmt_reset(s);
    pthread_mutex_unlock(&h->lock);
    *out = (struct strs){ all.p, all.n };
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static struct strs texts_of(struct arena *a, str json)
{
    json_t *v;

    if (json_read(a, json, ANSWER_MAX, &v, NULL) != ERR_OK)
        return (struct strs){ NULL, 0 };
    struct strs out = { NEW_N(a, str, json_array_size(v)), json_array_size(v) };
    for (size_t i = 0; i < out.n; i++) {
        const json_t *t = json_array_get(v, i);
        out.p[i] = str_c(json_is_string(t) ? json_string_value(t) : "");
    }
    return out;
}

err_t review_misses(struct history *h, struct arena *a, struct review_miss **out, size_t *n,
                    struct why *why)
{
    VEC(struct review_miss) all = { 0 };
    err_t e;

    pthread_mutex_lock(&h->lock);
    struct stmt *s = db_prepare(
        h->db,
        "SELECT t.question, t.missed,"
        " coalesce((SELECT x.question FROM turn x WHERE x.conversation = t.conversation"
        "  AND x.n > t.n AND x.plan IS NOT NULL ORDER BY x.n LIMIT 1), '')"
        " FROM (SELECT *, coalesce(json_extract(answer, '$.not_understood'),"
        "  json_extract(answer, '$.interpretation.not_understood')) missed FROM turn) t"
        " WHERE t.missed IS NOT NULL ORDER BY t.n DESC LIMIT ?",
        why);
    stmt_bind_int(s, 1, REVIEW_MAX);
    while ((e = stmt_step(s, why)) == ERR_OK)
        *vec_push(a, &all) = (struct review_miss){ .question = arena_str(a, stmt_text(s, 0)),
                                                   .words = texts_of(a, stmt_text(s, 1)),
                                                   .next = arena_str(a, stmt_text(s, 2)) };
    stmt_reset(s);
    pthread_mutex_unlock(&h->lock);
    *out = all.p;
    *n = all.n;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}
