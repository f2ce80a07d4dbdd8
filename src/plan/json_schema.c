/* json_schema.c - the JSON Schema (2020-12) of a plan; the names of operators
 * come from the same lists that the reader uses. */
#include "plan/json.h"

#include "plan/check.h"

#include <assert.h>

static const char text[] =
    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$ref\":\"#/$defs/plan\","
    "\"$defs\":{"
    "\"plan\":{\"type\":\"object\",\"additionalProperties\":false,"
    "\"required\":[\"model\",\"columns\"],"
    "\"description\":\"What to compute over the records of one model.\",\"properties\":{"
    "\"model\":{\"type\":\"string\",\"description\":\"id of the model\"},"
    "\"columns\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"object\","
    "\"additionalProperties\":false,\"required\":[\"expr\"],\"properties\":{"
    "\"expr\":{\"$ref\":\"#/$defs/expr\"},\"label\":{\"type\":\"string\"}}}},"
    "\"where\":{\"$ref\":\"#/$defs/cond\"},"
    "\"period\":{\"$ref\":\"#/$defs/period\"},"
    "\"groups\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/expr\"}},"
    "\"having\":{\"$ref\":\"#/$defs/cond\"},"
    "\"distinct\":{\"type\":\"boolean\"},"
    "\"order\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
    "\"additionalProperties\":false,\"required\":[\"expr\"],\"properties\":{"
    "\"expr\":{\"$ref\":\"#/$defs/expr\"},\"desc\":{\"type\":\"boolean\"}}}},"
    "\"limit\":{\"type\":\"integer\",\"minimum\":0},"
    "\"offset\":{\"type\":\"integer\",\"minimum\":0},"
    "\"ties\":{\"type\":\"boolean\",\"description\":\"keep rows equal to the last one\"},"
    "\"compare\":{\"$ref\":\"#/$defs/period\",\"description\":"
    "\"the same plan in another period, beside it\"},"
    "\"tell\":{\"description\":\"what is behind the records instead of the records: how their "
    "fields changed, the sources they stand for, or what is in quarantine\"},"
    "\"when\":{\"type\":\"object\",\"additionalProperties\":false,\"description\":\"when it was "
    "told of\","
    "\"properties\":{\"from\":{\"type\":\"string\"},\"to\":{\"type\":\"string\"},"
    "\"label\":{\"type\":\"string\"}}},"
    "\"claim\":{\"$ref\":\"#/$defs/literal\",\"description\":\"what the field is said to be\"},"
    "\"everywhere\":{\"type\":\"boolean\",\"description\":\"quarantine of all models\"}}},"
    "\"period\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"date\"],"
    "\"description\":\"from is the first day, to the day after the last\",\"properties\":{"
    "\"date\":{\"$ref\":\"#/$defs/expr\"},\"from\":{\"type\":\"string\"},"
    "\"to\":{\"type\":\"string\"},\"label\":{\"type\":\"string\"}}},"
    "\"path\":{\"type\":\"array\",\"description\":\"a walk over references\",\"items\":{"
    "\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"field\",\"model\"],"
    "\"properties\":{\"field\":{\"type\":\"string\",\"description\":\"id of the reference\"},"
    "\"model\":{\"type\":\"string\",\"description\":\"id of the model where the step arrives\"},"
    "\"reverse\":{\"type\":\"boolean\"},\"inner\":{\"type\":\"boolean\"}}}},"
    "\"literal\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"value\"],"
    "\"properties\":{\"value\":{\"type\":[\"string\",\"number\",\"boolean\",\"null\"]},"
    "\"kind\":{\"enum\":[\"bool\",\"int\",\"float\",\"text\",\"date\",\"datetime\",\"time\"]}}},"
    "\"expr\":{\"description\":\"a value, a field, or an operation\",\"anyOf\":["
    "{\"$ref\":\"#/$defs/literal\"},"
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"field\"],\"properties\":{"
    "\"field\":{\"type\":\"string\",\"description\":\"id of the field\"},"
    "\"path\":{\"$ref\":\"#/$defs/path\"}}},"
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"op\"],\"properties\":{"
    "\"op\":{},\"agg\":{},\"grain\":{},\"path\":{\"$ref\":\"#/$defs/path\"},"
    "\"of\":{\"$ref\":\"#/$defs/expr\"},\"left\":{\"$ref\":\"#/$defs/expr\"},"
    "\"right\":{\"$ref\":\"#/$defs/expr\"},\"where\":{\"$ref\":\"#/$defs/cond\"},"
    "\"plan\":{\"$ref\":\"#/$defs/plan\"}}}]},"
    "\"cond\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"op\"],"
    "\"properties\":{\"op\":{},"
    "\"of\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/cond\"}},"
    "\"left\":{\"$ref\":\"#/$defs/expr\"},\"right\":{\"$ref\":\"#/$defs/expr\"},"
    "\"values\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/literal\"}},"
    "\"from\":{\"$ref\":\"#/$defs/literal\"},\"to\":{\"$ref\":\"#/$defs/literal\"},"
    "\"path\":{\"$ref\":\"#/$defs/path\"},\"where\":{\"$ref\":\"#/$defs/cond\"},"
    "\"plan\":{\"$ref\":\"#/$defs/plan\"},"
    "\"exact\":{\"type\":\"boolean\",\"description\":\"compare text byte by byte\"}}}}}";

static void add_name(json_t *list, const char *name)
{
    json_array_append_new(list, json_string(name));
}

static void set_names(json_t *properties, const char *key, json_t *names)
{
    json_object_set_new(json_object_get(properties, key), "enum", names);
}

json_t *plan_json_schema(void)
{
    json_t *schema = json_loads(text, 0, NULL);
    json_t *defs = json_object_get(schema, "$defs");
    json_t *operation = json_array_get(json_object_get(json_object_get(defs, "expr"), "anyOf"), 2);
    json_t *members = json_object_get(operation, "properties");
    json_t *exprs = json_array(), *conds = json_array(), *aggs = json_array();
    json_t *grains = json_array();
    json_t *of_plan = json_object_get(json_object_get(defs, "plan"), "properties");
    json_t *columns = json_object_get(of_plan, "columns"), *tells = json_array();

    assert(columns && members);
    json_object_set_new(columns, "maxItems", json_integer(PLAN_COLUMNS_MAX));
    for (enum expr_op op = EXPR_RECORD; op < EXPR_NUM; op++)
        add_name(exprs, expr_op_name(op));
    for (enum cond_op op = 0; op < COND_NUM; op++)
        add_name(conds, cond_op_name(op));
    for (enum agg fn = 0; fn < AGG_NUM; fn++)
        add_name(aggs, agg_name(fn));
    for (enum grain g = 0; g < GRAIN_NUM; g++)
        add_name(grains, grain_name(g));
    for (enum tell t = 0; t < TELL_NUM; t++)
        add_name(tells, tell_name(t));
    set_names(of_plan, "tell", tells);
    set_names(members, "op", exprs);
    set_names(members, "agg", aggs);
    set_names(members, "grain", grains);
    set_names(json_object_get(json_object_get(defs, "cond"), "properties"), "op", conds);
    return schema;
}
