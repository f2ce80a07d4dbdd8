/* fixture.h - a hub's file with one model that has everything, and ways to ask
 * a running hub about it. */
#ifndef TESTS_LOCALHUB_FIXTURE_H
#define TESTS_LOCALHUB_FIXTURE_H

#include "codec/xml_tree.h"
#include "localhub/hub.h"
#include "localhub/names.h"
#include "localhub/writer.h"
#include "net/client.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];

__attribute__((unused)) static const char *path_of(struct arena *a, const char *name)
{
    if (!folder[0]) {
        snprintf(folder, sizeof folder, "/tmp/auric-hub-XXXXXX");
        if (!mkdtemp(folder))
            abort();
    }
    return arena_fmt(a, "%s/%s", folder, name).p;
}

__attribute__((unused)) static void write_file(const char *path, str text)
{
    FILE *f = fopen(path, "wb");

    if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0)
        abort();
}

__attribute__((unused)) static void remove_folder(void)
{
    char *argv[] = { "rm", "-rf", folder, NULL };
    pid_t pid = folder[0] ? fork() : -1;

    if (pid == 0) {
        execvp(argv[0], argv);
        _exit(1);
    }
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

#define MUST(e)                                                                                    \
    do {                                                                                           \
        if ((e) != ERR_OK) {                                                                       \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #e, why.text);                  \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

enum {
    F_NAME,
    F_NOTE,
    F_AGE,
    F_SCORE,
    F_ACTIVE,
    F_BORN,
    F_SEEN,
    F_WAKES,
    F_LEVEL,
    F_TEAM,
    F_CODE,
    F_ADDRESS,
    F_STREET,
    F_CITY,
    F_PHONE,
    F_PHONE_KIND,
    F_PHONE_NUMBER,
    F_TAG,
    F_SECRET
};

/* clang-format off */
#define LIT(s) { s, sizeof(s) - 1 }

static const struct hub_field every_field[] = {
    { .name = LIT("Full Name"),  .type = HUB_STRING,      .parent = -1 },
    { .name = LIT("Note"),       .type = HUB_CLOB,        .parent = -1 },
    { .name = LIT("Age"),        .type = HUB_INTEGER,     .parent = -1 },
    { .name = LIT("Score"),      .type = HUB_FLOAT,       .parent = -1, .unique_id = LIT("PTS_TOTAL_1") },
    { .name = LIT("Active"),     .type = HUB_BOOLEAN,     .parent = -1 },
    { .name = LIT("Born"),       .type = HUB_DATE,        .parent = -1 },
    { .name = LIT("Seen"),       .type = HUB_DATETIME,    .parent = -1 },
    { .name = LIT("Wakes"),      .type = HUB_TIME,        .parent = -1 },
    { .name = LIT("Level"),      .type = HUB_ENUMERATION, .parent = -1 },
    { .name = LIT("Team"),       .type = HUB_REFERENCE,   .parent = -1 },
    { .name = LIT("id"),         .type = HUB_STRING,      .parent = -1 },
    { .name = LIT("Address"),    .type = HUB_CONTAINER,   .parent = -1 },
    { .name = LIT("Street"),     .type = HUB_STRING,      .parent = F_ADDRESS },
    { .name = LIT("City"),       .type = HUB_STRING,      .parent = F_ADDRESS },
    { .name = LIT("Phone"),      .type = HUB_CONTAINER,   .parent = -1, .repeatable = true },
    { .name = LIT("Kind"),       .type = HUB_STRING,      .parent = F_PHONE },
    { .name = LIT("Number"),     .type = HUB_INTEGER,     .parent = F_PHONE },
    { .name = LIT("Tag"),        .type = HUB_STRING,      .parent = -1, .repeatable = true },
    { .name = LIT("Secret"),     .type = HUB_STRING,      .parent = -1, .mask = HUB_MASK_PARTIAL, .mask_last = 2 },
};
/* clang-format on */

static struct hub_model *new_model(struct arena *a, const char *name,
                                   const struct hub_field *fields, size_t n)
{
    struct hub_model *m = NEW(a, struct hub_model);

    *m = (struct hub_model){ .name = str_c(name), .source = STR("CRM") };
    for (size_t i = 0; i < n; i++)
        *vec_push(a, &m->fields) = fields[i];
    return m;
}

struct person {
    const char *name, *note;
    int age; /* 0: null */
    double score;
    int active; /* 1, 0, -1: null */
    const char *born, *seen, *wakes, *level, *team, *city;
    const char *phones[2], *tags[2];
};

/* clang-format off */
static const struct person people[] = {
    { "Ann",             "likes <b>tea</b> & café", 34, 1.5,  1, "1990-02-28", "2025-01-02T03:04:05Z", "06:30:00", "gold",   "Red",  "Oslo",  { "1", "2" }, { "a", "b" } },
    { "bob",             NULL,                       -7, -0.25, 0, "1985-12-31", "2025-01-02T23:59:59Z", "23:15:00", "silver", "Blue", "Bergen", { "2" }, { 0 } },
    { "100% _Cid_\\",    "plain",                     0, 1e15,  1, NULL,         NULL,                   NULL,       NULL,     "LOST", NULL,    { 0 }, { "a" } },
    { "Dora & Søn",  "",                         120, 0.1, -1, "2001-01-01", "2024-06-30T00:00:00Z", "00:00:00", "GOLD",   NULL,   "oslo",  { 0 }, { 0 } },
};
/* clang-format on */

static struct value text_or_null(const char *s)
{
    return s && *s ? value_text(str_c(s)) : VALUE_NONE;
}

static struct value typed(struct arena *a, enum hub_type type, const char *s)
{
    (void)a;
    int64_t i;

    if (!s)
        return VALUE_NONE;
    if (type == HUB_DATE && civil_parse_date(str_c(s), &i))
        return value_date(i);
    if (type == HUB_DATETIME && civil_parse_instant(str_c(s), &i))
        return value_instant(i);
    if (type == HUB_TIME && civil_parse_time(str_c(s), &i))
        return (struct value){ .kind = VALUE_TIME, .i = i };
    abort();
}

static void put_team(struct hub_writer *w, struct arena *a, const char *name)
{
    struct why why = { "" };
    struct value cell = value_text(str_c(name));

    MUST(hub_writer_put(w,
                        &(struct hub_record){ .id = hub_guid(a, w->model->id, str_c(name)),
                                              .source = STR("CRM"),
                                              .entity = str_c(name),
                                              .cells = &cell },
                        &why));
}

static void put_person(struct hub_writer *w, struct arena *a, const struct hub_model *team,
                       size_t n)
{
    const struct person *p = &people[n];
    struct why why = { "" };
    bool lost = p->team && str_eq(str_c(p->team), STR("LOST"));
    const struct value cells[] = {
        text_or_null(p->name),
        text_or_null(p->note),
        p->age ? value_int(p->age) : VALUE_NONE,
        value_float(p->score),
        p->active < 0 ? VALUE_NONE : value_bool(p->active),
        typed(a, HUB_DATE, p->born),
        typed(a, HUB_DATETIME, p->seen),
        typed(a, HUB_TIME, p->wakes),
        text_or_null(p->level),
        lost      ? value_text(STR("LOST"))
        : p->team ? value_text(hub_guid(a, team->id, str_c(p->team)))
                  : VALUE_NONE,
        value_text(arena_fmt(a, "P%zu", n + 1)),
        p->city ? value_text(STR("Main & 1st")) : VALUE_NONE,
        text_or_null(p->city),
        value_text(STR("1234-56")),
    };

    MUST(hub_writer_put(w,
                        &(struct hub_record){ .id = hub_guid(a, STR("person"), str_c(p->name)),
                                              .source = n == 1 ? STR("ERP") : STR("CRM"),
                                              .entity = arena_fmt(a, "P%zu", n + 1),
                                              .created = 1735700000 + (int64_t)n * 86400,
                                              .updated = 1735800000 - (int64_t)n * 86400,
                                              .cells = cells },
                        &why));
    for (int i = 0; i < 2; i++) {
        int64_t number;
        if (p->phones[i] && str_to_i64(str_c(p->phones[i]), &number)) {
            MUST(hub_writer_item(w, F_PHONE_NUMBER, i, value_int(number), &why));
            MUST(hub_writer_item(w, F_PHONE_KIND, i, value_text(STR("home")), &why));
        }
        if (p->tags[i])
            MUST(hub_writer_item(w, F_TAG, i, value_text(str_c(p->tags[i])), &why));
    }
}

static void write_model(struct db *db, struct arena *a, struct hub_model *m, bool draft)
{
    struct why why = { "" };

    hub_model_complete(a, m);
    MUST(hub_model_write(db, a, m, draft, &why));
}

enum { MANY = 450 };

static void write_many(struct db *db, struct arena *a)
{
    static const struct hub_field fields[] = {
        { .name = LIT("No"), .type = HUB_INTEGER, .parent = -1 },
        { .name = LIT("Even"), .type = HUB_BOOLEAN, .parent = -1 }
    };
    struct hub_model *m = new_model(a, "Many", fields, 2);
    struct hub_writer w;
    struct why why = { "" };

    m->deployed = true;
    write_model(db, a, m, false);
    MUST(hub_writer_open(&w, db, a, m, &why));
    for (int i = 0; i < MANY; i++) {
        const struct value cells[] = { value_int(i), value_bool(i % 2 == 0) };
        str key = arena_fmt(a, "%d", i);
        MUST(hub_writer_put(&w,
                            &(struct hub_record){ .id = hub_guid(a, STR("many"), key),
                                                  .source = STR("CRM"),
                                                  .entity = key,
                                                  .cells = cells },
                            &why));
    }
    MUST(hub_writer_close(&w, a, &why));
}

/* Models Every Thing (deployed, version 2, with a draft), Team, Many; a draft
 * only; one published but not deployed. */
__attribute__((unused)) static const char *make_fixture(struct arena *a, const char *name)
{
    static const struct hub_field team_fields[] = {
        { .name = LIT("Team Name"), .type = HUB_STRING, .parent = -1 }
    };
    const char *path = path_of(a, name);
    struct hub_model *team = new_model(a, "Team", team_fields, 1);
    struct why why = { "" };
    struct hub_writer w;
    struct db *db;

    if (sodium_init() < 0)
        exit(1);
    MUST(db_open(&db, path, false, &why));
    MUST(hub_schema(db, &why));
    MUST(db_exec(db, "BEGIN", &why));
    team->deployed = true;
    vec_push(a, &team->title)->unique_id = STR("TEAM_NAME");
    write_model(db, a, team, false);
    MUST(hub_writer_open(&w, db, a, team, &why));
    put_team(&w, a, "Red");
    put_team(&w, a, "Blue");
    MUST(hub_writer_close(&w, a, &why));
    for (int version = 1; version <= 3; version++) {
        struct hub_model *m = new_model(a, "Every Thing", every_field,
                                        sizeof every_field / sizeof *every_field);
        m->deployed = version == 2;
        hub_model_source_add(a, m, STR("CRM"));
        hub_model_source_add(a, m, STR("ERP"));
        m->fields.p[F_TEAM].ref_model_id = team->id;
        *vec_push(a, &m->fields.p[F_LEVEL].values) = STR("gold");
        *vec_push(a, &m->fields.p[F_LEVEL].values) = STR("silver");
        *vec_push(a, &m->key) = STR("ID_1");
        vec_push(a, &m->title)->unique_id = STR("FULL_NAME");
        write_model(db, a, m, version == 3);
        if (version != 2)
            continue;
        MUST(hub_writer_open(&w, db, a, m, &why));
        for (size_t i = 0; i < sizeof people / sizeof *people; i++)
            put_person(&w, a, team, i);
        MUST(hub_writer_close(&w, a, &why));
    }
    write_many(db, a);
    write_model(db, a, new_model(a, "Only Draft", team_fields, 1), true);
    write_model(db, a, new_model(a, "Not Deployed", team_fields, 1), false);
    MUST(db_exec(db, "COMMIT", &why));
    db_close(db);
    return path;
}

__attribute__((unused)) static str model_id(struct arena *a, const char *name)
{
    return hub_guid(a, STR("model"), str_c(name));
}

/* Asking a hub. */
struct asker {
    struct arena *arena;
    struct http *http;
    uint16_t port;
    const char *user, *password, *bearer;
};

__attribute__((unused)) static struct http_reply ask(struct asker *k, const char *method,
                                                     const char *path, str body)
{
    struct why why = { "" };
    struct http_reply reply;
    str url = arena_fmt(k->arena, "http://127.0.0.1:%u%s", (unsigned)k->port, path);

    MUST(http_do(k->http, k->arena,
                 &(struct http_call){ .method = method,
                                      .url = url.p,
                                      .user = k->user,
                                      .password = k->password,
                                      .bearer = k->bearer,
                                      .body = body },
                 &reply, &why));
    return reply;
}

/* What the last row whose `who` ends in ! was answered: the text of the first
 * element whose name ends in id. */
static char captured[80];

__attribute__((unused)) static void capture(str body)
{
    size_t from = str_find(body, STR("id>")) + 3;
    str rest = str_sub(body, from, body.n);

    snprintf(captured, sizeof captured, "%.*s", (int)str_find_byte(rest, '<'), rest.p);
}

/* What stands in braces is replaced: {it} by what was captured, {repository},
 * {Model} by its id, {Model/KEY} by the id of the record with that key. */
__attribute__((unused)) static str with_names(struct arena *a, const char *text)
{
    struct buf b;

    buf_init(&b, a);
    for (str rest = str_c(text); rest.n;) {
        buf_add(&b, str_cut(&rest, '{'));
        if (!rest.n)
            break;
        str name = str_cut(&rest, '}'), key = name;
        str model = str_cut(&key, '/');
        str id = hub_guid(a, STR("model"), model);
        if (str_eq(name, STR("repository")))
            id = hub_repository_id(a);
        else if (str_eq(name, STR("it")))
            id = str_c(captured);
        else if (key.n)
            id = hub_guid(a, id, key);
        buf_add(&b, id);
    }
    return arena_str(a, buf_str(&b));
}

/* Asks a row of a table: who is p (Platform), r (Repository), t (token), x
 * (wrong password) or - (nobody). */
struct asked {
    const char *who, *method, *path, *body;
    int status;
    const char *holds; /* a ! in front: does not hold */
};

struct askers {
    struct asker platform, repository, token;
};

__attribute__((unused)) static struct askers askers_of(struct arena *a, uint16_t port)
{
    struct asker k = { .arena = a, .http = http_new(), .port = port };
    struct askers all = { k, k, k };

    all.platform.user = "admin@auric.local";
    all.platform.password = "platform";
    all.repository.user = "auric-local";
    all.repository.password = "repository";
    struct http_reply jwt = ask(&all.platform, "GET", "/auth/jwt/generate/auric-local", STR(""));
    all.token.bearer = arena_cstr(a, str_trim(jwt.body));
    return all;
}

__attribute__((unused)) static struct asker asker_named(const struct askers *all, const char *who)
{
    struct asker k = { .arena = all->platform.arena,
                       .http = all->platform.http,
                       .port = all->platform.port };

    switch (*who) {
    case 'p':
        return all->platform;
    case 'r':
        return all->repository;
    case 't':
        return all->token;
    case 'x':
        k.user = "admin@auric.local";
        k.password = "wrong";
        return k;
    default:
        return k;
    }
}

/* What is wrong with the answer; empty when nothing is. */
__attribute__((unused)) static str ask_row(const struct askers *all, const struct asked *row)
{
    struct asker k = asker_named(all, row->who);
    struct xml_node *root;
    struct http_reply r = ask(&k, row->method, with_names(k.arena, row->path).p,
                              with_names(k.arena, row->body));
    bool absent = row->holds[0] == '!';
    str want = with_names(k.arena, row->holds + absent);
    bool holds = want.n == 0 || str_find(r.body, want) < r.body.n;
    bool is_xml = str_starts(r.body, STR("<?xml"));
    if (row->who[1] == '!')
        capture(r.body);

    if (r.status == row->status && holds != absent &&
        (!is_xml || xml_read(k.arena, r.body, 1 << 24, &root, NULL) == ERR_OK))
        return STR("");
    return arena_fmt(k.arena, "%s %s %s: %d\n want %d %s%.*s\n in %.*s", row->who, row->method,
                     row->path, r.status, row->status, absent ? "no " : "", STR_ARG(want),
                     STR_ARG(r.body));
}

#endif
