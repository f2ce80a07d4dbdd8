/* test_shapes.c - the shapes in which Boomi refuses (boomi-datahub-api.md,
 * section 6): status, type of the body and its root, for both APIs. */
#include "fixture.h"
#include "t.h"

static struct arena *arena;

#define P "/mdm/api/rest/v1/auric-local"
#define U "/mdm/universes/{Every Thing}"
#define XML "application/xml"
#define HTML "text/html"
#define MODEL                                                                                      \
    "<mdm:CreateModelRequest "                                                                     \
    "xmlns:mdm=\"http://mdm.api.platform.boomi.com/\"><mdm:name>X</"                               \
    "mdm:name><mdm:fields><mdm:field name=\"a\" uniqueId=\"a\" "                                   \
    "type=\"STRING\"/></mdm:fields></mdm:CreateModelRequest>"

enum { ANY = 0 };

/* clang-format off */
static const struct {
    struct asked ask;
    const char *type, *root, *child; /* child NULL: not looked at */
    size_t children;                 /* ANY: one or more */
} rows[] = {
    { { "x", "GET", P "/models", "", 403, "" },                               XML, "UserMessage", "Data", 1 },
    { { "-", "GET", P "/repositories", "", 403, "" },                         XML, "UserMessage", "Data", 1 },
    { { "x", "POST", P "/models", MODEL, 403, "" },                           XML, "UserMessage", "Data", 1 },
    { { "x", "DELETE", P "/models/{Team}", "", 403, "" },                     XML, "UserMessage", "Data", 1 },
    { { "p", "GET", "/mdm/api/rest/v1/foreign/models", "", 403, "" },         XML, "UserMessage", "Data", 1 },
    { { "x", "GET", "/auth/jwt/generate/auric-local", "", 403, "" },          XML, "UserMessage", "Data", 1 },
    { { "p", "GET", P "/models?publicationStatus=x", "", 400, "" },           XML, "error", "message", 1 },
    { { "p", "GET", P "/models/{Nothing}", "", 400, "" },                     XML, "error", "message", 1 },
    { { "p", "GET", P "/models/x", "", 400, "" },                             XML, "error", "message", 1 },
    { { "p", "GET", P "/repositories/x", "", 400, "" },                       XML, "error", "message", 1 },
    { { "p", "GET", P "/sources/x", "", 400, "" },                            XML, "error", "message", 1 },
    { { "p", "POST", P "/models/{Nothing}/publish", "", 400, "" },            XML, "error", "message", 1 },
    { { "p", "DELETE", P "/models/{Every Thing}", "", 400, "" },              XML, "error", "message", 1 },
    { { "p", "POST", P "/models", MODEL, 400, "" },                           XML, "CreateModelResponse", "errors", 1 },
    { { "p", "GET", P "/repositories/{repository}/universes/x", "", 404, "" }, XML, "error", "message", 1 },
    { { "x", "GET", "/mdm/universes", "", 401, "Error 401" },                 HTML, NULL, NULL, ANY },
    { { "-", "POST", U "/records", "", 401, "HTTP ERROR: 401" },              HTML, NULL, NULL, ANY },
    { { "b", "GET", "/mdm/universes?repositoryId={repository}", "", 401, "" }, HTML, NULL, NULL, ANY },
    { { "t", "GET", "/mdm/universes", "", 400, "" },                          XML, "error", "message", 1 },
    { { "t", "GET", U "?repositoryId=X", "", 404, "" },                       XML, "error", "message", 2 },
    { { "r", "POST", U "/records/query", "", 400, "" },                       XML, "error", "message", 1 },
    { { "r", "POST", U "/records/query", "<RecordQueryRequest xmlns=\"x\"/>", 400, "" }, XML, "error", "message", 1 },
    { { "r", "POST", U "/records/query", "<RecordQueryRequest limit=\"0\" offsetToken=\"0\"/>", 400, "" }, XML, "error", "message", 2 },
    { { "r", "POST", U "/records", "<batch/>", 400, "" },                     XML, "error", "message", 1 },
    { { "r", "POST", U "/match", "<batch/>", 400, "" },                       XML, "error", "message", 1 },
    { { "r", "POST", U "/quarantine/query", "<x/>", 400, "" },                XML, "error", "message", 1 },
    { { "r", "POST", U "/transactions", "<x/>", 400, "" },                    XML, "error", "message", 1 },
    { { "r", "POST", U "/staging", "<x/>", 400, "" },                         XML, "error", "message", 1 },
    { { "r", "GET", "/mdm/universes/{Nothing}", "", 404, "" },                XML, "error", "message", 2 },
    { { "r", "POST", "/mdm/universes/{Nothing}/records", "", 404, "" },       XML, "error", "message", 2 },
    { { "r", "POST", U "/records", "<batch src=\"x\"><everything/></batch>", 404, "" }, XML, "error", "message", 1 },
    { { "r", "GET", U "/records/updates/9", "", 404, "" },                    XML, "error", "message", 1 },
    { { "r", "GET", U "/records/sources/CRM/entities/x", "", 404, "" },       XML, "error", "message", 1 },
    { { "r", "POST", U "/sources/x/updates", "", 404, "" },                   XML, "error", "message", 1 },
    { { "r", "GET", U "/records/x", "", 404, "" },                            XML, "errors", "error", 1 },
    { { "r", "GET", U "/records/x/meta", "", 404, "" },                       XML, "errors", "error", 1 },
    { { "r", "GET", U "/records/x/history", "", 404, "" },                    XML, "errors", "error", 1 },
    { { "r", "POST", U "/records/x/restore", "", 404, "" },                   XML, "errors", "error", 1 },
};
/* clang-format on */

static void check_body(const struct askers *all, size_t i)
{
    struct asker k = asker_named(all, rows[i].ask.who);
    struct xml_node *root = NULL;

    if (rows[i].ask.who[0] == 'b') /* a token that nobody issued */
        k.bearer = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjk5OTk5OTk5OTl9.c2lnbmVk";
    struct http_reply r = ask(&k, rows[i].ask.method, with_names(arena, rows[i].ask.path).p,
                              str_c(rows[i].ask.body));
    CHECK(r.status == rows[i].ask.status && str_starts(r.content_type, str_c(rows[i].type)),
          "%s %s: %d %.*s", rows[i].ask.method, rows[i].ask.path, r.status,
          STR_ARG(r.content_type));
    CHECK(str_find(r.body, str_c(rows[i].ask.holds)) < r.body.n, "%s: %.*s", rows[i].ask.path,
          STR_ARG(r.body));
    if (!rows[i].root)
        return;
    bool read = xml_read(arena, r.body, 1 << 20, &root, NULL) == ERR_OK;
    CHECK(read && str_eq(root->name, str_c(rows[i].root)), "%s: %.*s", rows[i].ask.path,
          STR_ARG(r.body));
    if (!read)
        return;
    size_t n = xml_children_n(root, str_c(rows[i].child));
    CHECK(n == rows[i].children, "%s: %zu of %s in %.*s", rows[i].ask.path, n, rows[i].child,
          STR_ARG(r.body));
}

int main(void)
{
    struct why why = { "" };
    struct hub *hub;

    arena = arena_new();
    const char *path = make_fixture(arena, "shapes.db");
    MUST(hub_start(&hub, &(struct hub_options){ .db = path }, &why));
    struct askers all = askers_of(arena, hub_port(hub));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_body(&all, i);
    http_free(all.platform.http);
    hub_free(hub);
    arena_free(arena);
    remove_folder();
    return T_DONE();
}
