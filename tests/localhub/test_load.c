/* test_load.c - sources into a hub: the types, keys, references and names that
 * come out, and what happens to rows that are none. */
#include "fixture.h"
#include "localhub/csv.h"
#include "t.h"

#include <sys/stat.h>

static struct arena *arena;

/* A row as its cells between bars, or why it is bad. */
static const struct {
    const char *what, *in, *want;
} csv_rows[] = {
    { "plain", "a,b\n1,2\n", "[a|b][1|2]" },
    { "no last line end", "a,b\n1,2", "[a|b][1|2]" },
    { "CR LF", "a,b\r\n1,2\r\n", "[a|b][1|2]" },
    { "CR alone", "a,b\r1,2\r", "[a|b][1|2]" },
    { "BOM",
      "\xef\xbb\xbf"
      "a,b\n",
      "[a|b]" },
    { "semicolons", "a;b\n1,5;2\n", "[a|b][1,5|2]" },
    { "tabs", "a\tb\n1,5\t2\n", "[a|b][1,5|2]" },
    { "empty cells", "a,b,c\n,,\n", "[a|b|c][||]" },
    { "empty lines", "a\n\n\r\n1\n\n", "[a][1]" },
    { "quotes", "\"a\",\"b, c\"\n", "[a|b, c]" },
    { "doubled quotes", "\"a \"\"x\"\"\",b\n", "[a \"x\"|b]" },
    { "backslash quotes", "\"a \\\"x\\\" y\",b\n", "[a \"x\" y|b]" },
    { "a backslash at the end", "\"C:\\\",b\n", "[C:\\|b]" },
    { "a line end in quotes", "\"a\nb\",c\nd,e\n", "[a\nb|c][d|e]" },
    { "a quote inside", "a\"b,c\n", "[a\"b|c]" },
    { "an empty quoted cell", "\"\",x\n", "[|x]" },
    { "separators in a quoted header", "\"a;b\",c\n", "[a;b|c]" },
    { "text behind a quote", "a\n\"b\"c\nd\n", "[a]<2 there is text behind a closing quote>[d]" },
    { "never closed", "a\n\"b\nc\n", "[a]<2 a quoted cell is never closed>[c]" },
    { "nothing", "", "" },
};

static void test_csv(void)
{
    for (size_t i = 0; i < sizeof csv_rows / sizeof *csv_rows; i++) {
        struct hub_csv_row row = { 0 };
        struct hub_csv csv;
        struct buf b;
        buf_init(&b, arena);
        hub_csv_init(&csv, arena, str_c(csv_rows[i].in));
        while (hub_csv_next(&csv, &row)) {
            if (row.bad) {
                buf_fmt(&b, "<%lld %s>", (long long)row.line, row.bad);
                continue;
            }
            for (size_t c = 0; c < row.n; c++)
                buf_fmt(&b, "%s%.*s", c ? "|" : "[", STR_ARG(row.p[c]));
            buf_byte(&b, ']');
        }
        CHECK(str_eq(buf_str(&b), str_c(csv_rows[i].want)), "%s: %.*s", csv_rows[i].what,
              STR_ARG(buf_str(&b)));
    }
}

static char notes[8192];

static void on_note(void *ctx, str line)
{
    (void)ctx;
    size_t n = strlen(notes);
    snprintf(notes + n, sizeof notes - n, "%.*s\n", STR_ARG(line));
}

static struct hub_loaded load(const char *db, const char *path, const char *only)
{
    struct hub_source source = { path, only };
    struct hub_load_events events = { on_note, NULL };
    struct hub_loaded loaded = { 0 };
    struct why why = { "" };

    notes[0] = '\0';
    MUST(hub_load(db, &source, 1, &events, &loaded, &why));
    return loaded;
}

/* "Name:TYPE" of every field, ">Model" behind a reference, "*" for the key. */
static str shape(struct db *db, const char *model)
{
    struct hub_models all;
    struct why why = { "" };
    struct buf b;

    buf_init(&b, arena);
    MUST(hub_models_read(db, arena, &all, &why));
    for (size_t i = 0; i < all.n; i++) {
        const struct hub_model *m = all.p[i];
        if (!m->deployed || !str_eq(m->name, str_c(model)))
            continue;
        for (size_t f = 0; f < m->fields.n; f++) {
            const struct hub_field *x = &m->fields.p[f];
            buf_fmt(&b, "%s%.*s:%s", f ? " " : "", STR_ARG(x->name), hub_type_name(x->type));
            for (size_t k = 0; k < m->key.n; k++)
                buf_add(&b, str_eq(m->key.p[k], x->unique_id) ? STR("*") : STR(""));
            for (size_t k = 0; x->type == HUB_REFERENCE && k < all.n; k++)
                if (all.p[k]->deployed && str_eq(all.p[k]->id, x->ref_model_id))
                    buf_fmt(&b, ">%.*s", STR_ARG(all.p[k]->name));
        }
        buf_lit(&b, " =");
        for (size_t t = 0; t < m->title.n; t++)
            buf_fmt(&b, " %.*s", STR_ARG(m->title.p[t].unique_id));
    }
    return buf_str(&b);
}

static const char schema[] =
    "CREATE TABLE countries(CountryId BIGINT PRIMARY KEY, CountryName TEXT, Continent BIGINT);"
    "CREATE TABLE continents(ContId BIGINT PRIMARY KEY, Continent TEXT);"
    "CREATE TABLE \"Order Details\"(order_id INTEGER, line INTEGER, country INTEGER,"
    " PRIMARY KEY(order_id, line));"
    "CREATE TABLE person(id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT,"
    " home_country_id TEXT REFERENCES countries(CountryId), boss INTEGER REFERENCES person,"
    " joined TEXT, seen TEXT, is_active INTEGER, flags INTEGER, salary NUMERIC, big INTEGER,"
    " zip TEXT, rating TEXT, bio TEXT, picture BLOB, \"Total (€)\" REAL, ok BOOLEAN);"
    "CREATE TABLE profile(person_id INTEGER PRIMARY KEY REFERENCES person(id), nick TEXT);"
    "CREATE TABLE empty(a INTEGER, d DATE, t TIMESTAMP, x);";

static void fill(struct db *db)
{
    struct why why = { "" };

    MUST(db_exec(db, "PRAGMA foreign_keys = OFF", &why));
    MUST(db_exec(db, schema, &why));
    MUST(db_exec(db, "INSERT INTO continents VALUES(1,'Europe'),(2,'Asia'),(3,'America')", &why));
    MUST(db_exec(db,
                 "INSERT INTO countries VALUES(10,'Norway',1),(20,'Japan',2),(30,'Peru',3),"
                 "(40,'Spain',1)",
                 &why));
    MUST(db_exec(db, "INSERT INTO \"Order Details\" VALUES(1,1,10),(1,2,20),(2,1,10)", &why));
    MUST(db_exec(db,
                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)"
                 "INSERT INTO person SELECT i, 'F' || i, ' L' || i || ' ',"
                 " CASE i WHEN 7 THEN 99 WHEN 8 THEN NULL ELSE 10 * (i % 4 + 1) END,"
                 " CASE i WHEN 1 THEN NULL ELSE 1 END,"
                 " CASE i WHEN 3 THEN '' ELSE '2024-01-' || printf('%02d', i) END,"
                 " '2024-01-01 10:00:' || printf('%02d', i), i % 2, i % 2, i * 100,"
                 " 3000000000 + i, '0' || (1000 + i), CASE i WHEN 5 THEN 'n/a' ELSE i || '.5' END,"
                 " replace(hex(zeroblob(150)), '0', 'xy'), x'00ff', i / 4.0, i % 2 FROM n",
                 &why));
    MUST(db_exec(db, "INSERT INTO profile VALUES(1,'one'),(2,'two')", &why));
}

static str one(struct db *db, const char *sql)
{
    struct stmt *s = db_prepare(db, sql, NULL);
    struct buf b;

    buf_init(&b, arena);
    if (!s)
        return STR("no such statement");
    if (stmt_step(s, NULL) == ERR_OK)
        for (int c = 0; c < stmt_columns(s); c++)
            buf_fmt(&b, "%s%.*s", c ? "|" : "",
                    STR_ARG(stmt_is_null(s, c) ? STR("-") : stmt_text(s, c)));
    stmt_reset(s);
    return buf_str(&b);
}

static str table_of(struct db *db, const char *model)
{
    return one(db, arena_fmt(arena,
                             "SELECT 'hub_r' || seq FROM hub_model WHERE deployed AND name = '%s'",
                             model)
                       .p);
}

static const struct {
    const char *model, *want;
} shapes[] = {
    { "countries",
      "CountryId:INTEGER* CountryName:STRING Continent:REFERENCE>continents = COUNTRYNAME" },
    { "Order Details", "order_id:INTEGER* line:INTEGER* country:REFERENCE>countries =" },
    { "person",
      "id:INTEGER* first_name:STRING last_name:STRING home_country_id:REFERENCE>countries "
      "boss:REFERENCE>person joined:DATE seen:DATETIME is_active:BOOLEAN flags:INTEGER "
      "salary:INTEGER big:FLOAT zip:STRING rating:FLOAT bio:CLOB Total (€):FLOAT ok:BOOLEAN = "
      "FIRST_NAME  LAST_NAME" },
    { "profile", "person_id:INTEGER* person:REFERENCE>person nick:STRING = NICK" },
    { "empty", "a:INTEGER d:DATE t:DATETIME x:STRING =" },
};

static void test_sqlite(void)
{
    const char *source = path_of(arena, "source.db"), *hub = path_of(arena, "hub.db");
    struct why why = { "" };
    struct db *db;

    MUST(db_open(&db, source, false, &why));
    fill(db);
    db_close(db);
    struct hub_loaded done = load(hub, source, NULL);
    CHECK(done.models == 6 && done.records == 42 && done.bad_rows == 0, "%zu models, %zu records",
          done.models, done.records);
    MUST(db_open(&db, hub, false, &why));
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        str got = shape(db, shapes[i].model);
        CHECK(str_eq(got, str_c(shapes[i].want)), "%s\n want %s\n got  %.*s", shapes[i].model,
              shapes[i].want, STR_ARG(got));
    }
    str person = table_of(db, "person"), countries = table_of(db, "countries");
    str row = one(db, arena_fmt(arena,
                                "SELECT c2, c5, c6, c7, c10, c11, c12, c14 FROM %.*s WHERE c0 = 3",
                                STR_ARG(person))
                          .p);
    CHECK(str_eq(row, STR("L3|-|2024-01-01T10:00:03Z|1|3000000003.0|01003|3.5|0.75")), "%.*s",
          STR_ARG(row));
    row = one(db,
              arena_fmt(arena, "SELECT c3, c12 FROM %.*s WHERE c0 IN (7, 8, 5) ORDER BY c0 DESC",
                        STR_ARG(person))
                  .p);
    CHECK(str_eq(row, STR("-|8.5")), "no country: %.*s", STR_ARG(row));
    row = one(db, arena_fmt(arena, "SELECT c3, c12 FROM %.*s WHERE c0 = 7", STR_ARG(person)).p);
    CHECK(str_eq(row, STR("99|7.5")), "a reference to nothing stays as it is: %.*s", STR_ARG(row));
    row = one(db, arena_fmt(arena, "SELECT count(*) FROM %.*s p JOIN %.*s c ON c.id = p.c3",
                            STR_ARG(person), STR_ARG(countries))
                      .p);
    CHECK(str_eq(row, STR("28")), "%.*s", STR_ARG(row));
    row = one(db, "SELECT unique_id, element FROM hub_field WHERE name = 'id'");
    CHECK(str_eq(row, STR("ID_1|id_1")), "%.*s", STR_ARG(row));
    row = one(db, "SELECT unique_id, element FROM hub_field WHERE name = 'Total (€)'");
    CHECK(str_eq(row, STR("TOTAL____|total____")), "%.*s", STR_ARG(row));
    db_close(db);
    done = load(hub, source, "profile");
    CHECK(done.models == 1 && done.records == 2, "only one table: %zu", done.models);
    MUST(db_open(&db, hub, false, &why));
    row = one(
        db,
        "SELECT group_concat(version || ':' || deployed) FROM hub_model WHERE name = 'profile'");
    CHECK(str_eq(row, STR("1:0,2:1")), "loaded again, the next version: %.*s", STR_ARG(row));
    db_close(db);
}

/* Keys and links that nobody declared, over a folder of files. */
static void test_folder(void)
{
    const char *hub = path_of(arena, "folder-hub.db");
    struct why why = { "" };
    struct db *db;

    write_file(path_of(arena, "teams.csv"), STR("team_id;Name\n1;Reds\n2;Blues\n3;Caf\xe9\n"));
    write_file(path_of(arena, "players.csv"),
               STR("player_id,team_id,Name,Active,Joined\n1,1,Ann,true,2024-01-01\n2,1,Bob,false,\n"
                   "3,2,\"Cid, \"\"C\"\"\",true,2024-02-29\n4,2\n5,3,Eve,true,2024-03-01,\n"
                   "6,1,\"x\"y,true,2024-03-01\n7,3,Gus,true,2024-03-02,extra\n"));
    write_file(path_of(arena, "games.jsonl"),
               STR("{\"no\": 1, \"home_team_id\": 1, \"score\": {\"home\": 2, \"away\": 1.5}}\n"
                   "{\"no\": 2, \"home_team_id\": 3, \"tags\": [\"a\"]}\nnot json\n[1]\n"));
    struct hub_loaded done = load(hub, folder, NULL);
    CHECK(done.models == 3 && done.records == 9 && done.bad_rows == 5, "%zu %zu %zu", done.models,
          done.records, done.bad_rows);
    MUST(db_open(&db, hub, false, &why));
    str got = shape(db, "players");
    CHECK(str_eq(got, STR("player_id:INTEGER* team_id:REFERENCE>teams Name:STRING Active:BOOLEAN "
                          "Joined:DATE = NAME")),
          "%.*s", STR_ARG(got));
    got = shape(db, "games");
    CHECK(str_eq(got, STR("no:INTEGER* home_team_id:REFERENCE>teams score.home:INTEGER "
                          "score.away:FLOAT tags:STRING =")),
          "%.*s", STR_ARG(got));
    str teams = table_of(db, "teams");
    got = one(db, arena_fmt(arena, "SELECT group_concat(c1) FROM %.*s", STR_ARG(teams)).p);
    CHECK(str_eq(got, STR("Reds,Blues,Café")), "%.*s", STR_ARG(got));
    got = one(db, "SELECT group_concat(line || ' ' || reason, '; ') FROM hub_quarantine"
                  " WHERE file LIKE '%players.csv'");
    CHECK(str_eq(got, STR("5 it has 2 cells, the header has 5; 7 there is text behind a closing "
                          "quote; 8 it has 6 cells, the header has 5")),
          "%.*s", STR_ARG(got));
    got = one(db, "SELECT content FROM hub_quarantine WHERE line = 5");
    CHECK(str_eq(got, STR("4,2")), "%.*s", STR_ARG(got));
    got = one(db, "SELECT group_concat(line || ' ' || content, '; ') FROM hub_quarantine"
                  " WHERE file LIKE '%games.jsonl'");
    CHECK(str_eq(got, STR("3 not json; 4 [1]")), "%.*s", STR_ARG(got));
    CHECK(strstr(notes, "players.csv, line 5: it has 2 cells"), "%s", notes);
    CHECK(strstr(notes, "players.team_id is read as a reference to teams"), "%s", notes);
    db_close(db);
}

/* A key that is a name is the title, and words that are all such keys refer to
 * it, whatever their column is called; a few words are too few to tell. */
static void test_keys_that_are_names(void)
{
    const char *hub = path_of(arena, "names-hub.db");
    struct buf regions, towns;
    struct why why = { "" };
    struct db *db;

    MUST(mkdir(path_of(arena, "names"), 0700) == 0 ? ERR_OK : ERR_IO);
    buf_init(&regions, arena);
    buf_init(&towns, arena);
    buf_lit(&regions, "region_name,country_name\n");
    buf_lit(&towns, "town_id,region_name,neighbour,twin\n");
    for (int i = 0; i < 14; i++) {
        buf_fmt(&regions, "Region %c,Utopia\n", 'A' + i);
        buf_fmt(&towns, "%d,Region %c,Region %c,Region %c\n", i, 'A' + i / 2, 'A' + 13 - i,
                'A' + i % 3);
    }
    write_file(path_of(arena, "names/regions.csv"), buf_str(&regions));
    write_file(path_of(arena, "names/towns.csv"), buf_str(&towns));
    load(hub, path_of(arena, "names"), NULL);
    MUST(db_open(&db, hub, false, &why));
    str got = shape(db, "regions");
    CHECK(str_eq(got, STR("region_name:STRING* country_name:STRING = REGION_NAME")), "%.*s",
          STR_ARG(got));
    got = shape(db, "towns");
    CHECK(str_eq(got, STR("town_id:INTEGER* region_name:REFERENCE>regions "
                          "neighbour:REFERENCE>regions twin:STRING =")),
          "%.*s", STR_ARG(got));
    db_close(db);
}

static const char model_xml[] =
    "<mdm:GetModelResponse xmlns:mdm=\"http://mdm.api.platform.boomi.com/\"><mdm:name>Contact"
    "</mdm:name><mdm:fields><mdm:field name=\"Given Name\" uniqueId=\"GN\" type=\"STRING\""
    " required=\"true\" repeatable=\"false\" maxLength=\"40\"/><mdm:fieldGroup name=\"Home\""
    " uniqueId=\"HOME\" repeatable=\"true\" required=\"false\" identifyBy=\"KEY\""
    " collectionTag=\"homes\" collectionUniqueId=\"HOMES\" collectionKeys=\"CITY\"><mdm:field"
    " name=\"City\" uniqueId=\"CITY\" type=\"ENUMERATION\" required=\"false\" repeatable=\"false\">"
    "<mdm:value>Oslo</mdm:value><mdm:value>Rome &amp; co</mdm:value></mdm:field></mdm:fieldGroup>"
    "<mdm:field name=\"Boss\" uniqueId=\"BOSS\" type=\"REFERENCE\" required=\"false\""
    " repeatable=\"false\" referenceUniverseId=\"11111111-2222-3333-4444-555555555555\"/>"
    "</mdm:fields><mdm:recordTitle><mdm:titleParameters><mdm:parameter uniqueId=\"GN\"/>"
    "</mdm:titleParameters></mdm:recordTitle><mdm:version>7</mdm:version>"
    "<mdm:id>aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee</mdm:id></mdm:GetModelResponse>";

static void test_model_xml(void)
{
    const char *file = path_of(arena, "contact.xml"), *hub = path_of(arena, "xml-hub.db");
    struct why why = { "" };
    struct db *db;

    write_file(file, str_c(model_xml));
    struct hub_loaded done = load(hub, file, NULL);
    CHECK(done.models == 1 && done.records == 0, "%zu", done.models);
    MUST(db_open(&db, hub, false, &why));
    str got = shape(db, "Contact");
    CHECK(str_eq(got, STR("Given Name:STRING Home:CONTAINER City:ENUMERATION Boss:REFERENCE = GN")),
          "%.*s", STR_ARG(got));
    got = one(db, "SELECT collection_id, collection_tag, collection_keys, identify_by, element"
                  " FROM hub_field WHERE unique_id = 'HOME'");
    CHECK(str_eq(got, STR("HOMES|homes|CITY|KEY|home")), "%.*s", STR_ARG(got));
    got = one(db, "SELECT id, root FROM hub_model");
    CHECK(str_eq(got, STR("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee|contact")), "%.*s", STR_ARG(got));
    db_close(db);
}

static const struct {
    const char *name;
    str text;
    err_t want;
    const char *says;
} failures[] = {
    { "none.csv", { NULL, 0 }, ERR_NOT_FOUND, "No such file" },
    { "nothing.csv", LIT(""), ERR_BAD_INPUT, "is empty" },
    { "binary.csv", LIT("a,b\n\1\2\0\3"), ERR_BAD_INPUT, "binary" },
    { "broken.csv", LIT("\"a,b\nc"), ERR_BAD_INPUT, "header cannot be read" },
    { "words.jsonl", LIT("hello\n"), ERR_BAD_INPUT, "no JSON object" },
    { "other.xml", LIT("<a/>"), ERR_BAD_INPUT, "no model" },
    { "half.xml", LIT("<mdm:GetModelResponse"), ERR_BAD_INPUT, "" },
};

static void test_failures(void)
{
    const char *hub = path_of(arena, "failures.db");

    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        const char *path = path_of(arena, failures[i].name);
        struct hub_source source = { path, NULL };
        struct why why = { "" };
        if (failures[i].text.p)
            write_file(path, failures[i].text);
        err_t e = hub_load(hub, &source, 1, NULL, NULL, &why);
        CHECK(e == failures[i].want && strstr(why.text, failures[i].says), "%s: %d %s",
              failures[i].name, e, why.text);
    }
    struct hub_source broken = { path_of(arena, "broken.db"), NULL };
    struct why why = { "" };
    write_file(broken.path, STR("SQLite format 3\0 but no more than that"));
    CHECK(hub_load(hub, &broken, 1, NULL, NULL, &why) == ERR_IO, "%s", why.text);
}

int main(void)
{
    arena = arena_new();
    (void)path_of(arena, "");
    test_csv();
    test_sqlite();
    test_model_xml();
    test_failures();
    remove_folder();
    folder[0] = '\0'; /* a folder of its own */
    (void)path_of(arena, "");
    test_folder();
    test_keys_that_are_names();
    arena_free(arena);
    remove_folder();
    return T_DONE();
}
