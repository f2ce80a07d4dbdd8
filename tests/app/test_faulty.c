/* test_faulty.c - the client against the real local hub, one fault at a time:
 * what it answers is the truth, or it says what is wrong; what it may not
 * repeat it does not; and it stops when it is told to. */
#include "datahub/schema.h"
#include "datahub/source.h"
#include "localhub/hub.h"
#include "localhub/model.h"
#include "t.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECORDS = 450 };

static struct arena *arena;
static const char *db;
static struct schema *schema;

static struct datahub_settings settings(uint16_t port)
{
    const char *url = arena_fmt(arena, "http://127.0.0.1:%u", (unsigned)port).p;

    return (struct datahub_settings){
        .platform_url = url,
        .hub_url = url,
        .account_id = "auric-local",
        .user = "BOOMI_TOKEN.admin@auric.local",
        .password = "platform",
        .hub_user = "auric-local",
        .hub_password = "repository",
        .repository_id = arena_cstr(arena, hub_repository_id(arena)),
        .pause_ms = 1,
    };
}

static struct datahub *open_hub(const struct datahub_settings *s)
{
    struct datahub *d = NULL;
    struct why why = { "" };

    CHECK(datahub_new(&d, s, &why) == ERR_OK, "%s", why.text);
    if (!d)
        exit(1);
    return d;
}

static struct hub *start(const char *faults)
{
    struct hub *hub = NULL;
    struct why why = { "" };

    CHECK(hub_start(&hub, &(struct hub_options){ .db = db, .faults = faults }, &why) == ERR_OK,
          "%s", why.text);
    if (!hub)
        exit(1);
    return hub;
}

/* Names, numbers and times on the full minute. */
static void make_hub(void)
{
    char csv[] = "/tmp/auric-faulty-XXXXXX.csv", *path = strdup("/tmp/auric-faulty-db-XXXXXX");
    FILE *f = fdopen(mkstemps(csv, 4), "w");
    struct hub_loaded got;
    struct why why = { "" };

    CHECK(f && path && mkstemp(path) >= 0, "files");
    fputs("name,amount,seen\n", f);
    for (int i = 0; i < RECORDS; i++)
        fprintf(f, "Name %d & <more>,%d,2025-01-%02dT10:%02d:00Z\n", i, i, i % 28 + 1, i % 60);
    fclose(f);
    struct hub_source from = { .path = csv };
    struct hub_load_events none = { .ctx = NULL };
    CHECK(hub_load(path, &from, 1, &none, &got, &why) == ERR_OK && got.records == RECORDS, "%s",
          why.text);
    unlink(csv);
    db = path;
}

static void read_models(void)
{
    struct hub *hub = start(NULL);
    struct datahub_settings s = settings(hub_port(hub));
    struct datahub *d = open_hub(&s);
    struct why why = { "" };

    CHECK(datahub_schema(d, arena, &schema, &why) == ERR_OK, "%s", why.text);
    datahub_free(d);
    hub_free(hub);
    if (!schema || schema->models_n != 1)
        exit(1);
}

/* Each record once: by its number, with the name and the time that go with it. */
struct seen {
    bool had[RECORDS];
    unsigned n, wrong;
};

static err_t on_record(void *ctx, const struct source_record *r)
{
    struct seen *t = ctx;
    int64_t i = r->values[1].i;
    char name[40];

    snprintf(name, sizeof name, "Name %d & <more>", (int)i);
    bool right = i >= 0 && i < RECORDS && !t->had[i] && str_eq(r->values[0].s, str_c(name)) &&
                 r->values[2].kind == VALUE_INSTANT && r->values[2].i / 60 % 60 == i % 60;
    t->wrong += !right;
    if (right)
        t->had[i] = true;
    t->n++;
    return ERR_OK;
}

static struct source_query everything(void)
{
    const struct model *m = &schema->models[0];
    const struct field **view = NEW_N(arena, const struct field *, 3);
    static const char *const names[] = { "name", "amount", "seen" };

    for (int i = 0; i < 3; i++)
        for (size_t k = 0; k < m->fields_n; k++)
            if (str_eq(m->fields[k].element, str_c(names[i])))
                view[i] = &m->fields[k];
    return (struct source_query){ .model = m, .view = view, .view_n = 3 };
}

enum how { BASIC, JWT, TWICE };

/* clang-format off */
static const struct {
    const char *faults;
    enum how how;
    err_t scan, count;
    int requests; /* that both may take to the Repository API; -1: any number */
} rows[] = {
    { "", BASIC, ERR_OK, ERR_OK, 4 },
    { "", JWT, ERR_OK, ERR_OK, 4 },
    { "latency_ms=1..5", BASIC, ERR_OK, ERR_OK, 4 },
    { "trickle_ms=20", BASIC, ERR_OK, ERR_OK, 4 },
    { "prefix", BASIC, ERR_OK, ERR_OK, 4 },
    { "no_seconds", BASIC, ERR_OK, ERR_OK, 4 },
    { "page=7", BASIC, ERR_OK, ERR_OK, 66 },
    { "fail=503@every:2", BASIC, ERR_OK, ERR_OK, 7 },
    { "fail=500@every:2", BASIC, ERR_OK, ERR_OK, 7 },
    { "reset@every:2", BASIC, ERR_OK, ERR_OK, -1 }, /* curl itself may try a connection again */
    { "truncate@every:2", BASIC, ERR_OK, ERR_OK, 7 },
    { "malformed@every:2", BASIC, ERR_OK, ERR_OK, 7 },
    { "fail=503@only:1,reset@only:2,truncate@only:3,malformed@only:4", BASIC, ERR_OK, ERR_OK, -1 },
    { "fail=503", BASIC, ERR_UNAVAILABLE, ERR_UNAVAILABLE, 10 },
    { "fail=500", BASIC, ERR_UPSTREAM, ERR_UPSTREAM, 10 },
    { "reset", BASIC, ERR_UPSTREAM, ERR_UPSTREAM, -1 },
    { "truncate", BASIC, ERR_UPSTREAM, ERR_UPSTREAM, 10 },
    { "malformed", BASIC, ERR_UPSTREAM, ERR_UPSTREAM, 10 },
    { "fail=400", BASIC, ERR_BAD_INPUT, ERR_BAD_INPUT, 2 },
    { "fail=401", BASIC, ERR_UPSTREAM_AUTH, ERR_UPSTREAM_AUTH, 2 },
    { "fail=403", BASIC, ERR_UPSTREAM_AUTH, ERR_UPSTREAM_AUTH, 2 },
    { "fail=404", BASIC, ERR_NOT_FOUND, ERR_NOT_FOUND, 2 },
    { "fail=429", BASIC, ERR_LIMITED, ERR_LIMITED, 2 },
    { "fail=401@only:2", JWT, ERR_OK, ERR_OK, 5 },                            /* a token was refused: another one */
    { "fail=401@only:2,fail=401@only:4", JWT, ERR_UPSTREAM_AUTH, ERR_OK, 3 }, /* once */
    { "fail=503@only:1", JWT, ERR_OK, ERR_OK, 4 },                            /* it is the token's request that fails */
    { "token_lost", BASIC, ERR_CONFLICT, ERR_CONFLICT, 2 },
    { "token_lost@only:2", BASIC, ERR_CONFLICT, ERR_OK, 3 },
    { "token_again", BASIC, ERR_CONFLICT, ERR_OK, 3 },
    { "token_again@only:1", BASIC, ERR_CONFLICT, ERR_OK, 3 },
    { "token_again@only:2", BASIC, ERR_CONFLICT, ERR_OK, 3 },
    { "total=9@only:1", BASIC, ERR_CONFLICT, ERR_OK, 3 },
    { "total=9@only:3", BASIC, ERR_CONFLICT, ERR_OK, 4 },
    { "total=9@only:4", TWICE, ERR_OK, ERR_OK, 6 },
    { "total=1000000", TWICE, ERR_CONFLICT, ERR_CONFLICT, -1 },
    { "malformed@only:1,page=1@only:2,seed=4", BASIC, ERR_CONFLICT, ERR_OK, 3 }, /* a page comes back shorter */
};
/* clang-format on */

static void try_row(size_t i, const struct datahub_settings *s, struct line *line)
{
    struct datahub *d = open_hub(s);
    struct source *source = datahub_source(arena, d);
    struct source_query all = everything();
    struct seen seen = { .n = 0 };
    struct why why = { "" };
    uint64_t n = 0;

    err_t e = source->ops->scan(source, &all, on_record, &seen, &why);
    CHECK(e == rows[i].scan, "%s, scan: %s %s", rows[i].faults, err_info(e)->name, why.text);
    CHECK(e || (seen.n == RECORDS && !seen.wrong), "%s: %u records, %u wrong", rows[i].faults,
          seen.n, seen.wrong);
    CHECK(!e || strlen(why.text) > 20, "%s: \"%s\"", rows[i].faults, why.text);
    e = source->ops->count(source, &all, &n, &why);
    CHECK(e == rows[i].count, "%s, count: %s %s", rows[i].faults, err_info(e)->name, why.text);
    CHECK(e || n == RECORDS, "%s: counted %llu", rows[i].faults, (unsigned long long)n);
    int sent = (int)line_stats(line).requests[REPOSITORY_API];
    CHECK(rows[i].requests < 0 || sent == rows[i].requests, "%s: %d requests", rows[i].faults,
          sent);
    datahub_free(d);
}

static void test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hub *hub = start(rows[i].faults);
        struct datahub_settings s = settings(hub_port(hub));
        s.use_jwt = rows[i].how == JWT;
        s.counts_twice = rows[i].how == TWICE;
        s.line = line_new(&(struct line_settings){ .failures_max = 100 });
        try_row(i, &s, s.line);
        line_free(s.line);
        hub_free(hub);
    }
}

static err_t count(struct datahub *d, struct why *why)
{
    struct source_query all = everything();
    struct source *source = datahub_source(arena, d);
    uint64_t n;

    return source->ops->count(source, &all, &n, why);
}

/* Two handles: a connection each, one token for both, renewed when it is old. */
static void test_sharing(void)
{
    struct hub *hub = start("");
    struct datahub_settings s = settings(hub_port(hub));
    struct why why = { "" };

    s.use_jwt = true;
    s.line = datahub_line_new(&s);
    struct datahub *d[2] = { open_hub(&s), open_hub(&s) };
    for (int i = 0; i < 100; i++)
        CHECK(count(d[i % 2], &why) == ERR_OK, "%s", why.text);
    struct line_stats got = line_stats(s.line);
    CHECK(got.connects == 2 && got.tokens == 1 && got.requests[REPOSITORY_API] == 100,
          "%llu connections, %llu tokens", (unsigned long long)got.connects,
          (unsigned long long)got.tokens);
    s.token_ms = 1;
    struct datahub *hasty = open_hub(&s);
    for (int i = 0; i < 10; i++) {
        usleep(2000);
        CHECK(count(hasty, &why) == ERR_OK, "%s", why.text);
    }
    CHECK(line_stats(s.line).tokens == 11, "before it is refused: %llu",
          (unsigned long long)line_stats(s.line).tokens);
    datahub_free(hasty);
    datahub_free(d[0]);
    datahub_free(d[1]);
    line_free(s.line);
    hub_free(hub);
}

/* It opens, nothing is sent, a probe closes it. */
static void test_breaker(void)
{
    struct hub *hub = start("fail=500@only:1,fail=503@only:2,truncate@only:3");
    struct datahub_settings s = settings(hub_port(hub));
    struct why why = { "" };

    s.line = line_new(&(struct line_settings){ .failures_max = 3, .rest_ms = 200 });
    struct datahub *d = open_hub(&s);
    CHECK(count(d, &why) != ERR_OK, "three failures");
    CHECK(line_is_open(s.line, REPOSITORY_API), "open");
    err_t e = count(d, &why);
    CHECK(e == ERR_OK || (e == ERR_UNAVAILABLE && strstr(why.text, "left alone")), "%s", why.text);
    while (count(d, &why) != ERR_OK)
        continue;
    struct line_stats got = line_stats(s.line);
    CHECK(!got.is_open[REPOSITORY_API] && got.opened[REPOSITORY_API] == 1 &&
              got.failures[REPOSITORY_API] == 3,
          "closed again");
    datahub_free(d);
    line_free(s.line);
    hub_free(hub);
}

/* Somebody who takes connections and says nothing; or nobody at all. */
static int silent(uint16_t *port, bool listens)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&at, n) == 0 &&
              getsockname(fd, (struct sockaddr *)&at, &n) == 0 && (!listens || listen(fd, 8) == 0),
          "socket");
    *port = ntohs(at.sin_port);
    return fd;
}

static void *stop_soon(void *flag)
{
    usleep(30000);
    atomic_store((atomic_bool *)flag, true);
    return NULL;
}

/* While it waits for an answer, and while it waits before it asks again: the
 * first would take a minute, the second 100. */
static void test_cancel(void)
{
    for (int listens = 0; listens < 2; listens++) {
        uint16_t port;
        int fd = silent(&port, listens);
        struct datahub_settings s = settings(port);
        struct why why = { "" };
        atomic_bool stop = false;
        pthread_t thread;
        s.pause_ms = 5000;
        s.retries = 20;
        struct datahub *d = open_hub(&s);
        datahub_begin(d, &stop);
        pthread_create(&thread, NULL, stop_soon, &stop);
        CHECK(count(d, &why) == ERR_CANCELLED, "%s", why.text);
        pthread_join(thread, NULL);
        datahub_free(d);
        close(fd);
    }
}

/* All requests of a question together, their pauses too. */
static void test_question(void)
{
    for (int listens = 0; listens < 2; listens++) {
        uint16_t port;
        int fd = silent(&port, listens);
        struct datahub_settings s = settings(port);
        struct why why = { "" };
        s.question_ms = 60;
        s.pause_ms = 5000;
        s.retries = 20;
        struct datahub *d = open_hub(&s);
        datahub_begin(d, NULL);
        CHECK(count(d, &why) == ERR_TIMEOUT && strstr(why.text, "a question may take"), "%s",
              why.text);
        CHECK(count(d, &why) == ERR_TIMEOUT, "nothing more is asked: %s", why.text);
        datahub_free(d);
        close(fd);
    }
}

static void *take_line(void *ctx)
{
    static char line[200];
    int fd = accept(*(int *)ctx, NULL, NULL);
    ssize_t n = recv(fd, line, sizeof line - 1, 0);

    line[n > 0 ? n : 0] = '\0';
    close(fd);
    return line;
}

/* A proxy is asked for the host; certificates that are not there are told. */
static void test_ways(void)
{
    uint16_t port;
    int fd = silent(&port, true);
    struct datahub_settings s = settings(1);
    struct why why = { "" };
    pthread_t thread;
    void *line;

    s.hub_url = s.platform_url = "https://hub.example";
    s.proxy = arena_fmt(arena, "http://127.0.0.1:%u", (unsigned)port).p;
    s.question_ms = 2000;
    struct datahub *d = open_hub(&s);
    datahub_begin(d, NULL);
    pthread_create(&thread, NULL, take_line, &fd);
    CHECK(count(d, &why) != ERR_OK && why.text[0], "there is no hub");
    pthread_join(thread, &line);
    CHECK(strncmp(line, "CONNECT hub.example:443 ", 24) == 0, "%s", (char *)line);
    datahub_free(d);
    s.proxy = NULL;
    s.hub_url = s.platform_url = arena_fmt(arena, "https://127.0.0.1:%u", (unsigned)port).p;
    s.ca_file = "/nowhere/ca.pem";
    d = open_hub(&s);
    CHECK(count(d, &why) == ERR_BAD_INPUT && strstr(why.text, "/nowhere/ca.pem"), "%s", why.text);
    datahub_free(d);
    close(fd);
}

int main(void)
{
    arena = arena_new();
    make_hub();
    read_models();
    test_rows();
    test_sharing();
    test_breaker();
    test_cancel();
    test_question();
    test_ways();
    unlink(db);
    free((char *)db);
    arena_free(arena);
    return T_DONE();
}
