/* conversations.c - a user's conversations and the answers in them. */
#include "answer/export.h"
#include "base/clock.h"
#include "web/web.h"

static struct history *history(const struct call *c)
{
    return c->web->flow->history;
}

err_t web_conversations(struct call *c, struct why *why)
{
    json_t *list;

    TRY(history_list(history(c), c->arena, c->session.user, &list, why));
    call_json(c, 200, json_pack("{s:O}", "conversations", list));
    return ERR_OK;
}

err_t web_conversation(struct call *c, struct why *why)
{
    json_t *o;

    TRY(history_read(history(c), c->arena, c->session.user, c->req->params[0], &o, why));
    call_json(c, 200, json_incref(o));
    return ERR_OK;
}

err_t web_conversation_set(struct call *c, struct why *why)
{
    json_t *body;

    TRY(call_body(c, &body, why));
    const json_t *pinned = json_object_get(body, "pinned");
    str title = str_trim(json_member_str(body, "title"));
    if (title.n == 0 && !json_is_boolean(pinned))
        return why_fail(why, ERR_BAD_INPUT, "give a \"title\" or \"pinned\": true or false");
    TRY(history_change(history(c), c->session.user, c->req->params[0], title,
                       json_is_boolean(pinned) ? json_is_true(pinned) : -1, why));
    call_json(c, 200, json_object());
    return ERR_OK;
}

err_t web_conversation_del(struct call *c, struct why *why)
{
    TRY(history_delete(history(c), c->session.user, c->req->params[0], why));
    call_json(c, 200, json_object());
    return ERR_OK;
}

err_t web_answer(struct call *c, struct why *why)
{
    json_t *o;

    TRY(history_find_answer(history(c), c->arena, c->session.user, c->req->params[0], &o, why));
    call_json(c, 200, json_incref(o));
    return ERR_OK;
}

/* The stored table as a result; its cells are what the answer showed. */
static void table_of(struct arena *a, const json_t *answer, struct result *out)
{
    const json_t *columns = json_object_get(answer, "columns");
    const json_t *rows = json_object_get(answer, "rows"), *row;
    size_t w = json_array_size(columns), i;

    *out = (struct result){ .columns = NEW_N(a, struct result_column, w), .columns_n = w };
    for (size_t c = 0; c < w; c++)
        out->columns[c].label = json_member_str(json_array_get(columns, c), "label");
    out->rows_n = json_array_size(rows);
    out->cells = NEW_N(a, struct value, w * out->rows_n);
    json_array_foreach((json_t *)rows, i, row)
    {
        for (size_t c = 0; c < w; c++) {
            const json_t *v = json_array_get(row, c);
            struct value *cell = &out->cells[i * w + c];
            if (json_is_integer(v))
                *cell = value_int(json_integer_value(v));
            else if (json_is_real(v))
                *cell = value_float(json_real_value(v));
            else if (json_is_boolean(v))
                *cell = value_bool(json_is_true(v));
            else if (json_is_string(v))
                *cell = value_text((str){ json_string_value(v), json_string_length(v) });
        }
    }
}

err_t web_export(struct call *c, struct why *why)
{
    struct result table;
    json_t *answer;
    str format = STR("csv");

    request_param(c->req, STR("format"), &format);
    if (!str_eq(format, STR("csv")))
        return why_fail(why, ERR_BAD_INPUT, "the format must be csv");
    TRY(history_find_answer(history(c), c->arena, c->session.user, c->req->params[0], &answer,
                            why));
    TRY(call_record(c, "export", c->req->params[0], why));
    table_of(c->arena, answer, &table);
    struct header extra[] = {
        { STR("Content-Disposition"), STR("attachment; filename=\"auric.csv\"") },
        { STR("Cache-Control"), STR("no-store") },
    };
    call_reply(c, STR("text/csv; charset=utf-8"), export_csv(c->arena, &table), extra, 2);
    return ERR_OK;
}

err_t web_feedback(struct call *c, struct why *why)
{
    json_t *body;

    TRY(call_body(c, &body, why));
    str verdict = json_member_str(body, "verdict");
    if (!str_eq(verdict, STR("right")) && !str_eq(verdict, STR("wrong")))
        return why_fail(why, ERR_BAD_INPUT, "\"verdict\" must be \"right\" or \"wrong\"");
    TRY(history_judge(history(c), c->session.user, json_member_str(body, "answer_id"), verdict,
                      json_member_str(body, "note"), clock_now_s(), why));
    call_json(c, 200, json_object());
    return ERR_OK;
}
