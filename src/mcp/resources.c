#include "mcp/resources.h"

#include "schema/json.h"

enum which { ALL, PUBLISHED, DRAFT, MODEL, CONNECTION };

/* clang-format off */
static const struct resource {
    enum which which;
    const char *uri; /* a template's ends where its parameter begins */
    const char *name, *title, *description;
} resources[] = {
    { ALL, "boomi://datahub/models/all", "models_all", "All models", "All models, published and draft." },
    { PUBLISHED, "boomi://datahub/models/published", "models_published", "Published models", "The published models." },
    { DRAFT, "boomi://datahub/models/draft", "models_draft", "Draft models", "Models of which only a draft exists." },
    { CONNECTION, "boomi://datahub/connection/test", "connection_test", "Connection test", "Is the hub there, and are the credentials good?" },
    { MODEL, "boomi://datahub/model/", "model", "A model", "One model with its fields." },
};
/* clang-format on */

enum { RESOURCES_N = sizeof resources / sizeof *resources };

static json_t *item(const struct resource *r)
{
    bool template = r->which == MODEL;
    json_t *o = json_pack("{s:s, s:s, s:s, s:s}", "name", r->name, "title", r->title, "description",
                          r->description, "mimeType", "application/json");

    json_object_set_new(o, template ? "uriTemplate" : "uri",
                        template ? json_sprintf("%s{model_id}", r->uri) : json_string(r->uri));
    return o;
}

static json_t *list(const char *member, bool templates)
{
    json_t *all = json_array();

    for (size_t i = 0; i < RESOURCES_N; i++)
        if ((resources[i].which == MODEL) == templates)
            json_array_append_new(all, item(&resources[i]));
    return json_pack("{s:o}", member, all);
}

json_t *mcp_resources_list(void)
{
    return list("resources", false);
}

json_t *mcp_templates_list(void)
{
    return list("resourceTemplates", true);
}

static json_t *models(const struct schema *s, bool published)
{
    json_t *out = json_array();

    for (size_t i = 0; i < s->models_n; i++)
        if (s->models[i].published == published)
            json_array_append_new(out, mcp_model_item(&s->models[i]));
    return out;
}

static json_t *read_all(const struct call *c)
{
    json_t *published = models(c->schema, true), *draft = models(c->schema, false);
    json_int_t p = (json_int_t)json_array_size(published), d = (json_int_t)json_array_size(draft);
    json_t *o = mcp_envelope("success");

    json_object_set_new(o, "summary",
                        json_pack("{s:I, s:I, s:I}", "total_models", p + d, "published_count", p,
                                  "draft_count", d));
    json_object_set_new(o, "data", json_pack("{s:o, s:o}", "published", published, "draft", draft));
    return o;
}

static json_t *read_some(const struct call *c, bool published)
{
    json_t *data = models(c->schema, published), *o = mcp_envelope("success");

    json_object_set_new(o, "summary",
                        json_pack("{s:I, s:s}", published ? "published_count" : "draft_count",
                                  (json_int_t)json_array_size(data), "status_filter",
                                  published ? "publish" : "draft"));
    json_object_set_new(o, "data", data);
    return o;
}

static json_t *field_ids(const struct model *m, const int *at, size_t n)
{
    json_t *ids = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(ids, json_of_str(m->fields[at[i]].id));
    return ids;
}

static json_t *fields_of(const struct model *m)
{
    json_t *out = json_array();

    for (size_t i = 0; i < m->fields_n; i++) {
        const struct field *f = &m->fields[i];
        json_array_append_new(out, json_pack("{s:o, s:o, s:s, s:b, s:b}", "name",
                                             json_of_str(f->name), "uniqueId", json_of_str(f->id),
                                             "type", field_type_info(f->type)->boomi, "required",
                                             f->required, "repeatable", f->repeatable));
    }
    return out;
}

/* Sources are not part of what a role sees, so there are none here. */
static json_t *read_model(const struct model *m)
{
    json_t *data = mcp_model_item(m), *o = mcp_envelope("success"), *rules = json_array();
    const int *title = m->display_field >= 0 ? &m->display_field : NULL;

    if (m->key_fields_n)
        json_array_append_new(
            rules, json_pack("{s:o}", "fields", field_ids(m, m->key_fields, m->key_fields_n)));
    json_object_set_new(data, "version", json_sprintf("%d", m->version));
    json_object_set_new(data, "fields", fields_of(m));
    json_object_set_new(data, "fieldCount", json_integer((json_int_t)m->fields_n));
    json_object_set_new(data, "sources", json_array());
    json_object_set_new(data, "sourceCount", json_integer(0));
    json_object_set_new(data, "matchRules", rules);
    json_object_set_new(data, "recordTitleFields", field_ids(m, title, title ? 1 : 0));
    json_object_set_new(data, "_metadata",
                        json_pack("{s:O, s:o, s:b, s:b, s:b, s:I, s:I}", "retrieved_at",
                                  json_object_get(o, "timestamp"), "model_id", json_of_str(m->id),
                                  "has_fields", m->fields_n > 0, "has_sources", 0,
                                  "has_match_rules", m->key_fields_n > 0, "field_count",
                                  (json_int_t)m->fields_n, "source_count", (json_int_t)0));
    json_object_set_new(o, "data", data);
    return o;
}

static json_t *read_connection(const struct call *c)
{
    const struct mcp_backend *b = &c->options->backend;
    struct why why = { "" };
    str url = STR("");
    err_t e = b->test ? b->test(b->ctx, c->arena, &url, &why) : ERR_OK;
    bool refused = e == ERR_UPSTREAM_AUTH;
    json_t *o = mcp_envelope("connection_test"), *advice = json_array();

    json_object_set_new(o, "connection_result",
                        json_pack("{s:b, s:o, s:i, s:o, s:s, s:b}", "success", e == ERR_OK, "error",
                                  e ? json_string(why_text(&why, e)) : json_null(), "status_code",
                                  e == ERR_OK ? 200
                                  : refused   ? 401
                                              : 0,
                                  "url", json_of_str(url), "response_content", "",
                                  "has_datahub_credentials", !refused));
    if (refused)
        json_array_append_new(advice, json_string("Check both pairs of credentials: the platform's "
                                                  "and the repository's."));
    else if (e)
        json_array_append_new(advice, json_string("Check the addresses and the network."));
    json_object_set_new(o, "recommendations", advice);
    return o;
}

static const struct resource *find(str uri, str *param)
{
    for (size_t i = 0; i < RESOURCES_N; i++) {
        str known = str_c(resources[i].uri);
        if (resources[i].which != MODEL && str_eq(uri, known))
            return &resources[i];
        if (resources[i].which == MODEL && str_starts(uri, known) && uri.n > known.n) {
            *param = str_sub(uri, known.n, uri.n);
            return &resources[i];
        }
    }
    return NULL;
}

static err_t read_found(struct call *c, const struct resource *r, str param, json_t **out)
{
    const struct model *m;

    switch (r->which) {
    case ALL:
        *out = read_all(c);
        return ERR_OK;
    case PUBLISHED:
    case DRAFT:
        *out = read_some(c, r->which == PUBLISHED);
        return ERR_OK;
    case CONNECTION:
        *out = read_connection(c);
        return ERR_OK;
    case MODEL:
        break;
    }
    TRY(mcp_find_model(c, param, &m));
    *out = read_model(m);
    return ERR_OK;
}

err_t mcp_resource_read(struct call *c, str uri, json_t **out)
{
    const struct mcp_backend *b = &c->options->backend;
    str param = STR("");
    const struct resource *r = find(uri, &param);
    json_t *made;

    if (!r)
        return why_fail(c->why, ERR_NOT_FOUND, "there is no such resource");
    if (b->may && !b->may(b->ctx, c->who->role, FEATURE_METADATA))
        return why_fail(c->why, ERR_DENIED, "your role may not read about models");
    if (r->which != CONNECTION)
        TRY(b->view(b->ctx, c->arena, c->who->role, &c->schema, c->why));
    TRY(read_found(c, r, param, &made));
    *out = json_keep(c->arena, made);
    return ERR_OK;
}
