/* test_query.c - the query of golden records over real HTTP: every operator
 * with every type, every refusal, paging, order, view, and what comes back. */
#include "fixture.h"
#include "localhub/query.h"
#include "t.h"

static struct asker asker;

static str query_path(const char *model, const char *parameters)
{
    return arena_fmt(asker.arena, "/mdm/universes/%.*s/records/query%s",
                     STR_ARG(model_id(asker.arena, model)), parameters);
}

static const struct xml_node *parse(str body)
{
    struct xml_node *root = NULL;
    struct why why = { "" };

    CHECK(xml_read(asker.arena, body, 1 << 24, &root, &why) == ERR_OK, "%s: %.*s", why.text,
          STR_ARG(body));
    return root;
}

/* "2/5 Mg== Ann; bob", or "400 message|message". */
static str brief(const struct http_reply *r)
{
    struct arena *a = asker.arena;
    const struct xml_node *root = parse(r->body);
    struct buf b;

    buf_init(&b, a);
    if (r->status != 200) {
        buf_fmt(&b, "%d", r->status);
        for (const struct xml_node *m = xml_child(root, STR("message")); m; m = xml_next(m))
            buf_fmt(&b, "%s%.*s", m == root->first ? " " : "|", STR_ARG(m->text));
        return buf_str(&b);
    }
    str token = xml_node_attr(root, STR("offsetToken"));
    buf_fmt(&b, "%.*s/%.*s%s%.*s", STR_ARG(xml_node_attr(root, STR("resultCount"))),
            STR_ARG(xml_node_attr(root, STR("totalCount"))), token.n ? " " : "", STR_ARG(token));
    for (const struct xml_node *n = xml_child(root, STR("Record")); n; n = xml_next(n))
        buf_fmt(&b, "%s%.*s", n == root->first ? " " : ";",
                STR_ARG(xml_node_attr(n, STR("recordTitle"))));
    return buf_str(&b);
}

static struct http_reply query(const char *model, const char *inner, const char *attributes)
{
    return ask(&asker, "POST", query_path(model, "").p,
               arena_fmt(asker.arena, "<RecordQueryRequest %s>%s</RecordQueryRequest>", attributes,
                         inner));
}

static void expect(const char *inner, const char *attributes, const char *want)
{
    struct http_reply r = query("Every Thing", inner, attributes);
    str got = brief(&r);

    CHECK(str_eq(got, str_c(want)), "%s %s\n  want %s\n  got  %.*s", attributes, inner, want,
          STR_ARG(got));
}

/* The table of boomi-datahub-api.md, 3.2: one row an operator, one column a
 * type.  Values that fit the type. */
static const struct {
    const char *field;
    const char *value, *other;
} columns[] = {
    { "FULL_NAME", "Ann", "bob" },
    { "NOTE", "plain", "x" },
    { "AGE", "34", "-7" },
    { "PTS_TOTAL_1", "1.5", "2" },
    { "BORN", "1990-02-28", "2001-01-01" },
    { "SEEN", "2025-01-02T03:04:05Z", "2025-01-02T23:59:59Z" },
    { "WAKES", "06:30:00", "07:00:00" },
    { "ACTIVE", "true", "false" },
    { "LEVEL", "gold", "silver" },
    { "TEAM", "LOST", "x" },
    { "TAG", "a", "b" },
    { "NUMBER", "2", "1" },
};

static const struct {
    const char *op, *allowed;
    int values;
} matrix[] = {
    /* clang-format off */
    /*                        S C I F D d T B E R collection, item */
    { "EQUALS",              "1 1 1 1 1 1 1 1 1 1 1 1", 1 },
    { "NOT_EQUALS",          "1 1 1 1 1 1 1 1 1 0 0 0", 1 },
    { "IS_NULL",             "1 1 1 1 1 1 1 1 1 0 0 0", 0 },
    { "IS_NOT_NULL",         "1 1 1 1 1 1 1 1 1 0 0 0", 0 },
    { "CONTAINS",            "1 1 0 0 0 0 0 0 0 0 0 0", 1 },
    { "STARTS_WITH",         "1 1 0 0 0 0 0 0 0 0 0 0", 1 },
    { "ENDS_WITH",           "1 1 0 0 0 0 0 0 0 0 0 0", 1 },
    { "GREATER_THAN",        "0 0 1 1 0 0 0 0 0 0 0 0", 1 },
    { "GREATER_THAN_EQUAL",  "0 0 1 1 0 0 0 0 0 0 0 0", 1 },
    { "LESS_THAN",           "0 0 1 1 0 0 0 0 0 0 0 0", 1 },
    { "LESS_THAN_EQUAL",     "0 0 1 1 0 0 0 0 0 0 0 0", 1 },
    { "BETWEEN",             "0 0 0 0 1 1 1 0 0 0 0 0", 2 },
    { "IS_INVALID",          "0 0 0 0 0 0 0 0 1 0 0 0", 0 },
    { "IN",                  "0 0 0 0 0 0 0 0 0 0 0 0", 1 },
    { "NOT_CONTAINS",        "0 0 0 0 0 0 0 0 0 0 0 0", 1 },
    { "GREATER_THAN_OR_EQUAL", "0 0 0 0 0 0 0 0 0 0 0 0", 1 },
    { "equals",              "0 0 0 0 0 0 0 0 0 0 0 0", 1 },
    /* clang-format on */
};

static void test_matrix(void)
{
    for (size_t i = 0; i < sizeof matrix / sizeof *matrix; i++)
        for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
            struct buf b;
            buf_init(&b, asker.arena);
            buf_fmt(&b, "<filter><fieldValue><fieldId>%s</fieldId><operator>%s</operator>",
                    columns[c].field, matrix[i].op);
            for (int v = 0; v < matrix[i].values; v++)
                buf_fmt(&b, "<value>%s</value>", v ? columns[c].other : columns[c].value);
            buf_fmt(&b, "</fieldValue></filter>");
            struct http_reply r = query("Every Thing", buf_cstr(&b), "");
            int want = matrix[i].allowed[c * 2] == '1' ? 200 : 400;
            CHECK(r.status == want, "%s %s: %d %.*s", columns[c].field, matrix[i].op, r.status,
                  STR_ARG(r.body));
        }
}

#define IF(field, op, values)                                                                      \
    "<fieldValue><fieldId>" field "</fieldId><operator>" op "</operator>" values "</fieldValue>"
#define V(v) "<value>" v "</value>"
#define ONE(field, op, values) "<filter>" IF(field, op, values) "</filter>"

static const struct {
    const char *inner, *want;
} filters[] = {
    { "", "4/4 Ann;bob;100% _Cid_\\;Dora & Søn" },
    { ONE("FULL_NAME", "EQUALS", V("ANN")), "1/1 Ann" },
    { ONE("FULL_NAME", "EQUALS", V(" Ann ")), "1/1 Ann" },
    { ONE("FULL_NAME", "NOT_EQUALS", V("ann")), "3/3 bob;100% _Cid_\\;Dora & Søn" },
    { ONE("FULL_NAME", "CONTAINS", V("N")), "2/2 Ann;Dora & Søn" },
    { ONE("FULL_NAME", "CONTAINS", V("%")), "1/1 100% _Cid_\\" },
    { ONE("FULL_NAME", "CONTAINS", V("_")), "1/1 100% _Cid_\\" },
    { ONE("FULL_NAME", "CONTAINS", V("\\")), "1/1 100% _Cid_\\" },
    { ONE("FULL_NAME", "CONTAINS", V("a &amp; s")), "1/1 Dora & Søn" },
    { ONE("FULL_NAME", "STARTS_WITH", V("a")), "1/1 Ann" },
    { ONE("FULL_NAME", "ENDS_WITH", V("øn")), "1/1 Dora & Søn" },
    { ONE("FULL_NAME", "EQUALS", V("' OR 1=1 --")), "0/0" },
    { ONE("NOTE", "IS_NULL", ""), "2/2 bob;Dora & Søn" },
    { ONE("NOTE", "IS_NOT_NULL", ""), "2/2 Ann;100% _Cid_\\" },
    { ONE("NOTE", "CONTAINS", V("&lt;b>tea")), "1/1 Ann" },
    { ONE("AGE", "GREATER_THAN", V("34")), "1/1 Dora & Søn" },
    { ONE("AGE", "GREATER_THAN_EQUAL", V("34")), "2/2 Ann;Dora & Søn" },
    { ONE("AGE", "LESS_THAN", V("34")), "1/1 bob" },
    { ONE("AGE", "LESS_THAN_EQUAL", V("+34")), "2/2 Ann;bob" },
    { ONE("AGE", "NOT_EQUALS", V("34")), "2/2 bob;Dora & Søn" },
    { ONE("AGE", "IS_NULL", ""), "1/1 100% _Cid_\\" },
    { ONE("PTS_TOTAL_1", "EQUALS", V("0.10")), "1/1 Dora & Søn" },
    { ONE("PTS_TOTAL_1", "EQUALS", V("1e15")), "1/1 100% _Cid_\\" },
    { ONE("PTS_TOTAL_1", "LESS_THAN", V("0")), "1/1 bob" },
    { ONE("ACTIVE", "EQUALS", V("true")), "2/2 Ann;100% _Cid_\\" },
    { ONE("ACTIVE", "NOT_EQUALS", V("true")), "1/1 bob" },
    { ONE("ACTIVE", "IS_NULL", ""), "1/1 Dora & Søn" },
    { ONE("BORN", "EQUALS", V("1990-02-28")), "1/1 Ann" },
    { ONE("BORN", "BETWEEN", V("1985-12-31") V("1990-02-28")), "2/2 Ann;bob" },
    { ONE("BORN", "BETWEEN", V("1990-02-28") V("1985-12-31")), "0/0" },
    { ONE("SEEN", "BETWEEN", V("2025-01-02T03:04:05Z") V("2025-01-02T03:04:05Z")), "1/1 Ann" },
    { ONE("SEEN", "BETWEEN", V("2024-01-01T00:00:00Z") V("2025-01-02T12:00:00Z")),
      "2/2 Ann;Dora & Søn" },
    { ONE("WAKES", "BETWEEN", V("00:00:00") V("06:30:00")), "2/2 Ann;Dora & Søn" },
    { ONE("LEVEL", "EQUALS", V("gold")), "1/1 Ann" },
    { ONE("LEVEL", "EQUALS", V("gold") V("silver")), "2/2 Ann;bob" },
    { ONE("LEVEL", "IS_INVALID", ""), "1/1 Dora & Søn" },
    { ONE("LEVEL", "IS_NULL", ""), "1/1 100% _Cid_\\" },
    { ONE("TEAM", "EQUALS", V("LOST")), "1/1 100% _Cid_\\" },
    { ONE("TAG", "EQUALS", V("A")), "2/2 Ann;100% _Cid_\\" },
    { ONE("TAGS", "EQUALS", V("b")), "1/1 Ann" },
    { ONE("NUMBER", "EQUALS", V("2")), "2/2 Ann;bob" },
    { ONE("CITY", "EQUALS", V("oslo")), "2/2 Ann;Dora & Søn" },
    { ONE("ID_1", "EQUALS", V("P2")), "1/1 bob" },
    { "<filter op=\"OR\">" IF("CITY", "EQUALS", V("Bergen"))
          IF("AGE", "EQUALS", V("120")) "</filter>",
      "2/2 bob;Dora & Søn" },
    { "<filter op=\"AND\">" IF("CITY", "EQUALS", V("Oslo"))
          IF("AGE", "EQUALS", V("120")) "</filter>",
      "1/1 Dora & Søn" },
    { "<filter><createdDate><from>2025-01-02T02:53:20Z</from></createdDate></filter>",
      "3/3 bob;100% _Cid_\\;Dora & Søn" },
    { "<filter><createdDate><from>2025-01-02T02:53:21Z</from><to>2025-01-03T02:53:20Z</to></"
      "createdDate></filter>",
      "1/1 100% _Cid_\\" },
    { "<filter><updatedDate><to>2024-12-30T23:59:59Z</to></updatedDate></filter>",
      "1/1 Dora & Søn" },
    { "<filter><creatingSourceId>ERP</creatingSourceId></filter>", "1/1 bob" },
    { "<filter><sourceLink><sourceId>ERP</sourceId><linkType>NOT_LINKED</linkType></sourceLink></"
      "filter>",
      "3/3 Ann;100% _Cid_\\;Dora & Søn" },
    { "<filter><unresolvedReference><fieldId>TEAM</fieldId><sourceId>@all</sourceId></"
      "unresolvedReference></filter>",
      "1/1 100% _Cid_\\" },
    { "<filter><unresolvedReference><fieldId>TEAM</fieldId><sourceId>ERP</sourceId></"
      "unresolvedReference></filter>",
      "0/0" },
    { "<sort><sortField><fieldId>FULL_NAME</fieldId><direction>ASC</direction></sortField></sort>",
      "4/4 100% _Cid_\\;Ann;bob;Dora & Søn" },
    { "<sort><sortField><fieldId>FULL_NAME</fieldId><direction>DESC</direction></sortField></sort>",
      "4/4 Dora & Søn;bob;Ann;100% _Cid_\\" },
    { "<sort><sortField><fieldId>ACTIVE</fieldId><direction>DESC</direction></sortField><sortField>"
      "<fieldId>PTS_TOTAL_1</fieldId><direction>DESC</direction></sortField></sort>",
      "4/4 100% _Cid_\\;Ann;bob;Dora & Søn" },
    { "<sort><sortField><fieldId>@createdDate</fieldId><direction>DESC</direction></sortField></"
      "sort>",
      "4/4 Dora & Søn;100% _Cid_\\;bob;Ann" },
    { "<sort><sortField><fieldId>@updatedDate</fieldId><direction>ASC</direction></sortField></"
      "sort>",
      "4/4 Dora & Søn;100% _Cid_\\;bob;Ann" },
};

static const struct {
    const char *attributes, *inner, *want;
} refusals[] = {
    { "limit=\"0\"", "", "400 The limit \"0\" is not a positive whole number." },
    { "limit=\"-1\"", "", "400 The limit \"-1\" is not a positive whole number." },
    { "limit=\"x\"", "", "400 The limit \"x\" is not a positive whole number." },
    { "offsetToken=\"0\"", "", "400 The offset token \"0\" cannot be parsed." },
    { "offsetToken=\"LTE=\"", "", "400 The offset token \"LTE=\" cannot be parsed." },
    { "xmlns=\"http://mdm.api.platform.boomi.com/\"", "",
      "400 The request body cannot be unmarshalled: it must not have a namespace." },
    { "", "<filter><filter/></filter>", "400 Unexpected element filter in filter." },
    { "", "<where/>", "400 Unexpected element where in RecordQueryRequest." },
    { "", "<filter op=\"XOR\"/>", "400 The filter's op \"XOR\" is neither AND nor OR." },
    { "", "<view><fieldId>NOPE</fieldId></view>",
      "400 Field NOPE does not exist in model Every Thing." },
    { "", "<view><fieldId>full_name</fieldId></view>",
      "400 Field full_name does not exist in model Every Thing." },
    { "", "<view><fieldId> </fieldId></view>", "400 A fieldId of the view is blank." },
    { "", "<sort><sortField><direction>ASC</direction></sortField></sort>",
      "400 A sortField has no fieldId." },
    { "", "<sort><sortField><fieldId/></sortField></sort>",
      "400 A sortField has a blank fieldId." },
    { "", "<sort><sortField><fieldId>TEAM</fieldId></sortField></sort>",
      "400 Field TEAM of type REFERENCE cannot be sorted by." },
    { "", "<sort><sortField><fieldId>NUMBER</fieldId></sortField></sort>",
      "400 Field NUMBER of type COLLECTION cannot be sorted by." },
    { "", "<sort><sortField><fieldId>AGE</fieldId><direction>up</direction></sortField></sort>",
      "400 The sort direction \"up\" is neither ASC nor DESC." },
    { "", "<filter><recordIds/></filter>", "400 The recordIds filter holds no recordId." },
    { "", "<filter><recordIds><recordId/></recordIds></filter>", "400 A recordId is blank." },
    { "", "<filter><fieldValue><operator>EQUALS</operator><value>1</value></fieldValue></filter>",
      "400 A fieldValue has no fieldId." },
    { "", "<filter><fieldValue><fieldId>AGE</fieldId><value>1</value></fieldValue></filter>",
      "400 The fieldValue for field AGE has no operator." },
    { "", ONE("NOPE", "EQUALS", V("1")), "400 Field NOPE does not exist in model Every Thing." },
    { "", ONE("ACTIVE", "CONTAINS", V("t")),
      "400 Operator CONTAINS is not supported for field ACTIVE of type BOOLEAN. Allowed: EQUALS, "
      "NOT_EQUALS, IS_NULL, IS_NOT_NULL." },
    { "", ONE("TAG", "CONTAINS", V("t")),
      "400 Operator CONTAINS is not supported for field TAG of type COLLECTION. Allowed: EQUALS." },
    { "", ONE("FULL_NAME", "EQUALS", V("a") V("b")),
      "400 Operator EQUALS on field FULL_NAME takes one value only." },
    { "", ONE("FULL_NAME", "EQUALS", ""), "400 Operator EQUALS on field FULL_NAME needs a value." },
    { "", ONE("FULL_NAME", "EQUALS", V("")), "400 A value for field FULL_NAME is blank." },
    { "", ONE("FULL_NAME", "IS_NULL", V("x")),
      "400 Operator IS_NULL on field FULL_NAME does not take a value." },
    { "", ONE("BORN", "BETWEEN", V("2025-01-01")),
      "400 Operator BETWEEN on field BORN needs exactly two values." },
    { "", ONE("BORN", "EQUALS", V("2025-02-30")),
      "400 The value \"2025-02-30\" is badly formatted for field BORN of type DATE." },
    { "", ONE("SEEN", "EQUALS", V("2025-02-01")),
      "400 The value \"2025-02-01\" is badly formatted for field SEEN of type DATETIME." },
    { "", ONE("WAKES", "EQUALS", V("7:00")),
      "400 The value \"7:00\" is badly formatted for field WAKES of type TIME." },
    { "", ONE("AGE", "EQUALS", V("1.5")),
      "400 The value \"1.5\" is badly formatted for field AGE of type INTEGER." },
    { "", ONE("ACTIVE", "EQUALS", V("True")),
      "400 The value \"True\" is badly formatted for field ACTIVE of type BOOLEAN." },
    { "", "<filter><createdDate><from>yesterday</from></createdDate></filter>",
      "400 The date-time \"yesterday\" of createdDate is badly formatted." },
    { "", "<filter><tags><tagName>x</tagName></tags></filter>",
      "400 Model Every Thing has no tags." },
    { "", "<filter><creatingSourceId/></filter>", "400 The creatingSourceId is blank." },
    { "", "<filter><sourceLink/></filter>",
      "400 A sourceLink has no sourceId.|A sourceLink has no linkType." },
    { "",
      "<filter><sourceLink><sourceId>A</sourceId><linkType>MAYBE</linkType></sourceLink></filter>",
      "400 The linkType \"MAYBE\" is neither LINKED nor NOT_LINKED." },
    { "",
      "<filter><unresolvedReference><fieldId>AGE</fieldId><sourceId>@all</sourceId></"
      "unresolvedReference></filter>",
      "400 Field AGE is not a reference." },
    /* the order of the checks: ids, view, sort, filter */
    { "",
      ONE("NOPE", "EQUALS",
          V("1")) "<view><fieldId>NOVIEW</fieldId></view><sort><sortField/></sort>",
      "400 Field NOVIEW does not exist in model Every Thing." },
    { "", ONE("NOPE", "EQUALS", V("1")) "<sort><sortField/></sort>",
      "400 A sortField has no fieldId." },
};

static void test_bodies(void)
{
    struct arena *a = asker.arena;
    static const char *const bad[] = { "", "x", "<RecordQueryRequest>", "<Other/>",
                                       "<!DOCTYPE a [<!ENTITY b \"c\">]><RecordQueryRequest/>" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct http_reply r = ask(&asker, "POST", query_path("Every Thing", "").p, str_c(bad[i]));
        CHECK(r.status == 400, "%s: %d", bad[i], r.status);
    }
    struct buf b;
    buf_init(&b, a);
    buf_lit(&b, "<filter><recordIds>");
    for (int i = 0; i < 101; i++)
        buf_lit(&b, "<recordId>x</recordId>");
    buf_lit(&b, "</recordIds></filter>");
    expect(buf_cstr(&b), "",
           "400 The recordIds filter holds 101 record ids; at most 100 are allowed.");
}

/* Ids override the rest of the filter. */
static void test_record_ids(void)
{
    str id = hub_guid(asker.arena, STR("person"), STR("bob"));
    str inner = arena_fmt(asker.arena,
                          "<filter><recordIds><recordId>%.*s</recordId><recordId>none</recordId>"
                          "</recordIds>" IF("FULL_NAME", "EQUALS", V("Ann")) "</filter>",
                          STR_ARG(id));

    expect(inner.p, "", "1/1 bob");
}

static void walk(const char *inner, const char *limit, int want)
{
    char seen[MANY] = { 0 };
    str token = STR("");
    int pages = 0, rows = 0;

    do {
        str attributes = arena_fmt(asker.arena, "limit=\"%s\" offsetToken=\"%.*s\"", limit,
                                   STR_ARG(token));
        struct http_reply r = query("Many", inner, attributes.p);
        const struct xml_node *root = parse(r.body);
        int64_t total = 0;
        CHECK(str_to_i64(xml_node_attr(root, STR("totalCount")), &total) && total == want,
              "%s: total %lld, want %d", inner, (long long)total, want);
        for (const struct xml_node *n = xml_child(root, STR("Record")); n; n = xml_next(n)) {
            int64_t no = -1;
            const struct xml_node *many = xml_child(xml_child(n, STR("Fields")), STR("many"));
            CHECK(str_to_i64(xml_child_text(many, STR("no")), &no) && no >= 0 && no < MANY &&
                      !seen[no]++,
                  "%s: row %lld", inner, (long long)no);
            rows++;
        }
        token = xml_node_attr(root, STR("offsetToken"));
        pages++;
    } while (token.n && pages < 1000);
    CHECK(rows == want, "%s limit %s: %d rows, want %d", inner, limit, rows, want);
}

static void test_paging(void)
{
    static const char descending[] =
        "<sort><sortField><fieldId>NO</fieldId><direction>DESC</direction></sortField></sort>";

    walk("", "7", MANY);
    walk("", "200", MANY);
    walk("", "5000", MANY); /* capped at 200 */
    walk(descending, "100", MANY);
    walk(ONE("EVEN", "EQUALS", V("true")), "7", MANY / 2);
    walk(ONE("EVEN", "EQUALS", V("true")), "1", MANY / 2);
    walk(ONE("NO", "GREATER_THAN_EQUAL", V("250")), "60", MANY - 250);
    struct http_reply capped = query("Many", "", "limit=\"5000\"");
    CHECK(str_eq(brief(&capped), arena_fmt(asker.arena, "200/450 MjAw %.*s", 199,
                                           ";;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;"
                                           ";;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;"
                                           ";;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;"
                                           ";;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;")),
          "%.*s", STR_ARG(capped.body));
    struct http_reply beyond = query("Many", "", "offsetToken=\"OTk5\"");
    CHECK(str_eq(brief(&beyond), STR("0/450")), "%.*s", STR_ARG(beyond.body));
}

static void test_shape(void)
{
    struct arena *a = asker.arena;
    struct http_reply r = ask(&asker, "POST",
                              query_path("Every Thing", "?includeReferenceTitle=true").p,
                              STR("<RecordQueryRequest limit=\"1\" includeSourceLinks=\"true\"/>"));
    str id = hub_guid(a, STR("person"), STR("Ann"));
    str team = hub_guid(a, model_id(a, "Team"), STR("Red"));
    str want = arena_fmt(
        a,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><RecordQueryResponse resultCount=\"1\" "
        "totalCount=\"4\" offsetToken=\"MQ==\"><Record recordId=\"%.*s\" "
        "createdDate=\"2025-01-01T02:53:20Z\" updatedDate=\"2025-01-02T06:40:00Z\" "
        "recordTitle=\"Ann\"><Fields><everything><full_name>Ann</full_name><note>likes &lt;b&gt;"
        "tea&lt;/b&gt; &amp; café</note><age>34</age><score>1.5</score><active>true</active><born>"
        "1990-02-28</born><seen>2025-01-02T03:04:05Z</seen><wakes>06:30:00</wakes><level>gold"
        "</level><team recordTitle=\"Red\">%.*s</team><id_1>P1</id_1><address><street>Main &amp; "
        "1st</street><city>Oslo</city></address><phones><phone><kind>home</kind><number>1</number>"
        "</phone><phone><kind>home</kind><number>2</number></phone></phones><tags><tag>a</tag><tag>"
        "b</tag></tags><secret>1234-56</secret></everything></Fields><links><link source=\"CRM\" "
        "entityId=\"P1\" establishedDate=\"2025-01-01T02:53:20Z\"/></links></Record>"
        "</RecordQueryResponse>",
        STR_ARG(id), STR_ARG(team));

    CHECK(str_eq(r.body, want), "want %.*s\n got %.*s", STR_ARG(want), STR_ARG(r.body));
    CHECK(str_starts(r.content_type, STR("application/xml")), "%.*s", STR_ARG(r.content_type));
}

static const struct {
    const char *view, *want;
} views[] = {
    { "<fieldId>AGE</fieldId>", "<age>34</age>" },
    { "<fieldId>CITY</fieldId><fieldId>AGE</fieldId>",
      "<age>34</age><address><city>Oslo</city></address>" },
    { "<fieldId>TAGS</fieldId>", "<tags><tag>a</tag><tag>b</tag></tags>" },
    { "<fieldId>PHONES</fieldId>", "<phones><phone><kind>home</kind><number>1</number></phone>"
                                   "<phone><kind>home</kind><number>2</number></phone></phones>" },
    { "<fieldId>NUMBER</fieldId>",
      "<phones><phone><number>1</number></phone><phone><number>2</number></phone></phones>" },
    { "<fieldId>PTS_TOTAL_1</fieldId>", "<score>1.5</score>" },
};

static void test_views(void)
{
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        struct http_reply r = query("Every Thing",
                                    arena_fmt(asker.arena, "<view>%s</view>", views[i].view).p,
                                    "limit=\"1\"");
        str want = arena_fmt(asker.arena, "<Fields><everything>%s</everything></Fields>",
                             views[i].want);
        CHECK(str_find(r.body, want) < r.body.n, "want %.*s in %.*s", STR_ARG(want),
              STR_ARG(r.body));
    }
    struct http_reply nulls = query("Every Thing", ONE("ID_1", "EQUALS", V("P3")), "");
    CHECK(str_find(nulls.body,
                   STR("<everything><full_name>100% _Cid_\\</full_name><note>plain</note>"
                       "<score>1000000000000000</score><active>true</active><team>LOST"
                       "</team><id_1>P3</id_1><tags><tag>a</tag></tags><secret>")) < nulls.body.n,
          "%.*s", STR_ARG(nulls.body));
}

/* What one prints, the other reads back as the same. */
static void test_round_trip(void)
{
    struct arena *a = asker.arena;

    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        struct hub_strs errors = { 0 };
        struct hub_query q, again;
        str xml = arena_fmt(a,
                            "<RecordQueryRequest limit=\"7\" offsetToken=\"Nw==\">%s"
                            "</RecordQueryRequest>",
                            filters[i].inner);
        CHECK(hub_query_read(a, xml, &q, &errors) == ERR_OK, "%s", filters[i].inner);
        str once = hub_query_print(a, &q);
        CHECK(hub_query_read(a, once, &again, &errors) == ERR_OK, "%.*s", STR_ARG(once));
        CHECK(str_eq(once, hub_query_print(a, &again)), "%.*s", STR_ARG(once));
    }
}

int main(void)
{
    struct arena *a = arena_new();
    struct why why = { "" };
    struct hub *hub;

    const char *db = make_fixture(a, "query.db");
    MUST(hub_start(&hub, &(struct hub_options){ .db = db }, &why));
    asker = (struct asker){ .arena = a,
                            .http = http_new(),
                            .port = hub_port(hub),
                            .user = "auric-local",
                            .password = "repository" };
    test_matrix();
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        for (int again = 0; again < 2; again++) /* the second time from what was kept */
            expect(filters[i].inner, "", filters[i].want);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        expect(refusals[i].inner, refusals[i].attributes, refusals[i].want);
    test_bodies();
    test_record_ids();
    test_paging();
    test_shape();
    test_views();
    test_round_trip();
    http_free(asker.http);
    hub_free(hub);
    arena_free(a);
    remove_folder();
    return T_DONE();
}
