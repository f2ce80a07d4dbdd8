/* openapi.c - GET /api/openapi.json, made from the route table. */
#include "web/web.h"

static json_t *operation(const struct route_row *row)
{
    json_t *o = json_object(), *responses = json_object(), *params = json_array();
    str rest = str_c(row->path);

    json_object_set_new(o, "summary", json_string(row->summary));
    while (str_find_byte(rest, '{') < rest.n) {
        str_cut(&rest, '{');
        json_array_append_new(params, json_pack("{s:o,s:s,s:b,s:{s:s}}", "name",
                                                json_of_str(str_cut(&rest, '}')), "in", "path",
                                                "required", 1, "schema", "type", "string"));
    }
    if (row->csrf)
        json_array_append_new(params, json_pack("{s:s,s:s,s:s,s:{s:s}}", "name", "X-CSRF-Token",
                                                "in", "header", "description",
                                                "needed with the cookie, not with a bearer token",
                                                "schema", "type", "string"));
    json_object_set_new(o, "parameters", params);
    if (row->body_max)
        json_object_set_new(o, "requestBody",
                            json_pack("{s:{s:{s:{s:s}}}}", "content", "application/json", "schema",
                                      "type", "object"));
    json_object_set_new(responses, "200", json_pack("{s:s}", "description", "done"));
    json_object_set_new(responses, "default",
                        json_pack("{s:s}", "description",
                                  "{\"error\":{\"code\",\"message\",\"request_id\","
                                  "\"retry_after\"?}} with the right status"));
    json_object_set_new(o, "responses", responses);
    json_object_set_new(o, "security",
                        row->who == ANYONE ? json_array()
                                           : json_pack("[{s:[]},{s:[]}]", "bearer", "cookie"));
    return o;
}

static void lower(char *out, size_t cap, const char *s)
{
    size_t i = 0;

    for (; s[i] && i + 1 < cap; i++)
        out[i] = (char)(s[i] | 32);
    out[i] = '\0';
}

err_t web_openapi(struct call *c, struct why *why)
{
    json_t *paths = json_object();

    (void)why;
    for (size_t i = 0; i < web_routes_n; i++) {
        json_t *path = json_object_get(paths, web_routes[i].path);
        char method[16];
        if (!path) {
            path = json_object();
            json_object_set_new(paths, web_routes[i].path, path);
        }
        lower(method, sizeof method, web_routes[i].method);
        json_object_set_new(path, method, operation(&web_routes[i]));
    }
    call_json(c, 200,
              json_pack("{s:s,s:{s:s,s:s},s:o,s:{s:{s:{s:s,s:s},s:{s:s,s:s,s:s}}}}", "openapi",
                        "3.1.0", "info", "title", "auric", "version", AURIC_VERSION, "paths", paths,
                        "components", "securitySchemes", "bearer", "type", "http", "scheme",
                        "bearer", "cookie", "type", "apiKey", "in", "cookie", "name", "auric"));
    return ERR_OK;
}
