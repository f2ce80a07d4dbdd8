/* test_api.c - both APIs over real HTTP: rights, models, universes, records,
 * refusals, tokens, failures on demand. */
#include "fixture.h"
#include "localhub/access.h"
#include "t.h"

#include <time.h>

#define PLATFORM "/mdm/api/rest/v1/auric-local"

static struct arena *arena;
static struct asker platform, repository, token;
static const char *every, *draft, *undeployed, *ann;

static const struct {
    const char *who, *method, *path, *body; /* who: p r t, - nobody, x wrong password */
    int status;
    const char *holds; /* and what the answer holds */
} rows[] = {
    { "p", "GET", PLATFORM "/models", "", 200,
      "<mdm:Model><mdm:name>Every Thing</mdm:name><mdm:id>EVERY</mdm:id><mdm:publicationStatus>"
      "true</mdm:publicationStatus><mdm:latestVersion>2</mdm:latestVersion></mdm:Model><mdm:Model>"
      "<mdm:name>Every Thing</mdm:name><mdm:id>EVERY</mdm:id><mdm:publicationStatus>false"
      "</mdm:publicationStatus></mdm:Model><mdm:Model><mdm:name>Many" },
    { "p", "GET", PLATFORM "/models?publicationStatus=draft&name=Only%20Draft", "", 200,
      "<mdm:Models xmlns:mdm=\"http://mdm.api.platform.boomi.com/\"><mdm:Model><mdm:name>Only "
      "Draft</mdm:name><mdm:id>DRAFT</mdm:id><mdm:publicationStatus>false</mdm:publicationStatus>"
      "</mdm:Model></mdm:Models>" },
    { "p", "GET", PLATFORM "/models?name=Nope", "", 400, "<error><message>" },
    { "p", "GET", PLATFORM "/models?publicationStatus=published", "", 400, "<error><message>" },
    { "p", "GET", PLATFORM "/models/EVERY", "", 200,
      "<mdm:field name=\"Score\" uniqueId=\"PTS_TOTAL_1\" type=\"FLOAT\"" },
    { "p", "GET", PLATFORM "/models/EVERY", "", 200,
      "<mdm:field name=\"id\" uniqueId=\"ID_1\" type=\"STRING\" required=\"false\" "
      "repeatable=\"false\" maxLength=\"255\"/><mdm:fieldGroup name=\"Address\" "
      "uniqueId=\"ADDRESS\" repeatable=\"false\" required=\"false\"><mdm:field name=\"Street\"" },
    { "p", "GET", PLATFORM "/models/EVERY", "", 200,
      "<mdm:matchRules><mdm:matchRule topLevelOperator=\"AND\"><mdm:simpleExpression>"
      "<mdm:fieldUniqueId>ID_1</mdm:fieldUniqueId></mdm:simpleExpression></mdm:matchRule>"
      "</mdm:matchRules><mdm:tags/><mdm:version>2</mdm:version><mdm:id>EVERY</mdm:id>" },
    { "p", "GET", PLATFORM "/models/EVERY?version=1", "", 200, "<mdm:version>1</mdm:version>" },
    { "p", "GET", PLATFORM "/models/EVERY?version=1&draft=true", "", 200,
      "<mdm:version>1</mdm:version>" },
    { "p", "GET", PLATFORM "/models/EVERY?version=9", "", 400, "<error><message>" },
    { "p", "GET", PLATFORM "/models/EVERY?version=x", "", 400, "<error><message>" },
    { "p", "GET", PLATFORM "/models/EVERY?draft=true", "", 200, "<mdm:tags/><mdm:id>" },
    { "p", "GET", PLATFORM "/models/DRAFT", "", 400, "not a valid component ID" },
    { "p", "GET", PLATFORM "/models/DRAFT?draft=true", "", 200, "<mdm:name>Only Draft" },
    { "p", "GET", PLATFORM "/models/UNDEPLOYED?draft=true", "", 400, "has no draft" },
    { "p", "GET", PLATFORM "/models/nonsense", "", 400, "not a valid component ID" },
    { "p", "GET", PLATFORM "/models/00000000-0000-0000-0000-000000000000", "", 400, "<message>" },
    { "p", "GET", PLATFORM "/repositories", "", 200,
      "<mdm:Universe id=\"EVERY\" name=\"everything\"><mdm:goldenRecords>4</mdm:goldenRecords>" },
    { "p", "GET", PLATFORM "/repositories/REPO", "", 200, "<mdm:goldenRecords>456<" },
    { "p", "GET", PLATFORM "/repositories/REPO/status", "", 200, "status=\"SUCCESS\"" },
    { "p", "GET", PLATFORM "/repositories/nope", "", 400, "<error><message>" },
    { "p", "GET", PLATFORM "/repositories/REPO/universes/EVERY", "", 200, "<mdm:goldenRecords>4<" },
    { "p", "GET", PLATFORM "/repositories/REPO/universes/UNDEPLOYED", "", 404, "<error><message>" },
    { "p", "GET", PLATFORM "/repositories/REPO/universes/EVERY/sources/CRM/status", "", 200,
      "status=\"INITIAL_LOAD_FINISHED\"" },
    { "p", "GET", PLATFORM "/sources", "", 200, "<mdm:sourceId>CRM</mdm:sourceId>" },
    { "p", "GET", PLATFORM "/clouds", "", 200, "<mdm:Cloud cloudId=" },
    { "p", "GET", "/mdm/api/rest/v1/another/models", "", 403,
      "<UserMessage id=\"error.user.login\" type=\"error\"><Data>" },
    { "x", "GET", PLATFORM "/models", "", 403, "<UserMessage id=\"error.user.login\"" },
    { "-", "GET", PLATFORM "/models", "", 403, "<UserMessage id=\"error.user.login\"" },
    { "r", "GET", PLATFORM "/models", "", 403, "<UserMessage id=\"error.user.login\"" },
    { "r", "GET", "/mdm/universes", "", 200, "<universes><universe><id>EVERY</id><version>" },
    { "r", "GET", "/mdm/universes?repositoryId=REPO", "", 200, "<universes><universe>" },
    { "r", "GET", "/mdm/universes/EVERY", "", 200, "<name>everything</name><stats asOf=\"" },
    { "r", "GET", "/mdm/universes/EVERY", "", 200, " activeRecords=\"4\" " },
    { "r", "GET", "/mdm/universes/EVERY", "", 200,
      "<element uniqueId=\"PTS_TOTAL_1\" name=\"score\" prettyName=\"Score\" type=\"FLOAT\"" },
    { "r", "GET", "/mdm/universes/EVERY", "", 200,
      "collectionUniqueId=\"PHONES\" collectionTag=\"phones\" collectionPrettyName=\"phones\"" },
    { "r", "GET", "/mdm/universes/EVERY", "", 200,
      "<field xpath=\"/everything/id\" type=\"STRING\" prettyName=\"id\"/><field "
      "uniqueId=\"FULL_NAME\" xpath=\"/everything/full_name\" type=\"STRING\" prettyName=\"Full "
      "Name\"/>" },
    { "r", "GET", "/mdm/universes/EVERY", "", 200,
      "<field uniqueId=\"PHONES\" xpath=\"/everything/phones\" type=\"COLLECTION\" "
      "prettyName=\"phones\"/><field uniqueId=\"KIND\" xpath=\"/everything/phones/phone/kind\" "
      "type=\"STRING\" prettyName=\"Kind\" collectionId=\"PHONES\"/>" },
    { "r", "GET", "/mdm/universes/UNDEPLOYED", "", 404,
      "<error><message>Universe UNDEPLOYED does not exist.</message><message>" },
    { "r", "POST", "/mdm/universes/UNDEPLOYED/records/query", "<RecordQueryRequest/>", 404,
      "</message><message>" },
    { "r", "POST", "/mdm/universes/DRAFT/records/query", "not even XML", 404,
      "</message><message>" },
    { "r", "GET", "/mdm/universes/EVERY/records/ANN", "", 200,
      "<everything grid=\"ANN\" createddate=\"01-01-2025T02:53:20.000+0000\" "
      "updateddate=\"01-02-2025T06:40:00.000+0000\" source=\"CRM\"><id>ANN</id><full_name>Ann" },
    { "r", "GET", "/mdm/universes/EVERY/records/ANN?includeReferenceTitle=true", "", 200,
      "<team recordTitle=\"Red\">" },
    { "r", "GET", "/mdm/universes/EVERY/records/nobody", "", 404,
      "<errors><error>Golden record nobody does not exist.</error></errors>" },
    { "r", "GET", "/mdm/universes/EVERY/records/ANN/meta", "", 200,
      "<Record recordId=\"ANN\"><links><link source=\"CRM\" entityId=\"P1\" "
      "establishedDate=\"2025-01-01T02:53:20Z\"/></links></Record>" },
    { "r", "GET", "/mdm/universes/EVERY/records/sources/CRM/entities/P1", "", 200,
      "<everything grid=\"ANN\"" },
    { "r", "GET", "/mdm/universes/EVERY/records/sources/CRM/entities/P9", "", 404,
      "<error><message>" },
    { "r", "POST", "/mdm/universes/EVERY/records/enddated", "", 200, "totalCount=\"0\"" },
    { "x", "GET", "/mdm/universes", "", 401, "<title>Error 401 Invalid credentials</title>" },
    { "-", "GET", "/mdm/universes", "", 401, "<html>" },
    { "p", "GET", "/mdm/universes", "", 401, "<html>" },
    { "t", "GET", "/mdm/universes?repositoryId=REPO", "", 200, "<universes>" },
    { "t", "GET", "/mdm/universes", "", 400, "<error><message>" },
    { "t", "GET", "/mdm/universes/EVERY?repositoryId=other", "", 404, "</message><message>" },
    { "t", "GET", "/mdm/universes/EVERY/records/ANN?repositoryId=REPO", "", 200,
      "<secret>1234-**</secret>" }, /* masked for a token, not for Basic */
    { "r", "GET", "/mdm/universes/EVERY/records/ANN", "", 200, "<secret>1234-56</secret>" },
    { "p", "GET", "/auth/jwt/generate/auric-local", "", 200, "." },
    { "x", "GET", "/auth/jwt/generate/auric-local", "", 403, "<UserMessage" },
    { "r", "GET", "/nothing", "", 404, "<error><message>" },
};

static str replaced(str text, const char *what, const char *by)
{
    struct buf b;
    str needle = str_c(what);

    buf_init(&b, arena);
    for (size_t at; (at = str_find(text, needle)) < text.n;) {
        buf_add(&b, str_sub(text, 0, at));
        buf_add(&b, str_c(by));
        text = str_sub(text, at + needle.n, text.n);
    }
    buf_add(&b, text);
    return arena_str(arena, buf_str(&b));
}

static str with_ids(const char *text)
{
    str s = replaced(str_c(text), "EVERY", every);

    s = replaced(s, "UNDEPLOYED", undeployed);
    s = replaced(s, "DRAFT", draft);
    s = replaced(s, "ANN", ann);
    return replaced(s, "REPO", arena_cstr(arena, hub_repository_id(arena)));
}

static struct asker who(const char *name)
{
    struct asker nobody = { .arena = arena, .http = platform.http, .port = platform.port };

    switch (*name) {
    case 'p':
        return platform;
    case 'r':
        return repository;
    case 't':
        return token;
    case 'x':
        nobody.user = "admin@auric.local";
        nobody.password = "wrong";
        return nobody;
    default:
        return nobody;
    }
}

static void test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct asker k = who(rows[i].who);
        struct http_reply r = ask(&k, rows[i].method, with_ids(rows[i].path).p,
                                  str_c(rows[i].body));
        str want = with_ids(rows[i].holds);
        CHECK(r.status == rows[i].status && str_find(r.body, want) < r.body.n,
              "%s %s %s: %d\n want %.*s\n in %.*s", rows[i].who, rows[i].method, rows[i].path,
              r.status, STR_ARG(want), STR_ARG(r.body));
        if (str_starts(r.body, STR("<?xml"))) {
            struct xml_node *root;
            CHECK(xml_read(arena, r.body, 1 << 22, &root, NULL) == ERR_OK, "%s", rows[i].path);
        }
    }
}

static void test_tokens(void)
{
    struct hub_access a = { .account = STR("acc"),
                            .platform_user = STR("u"),
                            .platform_password = STR("p"),
                            .repository_user = STR("acc"),
                            .repository_token = STR("t") };
    str good = hub_access_issue(&a, arena, 1000);
    str bearer = arena_fmt(arena, "Bearer %.*s", STR_ARG(good));

    CHECK(hub_access_repository(&a, arena, bearer, 1000) == HUB_JWT, "fresh");
    CHECK(hub_access_repository(&a, arena, bearer, 1299) == HUB_JWT, "just good");
    CHECK(hub_access_repository(&a, arena, bearer, 1300) == HUB_NOBODY, "after five minutes");
    for (size_t i = 0; i < good.n; i += 7) {
        char *forged = arena_cstr(arena, bearer);
        forged[7 + i] = forged[7 + i] == 'A' ? 'B' : 'A';
        CHECK(hub_access_repository(&a, arena, str_c(forged), 1000) == HUB_NOBODY, "byte %zu", i);
    }
    a.reveal_masked = true;
    bearer = arena_fmt(arena, "bearer %.*s", STR_ARG(hub_access_issue(&a, arena, 1)));
    CHECK(hub_access_repository(&a, arena, bearer, 1) == HUB_JWT_REVEALS, "reveals");
    CHECK(hub_access_platform(&a, arena, STR("Basic dTpw")), "u:p");
    CHECK(hub_access_platform(&a, arena, STR("Basic Qk9PTUlfVE9LRU4udTpw")), "BOOMI_TOKEN.u:p");
    CHECK(!hub_access_platform(&a, arena, STR("Basic dTpx")), "u:x");
    CHECK(!hub_access_platform(&a, arena, STR("Basic ")), "nothing");
    CHECK(!hub_access_platform(&a, arena, STR("Basic !!!")), "no base64");
}

/* Another connection writes while the hub serves: the next answer shows it. */
static void test_change(const char *db_path)
{
    str path = with_ids("/mdm/universes/EVERY/records/query");
    str counting = STR("<RecordQueryRequest limit=\"1\"><filter><fieldValue><fieldId>AGE</fieldId>"
                       "<operator>IS_NOT_NULL</operator></fieldValue></filter>"
                       "</RecordQueryRequest>");
    struct why why = { "" };
    struct db *db;

    for (int i = 0; i < 4; i++) { /* every session has counted */
        struct http_reply r = ask(&repository, "POST", path.p, counting);
        CHECK(str_find(r.body, STR("totalCount=\"3\"")) < r.body.n, "%.*s", STR_ARG(r.body));
    }
    MUST(db_open(&db, db_path, false, &why));
    struct stmt *s = db_prepare(
        db, "SELECT seq FROM hub_model WHERE deployed AND name = 'Every Thing'", &why);
    MUST(s ? stmt_step(s, &why) : ERR_IO);
    str table = arena_fmt(arena, "hub_r%lld", (long long)stmt_int(s, 0));
    stmt_reset(s);
    MUST(db_exec(db, arena_fmt(arena, "DELETE FROM %.*s WHERE rid = 2", STR_ARG(table)).p, &why));
    db_close(db);
    for (int i = 0; i < 4; i++) {
        struct http_reply r = ask(&repository, "POST", path.p, counting);
        CHECK(str_find(r.body, STR("totalCount=\"2\"")) < r.body.n, "%.*s", STR_ARG(r.body));
        r = ask(&repository, "POST", path.p,
                STR("<RecordQueryRequest limit=\"2\" offsetToken=\"MQ==\"/>"));
        CHECK(str_find(r.body, STR("resultCount=\"2\" totalCount=\"3\">")) < r.body.n &&
                  str_find(r.body, STR("Cid")) < r.body.n,
              "places after a deletion: %.*s", STR_ARG(r.body));
    }
}

int main(void)
{
    struct why why = { "" };
    struct hub *hub, *empty;

    arena = arena_new();
    const char *db = make_fixture(arena, "api.db");
    MUST(hub_start(&hub, &(struct hub_options){ .db = db }, &why));
    every = arena_cstr(arena, model_id(arena, "Every Thing"));
    draft = arena_cstr(arena, model_id(arena, "Only Draft"));
    undeployed = arena_cstr(arena, model_id(arena, "Not Deployed"));
    ann = arena_cstr(arena, hub_guid(arena, STR("person"), STR("Ann")));
    platform = (struct asker){ .arena = arena,
                               .http = http_new(),
                               .port = hub_port(hub),
                               .user = "admin@auric.local",
                               .password = "platform" };
    repository = token = platform;
    repository.user = "auric-local";
    repository.password = "repository";
    token.user = token.password = NULL;
    struct http_reply jwt = ask(&platform, "GET", "/auth/jwt/generate/auric-local", STR(""));
    token.bearer = arena_cstr(arena, str_trim(jwt.body));
    test_rows();
    test_tokens();
    test_change(db);
    MUST(hub_start(&empty, &(struct hub_options){ .db = path_of(arena, "empty.db") }, &why));
    struct asker k = repository;
    k.port = hub_port(empty);
    struct http_reply r = ask(&k, "GET", "/mdm/universes", STR(""));
    CHECK(str_ends(r.body, STR("<universes/>")), "%.*s", STR_ARG(r.body));
    hub_free(empty);
    http_free(platform.http);
    hub_free(hub);
    arena_free(arena);
    remove_folder();
    return T_DONE();
}
