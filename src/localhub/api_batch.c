/* api_batch.c - entities come in: batches, how they fared, and what they would
 * match (boomi-datahub-api.md, 3.5 and 3.6). */
#include "localhub/batch.h"
#include "localhub/service.h"
#include "localhub/source_link.h"

#include <stdio.h>
#include <time.h>

#define U "/mdm/universes/{universe}"

/* Reads the body; answers what is wrong with it. */
static bool read_batch(struct hub_call *c, const struct hub_model *m, struct hub_batch *out)
{
    struct hub_strs errors = { 0 };
    err_t e = hub_batch_read(c->arena, m, c->request->body, out, &errors);

    if (e == ERR_NOT_FOUND)
        hub_refuse_source(c, m, out->source);
    else if (e)
        hub_refuse(c->request, 400, &errors);
    return e == ERR_OK;
}

/* In a transaction each, so that readers see one batch after the other. */
static err_t in_transaction(struct hub_service *s,
                            err_t (*fn)(struct hub_session *, str, struct why *), struct why *why)
{
    struct hub_session *session;

    TRY(hub_session_take_write(&s->sessions, &session, why));
    struct arena *a = arena_new();
    err_t e = fn(session, hub_instant(a, time(NULL)), why);
    bool none = e == ERR_NOT_FOUND;
    arena_free(a);
    e = hub_session_end_write(&s->sessions, e == ERR_OK, none ? ERR_OK : e, why);
    return none ? ERR_NOT_FOUND : e;
}

/* One that fails must not hold up those behind it. */
void hub_process_batches(struct hub_service *s)
{
    struct why why = { "" };
    err_t e;

    while ((e = in_transaction(s, hub_batch_process_next, &why)) != ERR_NOT_FOUND) {
        if (!e)
            continue;
        fprintf(stderr, "hub: a batch failed: %s\n", why_text(&why, e));
        if (in_transaction(s, hub_batch_give_up, &why))
            return; /* the file cannot be written: the next start tries again */
    }
}

static bool is_false(struct hub_call *c, str parameter)
{
    str v;

    return request_param(c->request, parameter, &v) && str_eq(v, STR("false"));
}

static err_t upsert(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_batch b;
    int64_t id;

    if (!m || !read_batch(c, m, &b))
        return ERR_OK;
    str now = hub_call_now(c);
    TRY(hub_batch_keep(c->session, m, &b, c->request->body, now, &id, why));
    if (is_false(c, STR("async"))) {
        err_t e;
        while ((e = hub_batch_process_next(c->session, now, why)) == ERR_OK)
            ;
        if (e != ERR_NOT_FOUND)
            return e;
        TRY(hub_batch_print(c->session, c->arena, m, id, hub_call_flag(c, STR("returnEntities")),
                            &c->body, why));
        hub_reply(c);
        return ERR_OK;
    }
    str url = arena_fmt(c->arena, "%.*s/mdm/universes/%.*s/records/updates/%lld",
                        STR_ARG(c->service->base_url), STR_ARG(m->id), (long long)id);
    c->header = (struct header){ STR("Location"), url };
    c->type = STR("text/plain;charset=UTF-8");
    buf_add(&c->body, url);
    c->then = hub_process_batches;
    hub_reply_status(c, 202);
    return ERR_OK;
}

static err_t get_batch(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    str text = c->request->params[1];
    int64_t id;

    if (!m)
        return ERR_OK;
    err_t e = ERR_NOT_FOUND;
    if (str_to_i64(text, &id))
        e = hub_batch_print(c->session, c->arena, m, id, hub_call_flag(c, STR("includeEntities")),
                            &c->body, why);
    if (!e)
        hub_reply(c);
    else if (e == ERR_NOT_FOUND)
        hub_refuse_one(c->request, 404, "A batch with id '%.*s' does not exist.", STR_ARG(text));
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t query_batches(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_strs errors = { 0 };
    struct hub_batch_query q;

    if (!m)
        return ERR_OK;
    if (hub_batch_query_read(c->arena, c->request->body, &q, &errors)) {
        hub_refuse(c->request, 400, &errors);
        return ERR_OK;
    }
    TRY(hub_batch_history(c->session, c->arena, m, &q, &c->body, why));
    hub_reply(c);
    return ERR_OK;
}

static void put_number(struct xml_out *o, struct arena *a, const char *name, double v)
{
    xml_leaf(o, str_c(name), arena_fmt(a, "%.8g", v));
}

static void put_likeness(struct hub_call *c, struct xml_out *o, const struct hub_likeness *l)
{
    xml_open(o, STR("fuzzyMatchDetails"));
    xml_leaf(o, STR("field"), l->field);
    xml_leaf(o, STR("first"), l->first);
    xml_leaf(o, STR("second"), l->second);
    xml_leaf(o, STR("method"), str_c(l->method));
    put_number(o, c->arena, "matchStrength", l->strength);
    put_number(o, c->arena, "threshold", l->threshold);
    xml_close(o);
}

struct preview {
    struct hub_call *call;
    struct hub_incorporator *w;
    struct xml_out *out;
};

static err_t put_match(const struct preview *p, const struct hub_match *match, struct why *why)
{
    struct hub_source_links links;
    struct hub_head head;
    bool duplicate = false;
    str content;

    TRY(hub_head_find(p->w->session, p->w->arena, p->w->model, match->id, &head, why));
    TRY(hub_source_links_read(p->w->session, p->w->arena, p->w->model, &head, &links, why));
    for (size_t i = 0; i < links.n; i++)
        duplicate |= str_eq(links.p[i].source, p->w->source);
    TRY(hub_content(p->w->session, p->w->arena, p->w->model, match->id, &content, why));
    xml_open(p->out, duplicate ? STR("duplicate") : STR("match"));
    xml_open(p->out, p->w->model->root);
    xml_leaf(p->out, STR("id"), match->id);
    TRY(hub_content_print(p->out, p->w->arena, p->w->model, content, p->call->caller == HUB_JWT,
                          why));
    xml_close(p->out);
    for (size_t i = 0; i < match->alike.n; i++)
        put_likeness(p->call, p->out, &match->alike.p[i]);
    xml_close(p->out);
    return ERR_OK;
}

struct verdict {
    const char *status;
    str message;
    struct hub_matches found;
};

static err_t judge(const struct preview *p, struct hub_entity *e, struct verdict *out,
                   struct why *why)
{
    str linked;

    *out = (struct verdict){ .status = "SUCCESS" };
    err_t err = hub_source_link_find(p->w->session, p->w->arena, p->w->model, p->w->source, e->id,
                                     &linked, why);
    if (!err)
        out->status = "ALREADY_LINKED";
    if (err != ERR_NOT_FOUND)
        return err;
    if (!e->flawed)
        TRY(hub_references_resolve(p->w, e, why));
    if (e->flawed) {
        out->status = "FAILED_TO_RUN";
        out->message = e->reason;
        return ERR_OK;
    }
    TRY(hub_match_find(p->w->session, p->w->arena, p->w->model, e, &out->found, why));
    if (out->found.missing.n) {
        out->status = "MATCH_REFERENCE_FAILURE";
        out->message = arena_fmt(p->w->arena,
                                 "Unable to match on {%.*s}: its value does not resolve to a golden"
                                 " record.",
                                 STR_ARG(out->found.missing));
    } else if (out->found.too_many) {
        out->status = "TOO_MANY_MATCHES";
    }
    return ERR_OK;
}

static err_t put_result(const struct preview *p, const struct xml_node *entity, struct why *why)
{
    struct hub_entity e;
    struct verdict v;

    hub_entity_read(p->w->arena, p->w->model, entity, &e);
    TRY(judge(p, &e, &v, why));
    xml_open(p->out, STR("MatchResult"));
    if (v.found.rule)
        xml_put_attr(p->out, STR("matchRule"),
                     hub_match_rule_text(p->w->arena, p->w->model, v.found.rule));
    xml_put_attr(p->out, STR("status"), str_c(v.status));
    xml_open(p->out, STR("entity"));
    xml_open(p->out, p->w->model->root);
    hub_tree_print(p->out, p->w->arena, entity->first, "");
    xml_close(p->out);
    xml_close(p->out);
    if (v.message.n)
        xml_leaf(p->out, STR("message"), v.message);
    for (size_t i = 0; i < v.found.n && !v.found.too_many; i++)
        TRY(put_match(p, &v.found.p[i], why));
    xml_close(p->out);
    return ERR_OK;
}

static err_t preview_match(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct xml_out o = xml_out(&c->body);
    struct hub_batch b;

    if (!m || !read_batch(c, m, &b))
        return ERR_OK;
    struct hub_incorporator w = {
        .session = c->session, .arena = c->arena, .model = m, .source = b.source
    };
    xml_declaration(&o);
    xml_open(&o, STR("MatchEntitiesResponse"));
    for (size_t i = 0; i < b.n; i++)
        TRY(put_result(&(struct preview){ c, &w, &o }, b.entities[i], why));
    xml_close(&o);
    hub_reply(c);
    return ERR_OK;
}

/* clang-format off */
const struct hub_endpoint hub_batch_endpoints[] = {
    { HUB_REPOSITORY_WRITE, "POST", U "/records",                 HUB_BATCH_BYTES, upsert },
    { HUB_REPOSITORY,       "GET",  U "/records/updates/{batch}", 0,               get_batch },
    { HUB_REPOSITORY,       "POST", U "/records/updates",         HUB_BATCH_BYTES, query_batches },
    { HUB_REPOSITORY,       "POST", U "/match",                   HUB_BATCH_BYTES, preview_match },
};
/* clang-format on */
const size_t hub_batch_endpoints_n = sizeof hub_batch_endpoints / sizeof *hub_batch_endpoints;
