/* review.c - for administrators: verified questions, answers called wrong, and
 * answers kept as cases. */
#include "flow/review.h"
#include "agents/recall.h"
#include "base/clock.h"
#include "web/web.h"

static err_t verified_of(const struct call *c, struct verified **out, struct why *why)
{
    *out = c->web->services->verified;
    return *out ? ERR_OK
                : why_fail(why, ERR_UNSUPPORTED,
                           "questions cannot be verified here: there is no "
                           "data folder");
}

err_t web_verified(struct call *c, struct why *why)
{
    struct verified *v;
    struct verified_entry *all;
    size_t n;
    json_t *list = json_array();

    json_keep(c->arena, list);
    TRY(verified_of(c, &v, why));
    TRY(verified_list(v, c->arena, &all, &n, why));
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:o,s:o,s:o,s:o}", "id", json_of_str(all[i].id),
                                              "question", json_of_str(all[i].question), "by",
                                              json_of_str(all[i].by), "at",
                                              json_of_value(value_instant(all[i].at))));
    call_json(c, 200, json_pack("{s:O}", "verified", list));
    return ERR_OK;
}

static void drop_catalog(void *c)
{
    catalog_drop(c);
}

static err_t make_entry(struct call *c, str answer, str wording, struct verified_entry *out,
                        struct why *why)
{
    struct services *s = c->web->services;
    struct review_turn turn;
    struct catalog *cat;

    TRY(review_turn(c->web->flow->history, c->arena, answer, &turn, why));
    if (turn.plan_json.n == 0)
        return why_fail(why, ERR_BAD_INPUT, "nothing was computed for that question");
    TRY(catalogs_hold(s->catalogs, &cat, why));
    arena_defer(c->arena, drop_catalog, cat);
    const struct role *role = policy_role(cat->policy, c->session.role);
    if (!role)
        return why_fail(why, ERR_DENIED, "your role is not known here");
    const struct catalog_view *view = catalog_view(cat, role, lang_index_make);
    struct lang_env lang = {
        .schema = view->schema,
        .values = cat->values,
        .index = view->extra,
        .now = clock_now_s(),
        .week_start = s->week_start,
    };
    struct recall_env env = { &lang, c->session.user, clock_now_s() };
    struct recall_source from = { turn.question, turn.plan_json, turn.now, turn.is_first };
    return recall_make(c->arena, &env, wording.n ? wording : turn.question, &from, out, why);
}

err_t web_verified_add(struct call *c, struct why *why)
{
    struct verified *v;
    struct verified_entry e;
    json_t *body;
    str id;

    TRY(verified_of(c, &v, why));
    TRY(call_body(c, &body, why));
    str wording = str_trim(json_member_str(body, "question"));
    if (wording.n > QUESTION_BYTES_MAX)
        return why_fail(why, ERR_TOO_LARGE, "a question has at most %d bytes", QUESTION_BYTES_MAX);
    TRY(make_entry(c, json_member_str(body, "answer_id"), wording, &e, why));
    TRY(call_record(c, "verified_add", e.question, why));
    TRY(verified_put(v, c->arena, &e, &id, why));
    call_json(c, 201,
              json_pack("{s:o,s:o}", "id", json_of_str(id), "question", json_of_str(e.question)));
    return ERR_OK;
}

err_t web_verified_del(struct call *c, struct why *why)
{
    struct verified *v;

    TRY(verified_of(c, &v, why));
    TRY(call_record(c, "verified_remove", c->req->params[0], why));
    TRY(verified_remove(v, c->req->params[0], why));
    call_json(c, 200, json_object());
    return ERR_OK;
}

err_t web_wrong(struct call *c, struct why *why)
{
    json_t *list;
    str all = STR("");

    request_param(c->req, STR("all"), &all);
    TRY(call_record(c, "feedback_read", STR("answers called wrong"), why));
    TRY(review_wrong(c->web->flow->history, c->arena, str_eq(all, STR("1")), &list, why));
    call_json(c, 200, json_pack("{s:O}", "wrong", list));
    return ERR_OK;
}

err_t web_wrong_done(struct call *c, struct why *why)
{
    TRY(call_record(c, "feedback_done", c->req->params[0], why));
    TRY(review_done(c->web->flow->history, c->req->params[0], why));
    call_json(c, 200, json_object());
    return ERR_OK;
}

err_t web_case_add(struct call *c, struct why *why)
{
    json_t *body;

    TRY(call_body(c, &body, why));
    str id = json_member_str(body, "answer_id");
    TRY(call_record(c, "case_add", id, why));
    TRY(review_keep_case(c->web->flow->history, id, c->session.role, c->session.user, clock_now_s(),
                         why));
    call_json(c, 201, json_object());
    return ERR_OK;
}

err_t web_cases(struct call *c, struct why *why)
{
    struct strs lines;
    struct buf b;

    TRY(call_record(c, "case_read", STR("list"), why));
    TRY(review_cases(c->web->flow->history, c->arena, &lines, why));
    buf_init(&b, c->arena);
    for (size_t i = 0; i < lines.n; i++)
        buf_fmt(&b, "%.*s\n", STR_ARG(lines.p[i]));
    call_reply(c, STR("application/x-ndjson; charset=utf-8"), buf_str(&b), NULL, 0);
    return ERR_OK;
}
