#include "mcp/tools.h"

#include "plan/json.h"

#include <time.h>

/* clang-format off */
static const struct tool tools[] = {
    { .name = "search_models_by_name", .title = "Find models",
      .description = "Find the models whose name contains a text (case does not matter).",
      .feature = FEATURE_METADATA, .run = mcp_search_models,
      .inputs = { { "name_pattern", IN_TEXT, true, "Part of a model's name; an empty text finds all.", NULL } } },
    { .name = "get_model_statistics", .title = "Statistics of the models",
      .description = "How many models there are, published and draft, with counts of fields, references, versions and records.",
      .feature = FEATURE_METADATA, .run = mcp_model_statistics },
    { .name = "get_model_fields", .title = "Fields of a model",
      .description = "The fields of a model with the ids that query_records takes, types, allowed values and operators. Call it before query_records.",
      .feature = FEATURE_METADATA, .run = mcp_model_fields,
      .inputs = { { "model_id", IN_TEXT, true, "Id or name of the model.", NULL } } },
    { .name = "query_records", .title = "Query golden records",
      .description = "Read golden records of a deployed model, a page at a time. All filters must hold. "
                     "Values come as text under the field's id; of a repeating field the first value. "
                     "For counts, sums, groups or joins use run_plan.",
      .feature = FEATURE_LIST, .run = mcp_query_records,
      .inputs = {
        { "universe_id", IN_TEXT, true, "Id or name of a deployed model.", NULL },
        { "repository_id", IN_TEXT, false, "Id of the repository; may be left out.", NULL },
        { "fields", IN_TEXTS, false, "Ids or names of the fields wanted; none means all.", NULL },
        { "filters", IN_LIST, false, "Conditions, all of which must hold.", mcp_filters_schema },
        { "limit", IN_INT, false, "Records wanted, 1 to 1000; 100 if left out.", NULL },
        { "offset_token", IN_TEXT, false, "next_offset_token of the page before; empty for the first page.", NULL } } },
    { .name = "run_plan", .title = "Run a plan",
      .description = "Compute counts, sums, groups, joins, comparisons and lists over the hub's records from a typed plan. "
                     "With explain, say which requests would be sent and send none.",
      .feature = FEATURE_ASK, .run = mcp_run_plan,
      .inputs = {
        { "plan", IN_OBJECT, true, "What to compute.", plan_json_schema },
        { "explain", IN_BOOL, false, "Only explain.", NULL } } },
    { .name = "distinct_values", .title = "Distinct values of fields",
      .description = "Every distinct value of some fields of a model, with how many records have it. Reads all records of the model.",
      .feature = FEATURE_LIST, .run = mcp_distinct_values,
      .inputs = {
        { "model_id", IN_TEXT, true, "Id or name of a deployed model.", NULL },
        { "fields", IN_TEXTS, true, "Ids or names of the fields.", NULL },
        { "max_values", IN_INT, false, "Values kept per field, 1000 if left out; a field with more is marked partial.", NULL } } },
    { .name = "describe_models", .title = "Describe all models",
      .description = "Everything known about all models at once: fields, types, references, labels, counts.",
      .feature = FEATURE_METADATA, .run = mcp_describe_models },
};
/* clang-format on */

enum { TOOLS_N = sizeof tools / sizeof *tools };

static const struct {
    const char *json, *said;
} types[] = {
    [IN_TEXT] = { "string", "a text" },     [IN_INT] = { "integer", "a whole number" },
    [IN_BOOL] = { "boolean", "a boolean" }, [IN_TEXTS] = { "array", "a list of texts" },
    [IN_LIST] = { "array", "a list" },      [IN_OBJECT] = { "object", "an object" },
};

const struct tool *mcp_tool_find(str name)
{
    for (size_t i = 0; i < TOOLS_N; i++)
        if (str_eq(name, str_c(tools[i].name)))
            return &tools[i];
    return NULL;
}

static json_t *input_schema(const struct input *in)
{
    json_t *o = in->schema ? in->schema() : json_pack("{s:s}", "type", types[in->type].json);

    if (in->type == IN_TEXTS)
        json_object_set_new(o, "items", json_pack("{s:s}", "type", "string"));
    json_object_set_new(o, "description", json_string(in->description));
    return o;
}

static json_t *inputs_schema(const struct tool *t)
{
    json_t *properties = json_object(), *required = json_array();

    for (const struct input *in = t->inputs; in->name; in++) {
        json_object_set_new(properties, in->name, input_schema(in));
        if (in->required)
            json_array_append_new(required, json_string(in->name));
    }
    json_t *o = json_pack("{s:s, s:o, s:b}", "type", "object", "properties", properties,
                          "additionalProperties", 0);
    if (json_array_size(required))
        json_object_set(o, "required", required);
    json_decref(required);
    return o;
}

json_t *mcp_tools_list(void)
{
    json_t *list = json_array();

    for (size_t i = 0; i < TOOLS_N; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o, s:{s:s, s:b, s:b, s:b, s:b}}",
                                              "name", tools[i].name, "title", tools[i].title,
                                              "description", tools[i].description, "inputSchema",
                                              inputs_schema(&tools[i]), "annotations", "title",
                                              tools[i].title, "readOnlyHint", 1, "destructiveHint",
                                              0, "idempotentHint", 1, "openWorldHint", 0));
    return json_pack("{s:o}", "tools", list);
}

static bool has_type(const json_t *v, enum input_type t)
{
    switch (t) {
    case IN_TEXT:
        return json_is_string(v);
    case IN_INT:
        return json_is_integer(v);
    case IN_BOOL:
        return json_is_boolean(v);
    case IN_TEXTS:
        for (size_t i = 0; i < json_array_size(v); i++)
            if (!json_is_string(json_array_get(v, i)))
                return false;
        return json_is_array(v);
    case IN_LIST:
        return json_is_array(v);
    case IN_OBJECT:
        return json_is_object(v);
    }
    return false;
}

static const struct input *input_find(const struct tool *t, const char *name)
{
    for (const struct input *in = t->inputs; in->name; in++)
        if (strcmp(in->name, name) == 0)
            return in;
    return NULL;
}

static err_t check_args(struct call *c, const struct tool *t)
{
    const char *name;
    json_t *v;

    json_object_foreach(c->args, name, v)
    {
        const struct input *in = input_find(t, name);
        if (!in)
            return why_fail(c->why, ERR_BAD_INPUT, "%s has no argument \"%.60s\"", t->name, name);
        if (!json_is_null(v) && !has_type(v, in->type))
            return why_fail(c->why, ERR_BAD_INPUT, "the argument %s of %s must be %s", name,
                            t->name, types[in->type].said);
    }
    for (const struct input *in = t->inputs; in->name; in++) {
        v = json_object_get(c->args, in->name);
        if (in->required && (!v || json_is_null(v)))
            return why_fail(c->why, ERR_BAD_INPUT, "%s needs the argument %s", t->name, in->name);
    }
    return ERR_OK;
}

static err_t run_checked(struct call *c, const struct tool *t, json_t **out)
{
    const struct mcp_backend *b = &c->options->backend;

    if (b->may && !b->may(b->ctx, c->who->role, t->feature))
        return why_fail(c->why, ERR_DENIED, "your role may not use %s", t->name);
    TRY(check_args(c, t));
    TRY(b->view(b->ctx, c->arena, c->who->role, &c->schema, c->why));
    return t->run(c, out);
}

static json_t *failure(const struct call *c, err_t e)
{
    json_t *o = mcp_envelope("error");

    json_object_set_new(o, "code", json_string(err_info(e)->code));
    json_object_set_new(o, "error", json_of_str(str_c(why_text(c->why, e))));
    if (c->details)
        json_object_update_missing(o, c->details);
    return o;
}

err_t mcp_tool_run(struct call *c, const struct tool *t, json_t **out)
{
    json_t *result;
    err_t e = run_checked(c, t, &result);

    *out = json_keep(c->arena, e ? failure(c, e) : result);
    return e;
}

json_t *mcp_envelope(const char *status)
{
    struct buf b;
    json_t *o = json_object();

    buf_init(&b, NULL);
    civil_print_instant(&b, (int64_t)time(NULL));
    buf_byte(&b, 'Z');
    json_object_set_new(o, "status", json_string(status));
    json_object_set_new(o, "timestamp", json_of_str(buf_str(&b)));
    buf_fini(&b);
    return o;
}
