/* test_server.c - a table of messages and what must stand in the reply; paging;
 * rights. */
#include "fake.h"
#include "t.h"

/* clang-format off */
static const struct {
    const char *role, *in;
    const char *out[4]; /* each is part of the reply; none: no reply is due */
    const char *out_not;
} rows[] = {
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\"}}",
      { "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{},\"resources\":{}},\"serverInfo\":{\"name\":\"auric\"" }, "error" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"1999-01-01\"}}",
      { "\"protocolVersion\":\"2025-11-25\"" }, "error" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", { NULL }, NULL },
    { "admin", "{\"jsonrpc\":\"2.0\",\"method\":\"no/such\"}", { NULL }, NULL },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}", { NULL }, NULL },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"ping\"}",
      { "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{}}" }, NULL },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"no/such\"}", { "\"id\":2", "\"code\":-32601" }, "result" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"prompts/list\"}", { "-32601" }, "result" },
    { "admin", "[]", { "-32600" }, "\"id\"" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":", { "-32700" }, "\"id\"" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}}", { "\"id\":5", "-32602" }, "result" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\"}",
      { "\"name\":\"query_records\"", "\"inputSchema\":{\"type\":\"object\"", "\"required\":[\"universe_id\"]", "\"readOnlyHint\":true" }, "nextCursor" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/list\"}",
      { "boomi://datahub/models/all", "boomi://datahub/models/published", "boomi://datahub/models/draft", "boomi://datahub/connection/test" }, "model_id" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/templates/list\"}", { "\"uriTemplate\":\"boomi://datahub/model/{model_id}\"" }, NULL },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/read\",\"params\":{\"uri\":\"boomi://datahub/models/all\"}}",
      { "\\\"total_models\\\":3,\\\"published_count\\\":2,\\\"draft_count\\\":1", "\\\"publicationStatus\\\":\\\"draft\\\"", "\"mimeType\":\"application/json\"" }, NULL },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/read\",\"params\":{\"uri\":\"boomi://datahub/model/p-1\"}}",
      { "\\\"fieldCount\\\":5", "\\\"matchRules\\\":[{\\\"fields\\\":[\\\"NAME_1\\\"]}]", "\\\"recordTitleFields\\\":[\\\"NAME_1\\\"]" }, NULL },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/read\",\"params\":{\"uri\":\"boomi://datahub/model/none\"}}",
      { "-32002", "\"uri\":\"boomi://datahub/model/none\"", "not_found" }, "result" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/read\",\"params\":{\"uri\":\"file:///etc/passwd\"}}", { "-32002" }, "result" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/read\"}", { "-32602" }, "result" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/read\",\"params\":{\"uri\":\"boomi://datahub/connection/test\"}}",
      { "\\\"success\\\":true", "hub.example", "\\\"recommendations\\\":[]" }, NULL },
    { "clerk", "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/read\",\"params\":{\"uri\":\"boomi://datahub/models/all\"}}", { "-32001", "denied" }, "Product" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"tools/call\",\"params\":{\"name\":\"no_such\"}}", { "-32602", "Unknown tool: no_such" }, "result" },
    { "admin", "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"tools/call\",\"params\":{\"name\":\"describe_models\",\"arguments\":[]}}", { "-32602" }, "result" },
};

/* Calls of tools: what must stand in structuredContent. */
static const struct {
    const char *role, *tool, *args;
    bool is_error;
    const char *out[4], *out_not;
} calls[] = {
    { "admin", "search_models_by_name", "{\"name_pattern\":\"LAUNCH\"}", false,
      { "\"status\":\"success\"", "\"search_pattern\":\"LAUNCH\",\"total_searched\":3,\"matches_found\":1", "\"name\":\"Product Launch\",\"id\":\"p-1\",\"publicationStatus\":\"publish\",\"published\":true,\"latestVersion\":\"3\"" }, "Salary" },
    { "manager", "search_models_by_name", "{\"name_pattern\":\"\"}", false, { "\"total_searched\":2" }, "Salary" },
    { "admin", "search_models_by_name", "{}", true, { "\"code\":\"bad_input\"", "needs the argument name_pattern" }, NULL },
    { "admin", "search_models_by_name", "{\"name_pattern\":7}", true, { "must be a text" }, NULL },
    { "admin", "search_models_by_name", "{\"name_pattern\":\"a\",\"x\":1}", true, { "has no argument \\\"x\\\"" }, NULL },
    { "clerk", "search_models_by_name", "{\"name_pattern\":\"\"}", true, { "\"code\":\"denied\"" }, "Product" },
    { "nobody", "search_models_by_name", "{\"name_pattern\":\"\"}", true, { "\"code\":\"denied\"" }, "Product" },
    { "admin", "get_model_statistics", "{}", false,
      { "\"total_models\":3,\"published_models\":2,\"draft_models\":1,\"published_percentage\":66.7", "\"field_analysis\":{\"total_fields\":7", "\"latest_version\":3" }, NULL },
    { "admin", "get_model_fields", "{\"model_id\":\"product launch\"}", false,
      { "\"name\":\"NAME_1\",\"displayName\":\"Product Name\",\"queryFieldId\":\"NAME_1\",\"originalName\":\"product_name\"", "\"total_fields\":5,\"required_fields\":1", "\"allowedValues\":[\"TV\",\"Radio\"]", "\"searchable_fields\":[\"NAME_1\",\"KIND\"]" }, NULL },
    { "manager", "get_model_fields", "{\"model_id\":\"p-1\"}", false, { "\"total_fields\":4" }, "PRICE" },
    { "manager", "get_model_fields", "{\"model_id\":\"s-1\"}", true, { "\"code\":\"not_found\"", "\"available_models\":[\"Product Launch\",\"Draft\"]" }, "AMOUNT" },
    { "admin", "describe_models", "{}", false, { "\"repository_id\":\"r-1\"", "\"path\":\"tags/tag\"" }, NULL },
    { "manager", "describe_models", "{}", false, { "NAME_1" }, "PRICE" },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"repository_id\":\"r-1\",\"fields\":[\"Product Name\",\"PRICE\"],\"limit\":2}", false,
      { "\"records\":[{\"_RECORD_ID\":\"id-0\",\"NAME_1\":\"Item 0 \\\"q\\\"\"},{\"_RECORD_ID\":\"id-1\",\"NAME_1\":\"Item 1 \\\"q\\\"\",\"PRICE\":\"1.5\"}]", "\"total_returned\":2,\"total_count\":450,\"has_more\":true,\"next_offset_token\":\"2.0.2.2\"", "\"fields_in_query\":2,\"filters_applied\":0", "curl -u \\\"$BOOMI_DATAHUB_USERNAME" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"NAME_1\",\"value\":\"Item 7 \\\"q\\\"\"}]}", false, { "\"total_count\":1,\"has_more\":false,\"next_offset_token\":\"\"", "\"LAUNCH\":\"2024-10-11\"", "\"TAGNO\":\"7\"", "\"filters_applied\":1" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"price\",\"operator\":\"IS_NULL\"}],\"limit\":1}", false, { "\"total_count\":150", "\"filters_applied\":1" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"PRICE\",\"operator\":\"GREATER_THAN_OR_EQUAL\",\"value\":\"440\"}],\"limit\":1}", false, { "\"total_count\":7" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"KIND\",\"operator\":\"IN\",\"value\":[\"TV\",\"Radio\"]}],\"limit\":1}", false, { "\"total_count\":450" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"LAUNCH\",\"operator\":\"BETWEEN\",\"value\":[\"2024-10-04\",\"2024-10-05\"]}],\"limit\":1,\"offset_token\":null}", false, { "\"total_count\":10" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"PRIZE\",\"value\":1}]}", true, { "\"code\":\"bad_input\"", "did you mean PRICE?", "\"available_fields\":[\"NAME_1\"", "\"suggestion\":\"PRICE\"" }, "records" },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"NAME_1\"}]}", true, { "filter 1: EQUALS of NAME_1 takes 1 value, not 0" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"NAME_1\",\"value\":\"\"}]}", true, { "use IS_NULL" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"NAME_1\",\"operator\":\"NOT_CONTAINS\",\"value\":\"a\"}]}", true, { "NOT_CONTAINS cannot be asked", "CONTAINS, STARTS_WITH" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"LAUNCH\",\"operator\":\"GREATER_THAN\",\"value\":\"2025-01-01\"}]}", true, { "it may be EQUALS, NOT_EQUALS, IS_NULL, IS_NOT_NULL, BETWEEN" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"PRICE\",\"value\":\"cheap\"}]}", true, { "\\\"cheap\\\" is no value for the float field PRICE" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"field\":\"PRICE\",\"value\":\"1\"}]}", true, { "has a member \\\"field\\\"" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[\"PRICE\"]}", true, { "filter 1 is not an object" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"fields\":[\"secret\"]}", true, { "Invalid fields" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"limit\":0}", true, { "limit must be 1 to 1000" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"offset_token\":\"MjAw\"}", true, { "next_offset_token" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"p-1\",\"repository_id\":\"r-9\"}", true, { "\"code\":\"not_found\"", "r-1" }, NULL },
    { "admin", "query_records", "{\"universe_id\":\"d-1\"}", true, { "not deployed" }, NULL },
    { "manager", "query_records", "{\"universe_id\":\"p-1\",\"limit\":1}", false, { "\"KIND\":\"Radio\"" }, "PRICE" },
    { "manager", "query_records", "{\"universe_id\":\"p-1\",\"filters\":[{\"fieldId\":\"PRICE\",\"value\":1}]}", true, { "Invalid fields" }, "total_count" },
    { "manager", "query_records", "{\"universe_id\":\"s-1\"}", true, { "\"code\":\"not_found\"" }, "AMOUNT" },
    { "admin", "distinct_values", "{\"model_id\":\"p-1\",\"fields\":[\"KIND\",\"NAME_1\"],\"max_values\":3}", false,
      { "\"KIND\":{\"values\":[", "[\"TV\",225]", "\"partial\":false}", "\"partial\":true}" }, NULL },
    { "admin", "distinct_values", "{\"model_id\":\"p-1\",\"fields\":[]}", true, { "name at least one field" }, NULL },
    { "admin", "run_plan", "{\"plan\":{\"model\":\"p-1\",\"columns\":[{\"expr\":{\"op\":\"agg\",\"agg\":\"count\"},\"label\":\"n\"}]}}", false, { "450" }, "isError\":true" },
    { "admin", "run_plan", "{\"plan\":{\"model\":\"p-1\",\"columns\":[{\"expr\":{\"op\":\"agg\",\"agg\":\"count\"},\"label\":\"n\"}]},\"explain\":true}", false, { "\"explanation\":" }, NULL },
    { "manager", "run_plan", "{\"plan\":{\"model\":\"p-1\",\"columns\":[{\"expr\":{\"op\":\"agg\",\"agg\":\"sum\",\"of\":{\"field\":\"PRICE\"}},\"label\":\"n\"}]}}", true, { "\"code\":\"bad_input\"" }, NULL },
    { "clerk", "run_plan", "{\"plan\":{\"model\":\"p-1\",\"columns\":[{\"expr\":{\"op\":\"agg\",\"agg\":\"count\"},\"label\":\"n\"}]}}", true, { "\"code\":\"denied\"" }, NULL },
    { "admin", "run_plan", "{\"plan\":\"x\"}", true, { "must be an object" }, NULL },
};
/* clang-format on */

static struct mcp_caller caller(const char *role)
{
    return (struct mcp_caller){ STR("ann"), str_c(role), NULL };
}

static void check_parts(const char *of, str text, const char *const *parts, const char * not )
{
    for (int k = 0; k < 4 && parts[k]; k++)
        CHECK(str_find(text, str_c(parts[k])) < text.n, "%s: '%s' is not in %.*s", of, parts[k],
              (int)(text.n < 2000 ? text.n : 2000), text.p);
    if (not )
        CHECK(str_find(text, str_c(not )) == text.n, "%s: '%s' is in %.*s", of, not,
              (int)(text.n < 2000 ? text.n : 2000), text.p);
}

static void check_rows(struct mcp_server *s)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *a = arena_new();
        struct mcp_caller who = caller(rows[i].role);
        json_t *tree;
        str reply = STR("");
        bool due = mcp_server_handle(s, a, &who, str_c(rows[i].in), &reply);
        CHECK(due == (rows[i].out[0] != NULL), "%s: a reply? %d", rows[i].in, due);
        if (due) {
            CHECK(json_read(a, reply, 1 << 22, &tree, NULL) == ERR_OK, "%s: not JSON: %.*s",
                  rows[i].in, STR_ARG(reply));
            check_parts(rows[i].in, reply, rows[i].out, rows[i].out_not);
        }
        arena_free(a);
    }
}

/* The reply of a tool: well-formed, and its text is its structured content. */
static void check_calls(struct mcp_server *s)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct arena *a = arena_new();
        struct mcp_caller who = caller(calls[i].role);
        str reply = STR("");
        str in = arena_fmt(a,
                           "{\"jsonrpc\":\"2.0\",\"id\":%zu,\"method\":\"tools/call\",\"params\":"
                           "{\"name\":\"%s\",\"arguments\":%s}}",
                           i, calls[i].tool, calls[i].args);
        json_t *tree, *content;
        CHECK(mcp_server_handle(s, a, &who, in, &reply), "%s", calls[i].args);
        CHECK(json_read(a, reply, 1 << 22, &tree, NULL) == ERR_OK, "%.*s", STR_ARG(reply));
        const json_t *result = json_object_get(tree, "result");
        const json_t *first = json_array_get(json_object_get(result, "content"), 0);
        json_t *structured = json_object_get(result, "structuredContent");
        CHECK(json_member_bool(result, "isError", !calls[i].is_error) == calls[i].is_error,
              "%s %s: %.*s", calls[i].tool, calls[i].args, STR_ARG(reply));
        CHECK(json_read(a, json_member_str(first, "text"), 1 << 22, &content, NULL) == ERR_OK &&
                  json_equal(content, structured),
              "%s: the text differs", calls[i].args);
        check_parts(calls[i].args, json_text(a, structured), calls[i].out, calls[i].out_not);
        arena_free(a);
    }
}

/* Every record once, in order, whatever the size of the page, and no token
 * after the last one. */
static void check_paging(struct mcp_server *s, unsigned limit, unsigned pages_want,
                         int requests_want)
{
    struct arena *a = arena_new();
    struct mcp_caller who = caller("admin");
    str token = STR("");
    unsigned seen = 0, pages = 0;
    bool more = true, in_order = true;

    fake.requests = 0;
    while (more && pages < 500) {
        json_t *out = NULL,
               *args = json_pack("{s:s, s:[s], s:i, s:o}", "universe_id", "p-1", "fields", "TAGNO",
                                 "limit", (int)limit, "offset_token", json_of_str(token));
        struct why why;
        CHECK(mcp_server_call(s, a, &who, "query_records", json_keep(a, args), &out, &why) ==
                  ERR_OK,
              "%s", why.text);
        const json_t *data = json_object_get(out, "data"), *record;
        size_t i;
        json_array_foreach(json_object_get(data, "records"), i, record)
        {
            str want = arena_fmt(a, "%u", seen++);
            in_order &= str_eq(json_member_str(record, "TAGNO"), want);
        }
        more = json_member_bool(data, "has_more", false);
        token = json_member_str(data, "next_offset_token");
        CHECK(more == (token.n > 0) && more == (seen < PRODUCTS_N), "limit %u: more at %u", limit,
              seen);
        pages++;
    }
    CHECK(seen == PRODUCTS_N && in_order && pages == pages_want, "limit %u: %u in %u pages", limit,
          seen, pages);
    CHECK(fake.requests == requests_want, "limit %u: %d requests", limit, (int)fake.requests);
    arena_free(a);
}

static void check_outage(struct mcp_server *s)
{
    struct arena *a = arena_new();
    struct mcp_caller who = caller("admin");
    struct why why;
    json_t *out = NULL;

    fake.down = true;
    CHECK(mcp_server_call(s, a, &who, "describe_models", NULL, &out, &why) == ERR_UNAVAILABLE &&
              !out,
          "an outage is no empty list");
    CHECK(mcp_server_read(s, a, &who, STR("boomi://datahub/models/all"), &out, &why) ==
                  ERR_UNAVAILABLE &&
              !out,
          "nor in a resource");
    CHECK(mcp_server_read(s, a, &who, STR("boomi://datahub/connection/test"), &out, &why) ==
                  ERR_OK &&
              !json_member_bool(json_object_get(out, "connection_result"), "success", true),
          "the test says so");
    CHECK(mcp_server_call(s, a, &who, "none", NULL, &out, &why) == ERR_UNSUPPORTED, "%s", why.text);
    fake.down = false;
    arena_free(a);
}

int main(void)
{
    struct mcp_server *s = fake_server();

    check_rows(s);
    check_calls(s);
    check_paging(s, 1, 450, 450);
    check_paging(s, 100, 5, 5);
    check_paging(s, 200, 3, 3);
    check_paging(s, 250, 2, 4);
    check_paging(s, 449, 2, 4);
    check_paging(s, 1000, 1, 3);
    check_outage(s);
    mcp_server_free(s);
    return T_DONE();
}
