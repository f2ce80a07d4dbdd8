/* api_quarantine.c - what is in quarantine, over both APIs
 * (boomi-datahub-api.md, 3.8). */
#include "localhub/incorporate.h"
#include "localhub/query.h"
#include "localhub/service.h"

static err_t query_quarantine(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct hub_quarantine_query q;
    struct hub_strs errors = { 0 };

    if (!m)
        return ERR_OK;
    if (hub_quarantine_read(c->arena, c->request->body, &q, &errors) ||
        hub_quarantine_check(c->arena, m, &q, &errors)) {
        hub_refuse(c->request, 400, &errors);
        return ERR_OK;
    }
    TRY(hub_quarantine_print(c->session, c->arena, m, &q, c->caller == HUB_JWT, &c->body, why));
    hub_reply(c);
    return ERR_OK;
}

static bool includes_data(struct hub_call *c)
{
    str v;

    return !request_param(c->request, STR("includeData"), &v) || str_eq(v, STR("true"));
}

static err_t reply_entry(struct hub_call *c, const struct hub_model *m,
                         const struct hub_quarantine_key *k, struct why *why)
{
    err_t e = hub_quarantine_get(c->session, c->arena, m, k, &c->body, why);

    if (!e)
        hub_reply(c);
    return e;
}

static err_t get_by_entity(struct hub_call *c, struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct request *r = c->request;

    if (!m)
        return ERR_OK;
    err_t e = reply_entry(c, m,
                          &(struct hub_quarantine_key){ .source = r->params[1],
                                                        .entity = r->params[2],
                                                        .data = includes_data(c),
                                                        .masked = c->caller == HUB_JWT },
                          why);
    if (e == ERR_NOT_FOUND)
        hub_refuse_one(r, 404, "Entity %.*s of source %.*s is not in quarantine.",
                       STR_ARG(r->params[2]), STR_ARG(r->params[1]));
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t get_by_transaction(struct hub_call *c, struct why *why)
{
    struct request *r = c->request;
    const struct hub_model *m = hub_session_universe(c->session, r->params[2]);
    err_t e = ERR_NOT_FOUND;

    if (m && str_eq(r->params[1], c->service->repository_id))
        e = reply_entry(c, m,
                        &(struct hub_quarantine_key){
                            .tx = r->params[3], .data = includes_data(c), .mdm = true },
                        why);
    if (e == ERR_NOT_FOUND)
        hub_refuse_one(r, 400, "There is no quarantine entry of transaction %.*s.",
                       STR_ARG(r->params[3]));
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* The entry that the address names: by transaction, or by source and entity. */
struct entry {
    str source, entity, content;
    bool found;
};

static err_t find_entry(struct hub_call *c, const struct hub_model *m, struct entry *out,
                        struct why *why)
{
    bool by_entity = str_starts(str_sub(c->request->path,
                                        str_find(c->request->path, STR("/quarantine/")) + 12,
                                        c->request->path.n),
                                STR("sources/"));
    struct stmt *q;

    TRY(hub_session_prepare(c->session,
                            STR("SELECT source, entity, content FROM hub_quarantine WHERE model_id"
                                " = ?1 AND ended IS NULL AND xml AND (CASE WHEN ?4 THEN source ="
                                " ?2 AND entity = ?3 ELSE tx = ?2 END) ORDER BY id DESC LIMIT 1"),
                            &q, why));
    stmt_bind_text(q, 1, m->id);
    stmt_bind_text(q, 2, c->request->params[1]);
    stmt_bind_text(q, 3, c->request->params[2]);
    stmt_bind_int(q, 4, by_entity);
    err_t e = stmt_step(q, why);
    if (!e)
        *out = (struct entry){ arena_str(c->arena, stmt_text(q, 0)),
                               arena_str(c->arena, stmt_text(q, 1)),
                               arena_str(c->arena, stmt_text(q, 2)), true };
    stmt_reset(q);
    if (e == ERR_NOT_FOUND)
        hub_refuse_one(c->request, 404, "There is no such entry in quarantine.");
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Once more, as the steward says. */
static err_t replay(struct hub_call *c, const struct hub_model *m, const struct entry *entry,
                    bool create, struct why *why)
{
    struct hub_incorporator w = { .session = c->session,
                                  .arena = c->arena,
                                  .model = m,
                                  .source = entry->source,
                                  .now = hub_call_now(c),
                                  .approved = true,
                                  .create = create };
    struct hub_incorporated done;
    struct xml_node *root;
    struct hub_entity e;

    str xml = arena_fmt(c->arena, "<r>%.*s</r>", STR_ARG(entry->content));
    TRY(xml_read(c->arena, xml, xml.n + 1, &root, why));
    hub_entity_read(c->arena, m, root, &e);
    TRY(hub_incorporate_open(&w, why));
    return hub_incorporate(&w, &e, &done, why);
}

static err_t act(struct hub_call *c, const char *resolution, bool again, bool create,
                 struct why *why)
{
    const struct hub_model *m = hub_call_universe(c);
    struct entry entry = { .found = false };

    if (!m)
        return ERR_OK;
    TRY(find_entry(c, m, &entry, why));
    if (!entry.found)
        return ERR_OK;
    TRY(hub_quarantine_resolve(c->session->db, m->id, entry.source, entry.entity, resolution,
                               hub_call_now(c), why));
    if (again)
        TRY(replay(c, m, &entry, create, why));
    hub_reply(c);
    return ERR_OK;
}

static err_t approve(struct hub_call *c, struct why *why)
{
    return act(c, "USER_APPROVED", true, false, why);
}

static err_t reject(struct hub_call *c, struct why *why)
{
    return act(c, "USER_REJECTED", false, false, why);
}

static err_t ignore(struct hub_call *c, struct why *why)
{
    return act(c, "USER_IGNORE", false, false, why);
}

static err_t create_duplicate(struct hub_call *c, struct why *why)
{
    return act(c, "USER_APPROVED", true, true, why);
}

static err_t replay_entry(struct hub_call *c, struct why *why)
{
    return act(c, "USER_REPLAY", true, false, why);
}

/* clang-format off */
#define ACTION(verb, fn)                                                                          \
    { HUB_REPOSITORY_WRITE, "POST", U "/quarantine/{transaction}/" verb, HUB_REQUEST_MAX, fn },   \
    { HUB_REPOSITORY_WRITE, "POST", U "/quarantine/sources/{source}/entities/{entity}/" verb,     \
      HUB_REQUEST_MAX, fn }
#define U "/mdm/universes/{universe}"
#define ACCOUNT "/mdm/api/rest/v1/{account}"

const struct hub_endpoint hub_quarantine_endpoints[] = {
    { HUB_REPOSITORY, "POST", U "/quarantine/query", HUB_REQUEST_MAX, query_quarantine },
    { HUB_REPOSITORY, "GET",  U "/quarantine/sources/{source}/entities/{entity}", 0, get_by_entity },
    { HUB_PLATFORM,   "GET",
      ACCOUNT "/repositories/{repository}/universes/{universe}/quarantine/{transaction}", 0,
      get_by_transaction },
    ACTION("approve",         approve),
    ACTION("reject",          reject),
    ACTION("delete",          ignore),
    ACTION("createDuplicate", create_duplicate),
    ACTION("restore",         replay_entry),
};
/* clang-format on */
const size_t hub_quarantine_endpoints_n = sizeof hub_quarantine_endpoints /
                                          sizeof *hub_quarantine_endpoints;
