/* admin.c - for administrators and security officers: users, the audit record,
 * reading the hub anew. */
#include "agents/catalogs.h"
#include "agents/record.h"
#include "audit/reader.h"
#include "audit/report.h"
#include "base/clock.h"
#include "web/web.h"

#include <stdio.h>
#include <stdlib.h>

enum { AUDIT_PAGE = 100, AUDIT_PAGE_MAX = 1000 };

err_t web_users(struct call *c, struct why *why)
{
    struct user *all;
    size_t n;
    json_t *list = json_array();

    json_keep(c->arena, list);
    TRY(users_list(c->web->auth->users, c->arena, &all, &n, why));
    for (size_t i = 0; i < n; i++)
        json_array_append_new(
            list,
            json_pack("{s:o,s:o,s:o,s:b,s:o}", "name", json_of_str(all[i].name), "display_name",
                      json_of_str(all[i].display), "role", json_of_str(all[i].role), "disabled",
                      (int)all[i].disabled, "last_login",
                      all[i].last_login ? json_of_value(value_instant(all[i].last_login))
                                        : json_null()));
    call_json(c, 200, json_pack("{s:O}", "users", list));
    return ERR_OK;
}

static err_t known_role(struct call *c, str role, struct why *why)
{
    struct catalog *cat = catalogs_find(c->web->services->catalogs);
    bool known = policy_role(cat ? cat->policy : c->web->roles, role) != NULL;

    catalog_drop(cat);
    return known
               ? ERR_OK
               : why_fail(why, ERR_BAD_INPUT,
                          "there is no role \"%.*s\"; `auric role list` names them", STR_ARG(role));
}

static err_t changed(struct call *c, str user, str change, struct why *why)
{
    struct actor who = call_actor(c);

    return record_change(c->web->services->audit, &who, user, change, c->request_id, why);
}

err_t web_user_add(struct call *c, struct why *why)
{
    json_t *body;

    TRY(call_body(c, &body, why));
    struct user u = {
        .name = json_member_str(body, "name"),
        .display = json_member_str(body, "display_name"),
        .role = json_member_str(body, "role"),
    };
    if (u.display.n == 0)
        u.display = u.name;
    TRY(known_role(c, u.role, why));
    TRY(changed(c, u.name, arena_fmt(c->arena, "added as %.*s", STR_ARG(u.role)), why));
    TRY(users_add(c->web->auth->users, &u, json_member_str(body, "password"), clock_now_s(), why));
    call_json(c, 201, json_object());
    return ERR_OK;
}

/* One change a request, each recorded before it is made. */
err_t web_user_set(struct call *c, struct why *why)
{
    struct users *users = c->web->auth->users;
    str name = c->req->params[0];
    struct user u;
    json_t *body;

    TRY(call_body(c, &body, why));
    str role = json_member_str(body, "role"), password = json_member_str(body, "password");
    const json_t *disabled = json_object_get(body, "disabled");
    if ((role.n > 0) + (password.n > 0) + json_is_boolean(disabled) != 1)
        return why_fail(why, ERR_BAD_INPUT, "give one of \"role\", \"disabled\", \"password\"");
    if (users_find(users, c->arena, name, &u) != ERR_OK)
        return why_fail(why, ERR_NOT_FOUND, "there is no user \"%.*s\"", STR_ARG(name));
    if (role.n) {
        TRY(known_role(c, role, why));
        TRY(changed(c, name, arena_fmt(c->arena, "role: %.*s", STR_ARG(role)), why));
        TRY(users_set_role(users, name, role, clock_now_s(), why));
    } else if (password.n) {
        TRY(changed(c, name, STR("password set"), why));
        TRY(users_set_password(users, name, password, clock_now_s(), why));
    } else {
        bool off = json_is_true(disabled);
        TRY(changed(c, name, off ? STR("disabled") : STR("enabled"), why));
        TRY(users_set_disabled(users, name, off, clock_now_s(), why));
    }
    call_json(c, 200, json_object());
    return ERR_OK;
}

static json_t *list_json(struct audit_list l)
{
    json_t *list = json_array();

    for (size_t i = 0; i < l.n; i++)
        json_array_append_new(list, json_of_str(l.p[i]));
    return list;
}

static json_t *event_json(struct arena *a, const struct audit_event *e)
{
    const struct {
        const char *name;
        str text;
    } texts[] = {
        { "event", e->event },     { "actor", e->actor },   { "role", e->role },
        { "ip", e->ip },           { "action", e->action }, { "question", e->question },
        { "reading", e->reading }, { "rule", e->rule },     { "outcome", e->outcome },
        { "reason", e->reason },   { "error", e->error },   { "request_id", e->request_id },
        { "target", e->target },   { "change", e->change }, { "guard", e->guard_verdict },
    };
    json_t *o = json_object();

    json_object_set_new(o, "seq", json_integer(e->seq));
    json_object_set_new(o, "at", json_of_str(audit_time(a, e->ts_ms)));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].text.n)
            json_object_set_new(o, texts[i].name, json_of_str(texts[i].text));
    json_object_set_new(o, "models", list_json(e->models));
    json_object_set_new(o, "fields", list_json(e->fields));
    return o;
}

/* Half-open days of a request's from and to; everything when absent. */
static err_t read_period(struct call *c, int64_t *from_ms, int64_t *to_ms, struct why *why)
{
    str from, to;
    int64_t days;

    *from_ms = *to_ms = 0;
    if (request_param(c->req, STR("from"), &from)) {
        if (!civil_parse_date(from, &days))
            return why_fail(why, ERR_BAD_INPUT, "\"from\" must be a date like 2026-01-31");
        *from_ms = days * DAY_S * 1000;
    }
    if (request_param(c->req, STR("to"), &to)) {
        if (!civil_parse_date(to, &days))
            return why_fail(why, ERR_BAD_INPUT, "\"to\" must be a date like 2026-01-31");
        *to_ms = (days + 1) * DAY_S * 1000;
    }
    return ERR_OK;
}

static err_t number_param(struct call *c, str name, int64_t *out, struct why *why)
{
    str text;

    if (request_param(c->req, name, &text) && (!str_to_i64(text, out) || *out < 0))
        return why_fail(why, ERR_BAD_INPUT, "\"%.*s\" must be a number", STR_ARG(name));
    return ERR_OK;
}

err_t web_audit(struct call *c, struct why *why)
{
    struct audit_filter f = { .to_ms = 0 };
    int64_t before = 0, limit = AUDIT_PAGE;
    struct audit_reader *r;
    struct audit_event *events = NULL;
    size_t n = 0;
    json_t *list = json_array();

    json_keep(c->arena, list);
    TRY(read_period(c, &f.from_ms, &f.to_ms, why));
    TRY(number_param(c, STR("before"), &before, why));
    TRY(number_param(c, STR("limit"), &limit, why));
    request_param(c->req, STR("actor"), &f.actor);
    request_param(c->req, STR("event"), &f.event);
    request_param(c->req, STR("action"), &f.action);
    if (limit > AUDIT_PAGE_MAX)
        limit = AUDIT_PAGE_MAX;
    TRY(call_record(c, "audit_read", STR("list"), why));
    TRY(audit_reader_open(&r, c->web->audit_path, why));
    err_t e = audit_list(r, c->arena, &f, before, (size_t)limit, &events, &n, why);
    audit_reader_close(r);
    TRY(e);
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, event_json(c->arena, &events[i]));
    call_json(c, 200, json_pack("{s:O}", "events", list));
    return ERR_OK;
}

err_t web_report(struct call *c, struct why *why)
{
    struct audit_report what = { .generated_ms = clock_now_ms(), .generated_by = c->session.user };
    str format = STR("html");
    char *text = NULL;
    size_t n = 0;

    request_param(c->req, STR("format"), &format);
    what.csv = str_eq(format, STR("csv"));
    if (!what.csv && !str_eq(format, STR("html")))
        return why_fail(why, ERR_BAD_INPUT, "the format must be html or csv");
    TRY(read_period(c, &what.from_ms, &what.to_ms, why));
    if (what.to_ms == 0)
        what.to_ms = what.generated_ms + 1;
    TRY(call_record(c, "audit_read", STR("report"), why));
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return ERR_INTERNAL;
    err_t e = audit_report(c->web->audit_path, &what, out, why);
    fclose(out);
    if (e == ERR_OK) {
        struct header extra[] = {
            { STR("Cache-Control"), STR("no-store") },
            { STR("Content-Disposition"),
              what.csv ? STR("attachment; filename=\"auric-compliance.csv\"")
                       : STR("attachment; filename=\"auric-compliance.html\"") },
        };
        call_reply(c, what.csv ? STR("text/csv; charset=utf-8") : STR("text/html; charset=utf-8"),
                   (str){ text, n }, extra, 2);
    }
    free(text);
    return e;
}

err_t web_refresh(struct call *c, struct why *why)
{
    TRY(changed(c, STR("catalog"), STR("models and values read again"), why));
    TRY(catalogs_refresh(c->web->services->catalogs, true, why));
    struct catalogs_stats s = catalogs_stats(c->web->services->catalogs);
    call_json(c, 200, json_pack("{s:I}", "values", (json_int_t)s.values));
    return ERR_OK;
}
