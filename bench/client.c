/* client.c - how fast the client reads records, beside expat alone on the same
 * bytes, and how much memory it takes.
 *
 *     ninja -C build/run bench/client
 *     auric hub serve --db hub.db --listen 127.0.0.1:8700 &
 *     build/run/bench/client http://127.0.0.1:8700 [FIELDS [RECORDS]]
 *
 * Reads the largest universe: FIELDS of its fields (10), RECORDS of its records
 * (all).  Rates are of processor time of this process, which is what a core
 * gives; the hub's is not in them. */
#include "datahub/query.h"
#include "datahub/schema.h"
#include "datahub/source.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { PAGES = 20, ROUNDS = 25, RECORDS_A_PAGE = 200 };

static struct datahub *hub;

static void must(err_t e, const struct why *why)
{
    if (e == ERR_OK)
        return;
    fprintf(stderr, "%s\n", why_text(why, e));
    exit(1);
}

static double cpu_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long peak_kb(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

static const struct model *largest(const struct schema *s)
{
    const struct model *best = &s->models[0];

    for (size_t i = 1; i < s->models_n; i++)
        if (s->models[i].deployed && s->models[i].records > best->records)
            best = &s->models[i];
    return best;
}

struct sum {
    uint64_t records, nulls;
    size_t view_n;
};

static err_t on_record(void *ctx, const struct source_record *r)
{
    struct sum *s = ctx;

    s->records++;
    for (size_t i = 0; i < s->view_n; i++)
        s->nulls += r->values[i].kind == VALUE_NULL;
    return ERR_OK;
}

/* The first pages as text, one document behind the other. */
static size_t fetch_pages(struct arena *a, const struct source_query *q, str pages[PAGES])
{
    str token = STR("");
    size_t n = 0;

    for (; n < PAGES && (n == 0 || token.n); n++) {
        struct http_reply reply = { 0 };
        struct why why = { "" };
        struct datahub_call call = { .api = REPOSITORY_API, .method = "POST" };
        call.path =
            arena_fmt(a, "/universes/%.*s/records/query", STR_ARG(http_escape(a, q->model->id))).p;
        must(query_to_xml(a, q, RECORDS_A_PAGE, token, &call.body, &why), &why);
        must(datahub_do(hub, a, &call, &reply, &why), &why);
        pages[n] = reply.body;
        size_t at = str_find(reply.body, STR("offsetToken=\""));
        token = str_sub(reply.body, at + 13, reply.body.n);
        token = str_sub(token, 0, str_find_byte(token, '"'));
    }
    return n;
}

static void on_start(void *n, const XML_Char *name, const XML_Char **attrs)
{
    (void)attrs;
    *(uint64_t *)n += strcmp(name, "Record") == 0;
}

static void on_end(void *n, const XML_Char *name)
{
    (void)n, (void)name;
}

static void on_text(void *n, const XML_Char *p, int length)
{
    (void)n, (void)p, (void)length;
}

/* Records a second when somebody only listens to the parser. */
static double expat_alone(const str *pages, size_t n)
{
    uint64_t records = 0;
    double from = cpu_s();

    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < n; i++) {
            XML_Parser p = XML_ParserCreate(NULL);
            XML_SetUserData(p, &records);
            XML_SetElementHandler(p, on_start, on_end);
            XML_SetCharacterDataHandler(p, on_text);
            if (XML_Parse(p, pages[i].p, (int)pages[i].n, 1) != XML_STATUS_OK)
                abort();
            XML_ParserFree(p);
        }
    return (double)records / (cpu_s() - from);
}

static void run(struct arena *a, size_t fields, uint64_t records)
{
    struct schema *schema;
    struct why why = { "" };

    must(datahub_schema(hub, a, &schema, &why), &why);
    const struct model *m = largest(schema);
    const struct field **view = NEW_N(a, const struct field *, m->fields_n);
    struct source_query q = { .model = m, .view = view, .limit = records };
    for (size_t i = 0; i < m->fields_n && q.view_n < fields; i++)
        if (!m->fields[i].repeatable)
            view[q.view_n++] = &m->fields[i];
    struct source *source = datahub_source(a, hub);
    struct sum sum = { .view_n = q.view_n };
    long before = peak_kb();
    double from = cpu_s();
    must(source->ops->scan(source, &q, on_record, &sum, &why), &why);
    double client = (double)sum.records / (cpu_s() - from);
    long after = peak_kb();
    str pages[PAGES];
    double floor = expat_alone(pages, fetch_pages(a, &q, pages));
    printf("%.*s: %llu records, %zu fields, %.0f bytes a record\n", STR_ARG(m->name),
           (unsigned long long)sum.records, q.view_n,
           (double)source->cost.bytes / (double)sum.records);
    printf("client       %10.0f records/s a core\n", client);
    printf("expat alone  %10.0f records/s a core, %.2f times the client\n", floor, floor / client);
    printf("peak memory  %10ld kB, %ld kB before the first record\n", after, before);
}

int main(int argc, char **argv)
{
    struct datahub_settings s = {
        .account_id = "auric-local",
        .user = "admin@auric.local",
        .password = "platform",
        .hub_user = "auric-local",
        .hub_password = "repository",
    };
    struct arena *a = arena_new();
    struct why why = { "" };

    if (argc < 2) {
        fputs("usage: client URL [FIELDS [RECORDS]]\n", stderr);
        return 2;
    }
    s.platform_url = s.hub_url = argv[1];
    must(datahub_new(&hub, &s, &why), &why);
    run(a, argc > 2 ? strtoul(argv[2], NULL, 10) : 10, argc > 3 ? strtoul(argv[3], NULL, 10) : 0);
    datahub_free(hub);
    arena_free(a);
    return 0;
}
