#include "agents/catalogs.h"

#include "base/clock.h"
#include "codec/json.h"
#include "schema/json.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SCHEMA_JSON_MAX = 64 << 20, CACHE_TTL_S = 3600, FAILURE_MS = 1000 };

struct catalogs {
    struct catalogs_options o;
    char *semantics_path, *cache_path;
    pthread_mutex_t lock; /* guards `current` */
    struct catalog *current;
    pthread_mutex_t refreshing; /* one build at a time; guards the next three */
    err_t failure;              /* of the last build */
    struct why failure_why;
    double failed_ms;
    _Atomic uint64_t found[CACHE_LEVELS];
    pthread_t thread;
    bool has_thread, stop;
    pthread_cond_t wake;
};

static const char *const level_names[CACHE_LEVELS] = {
#define X(name, text) [CACHE_##name] = text,
    CACHE_LEVEL_LIST(X)
#undef X
};

static const str cache_key = STR_INIT("meta:schema");

const char *cache_level_name(enum cache_level l)
{
    return level_names[l];
}

static char *path_of(const char *dir, const char *name)
{
    char *p = NULL;

    if (dir && asprintf(&p, "%s/%s", dir, name) < 0)
        abort();
    return p;
}

struct catalogs *catalogs_new(const struct catalogs_options *o)
{
    struct catalogs *cs = calloc(1, sizeof *cs);

    if (!cs)
        abort();
    cs->o = *o;
    cs->semantics_path = o->semantics_path ? strdup(o->semantics_path) : NULL;
    cs->cache_path = path_of(o->cache_dir, "schema.json");
    pthread_mutex_init(&cs->lock, NULL);
    pthread_mutex_init(&cs->refreshing, NULL);
    pthread_cond_init(&cs->wake, NULL);
    return cs;
}

static err_t read_file(struct arena *a, const char *path, str *out)
{
    FILE *f = path ? fopen(path, "rb") : NULL;
    char piece[65536];
    size_t n;
    struct buf b;

    if (!f)
        return ERR_NOT_FOUND;
    buf_init(&b, a);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(&b, (str){ piece, n });
    bool bad = ferror(f) || b.overflow;
    fclose(f);
    *out = buf_str(&b);
    return bad ? ERR_IO : ERR_OK;
}

/* Beside, then renamed: a reader never sees half a file. */
static void write_file(const char *path, str text)
{
    char tmp[4096];

    if (!path || snprintf(tmp, sizeof tmp, "%s.%ld", path, (long)getpid()) >= (int)sizeof tmp)
        return;
    FILE *f = fopen(tmp, "wb");
    if (!f)
        return;
    bool ok = fwrite(text.p, 1, text.n, f) == text.n;
    ok = fclose(f) == 0 && ok;
    if (!ok || rename(tmp, path) != 0)
        unlink(tmp);
}

/* {"as_of":SECONDS,"schema":{...}}; too old is as good as not there. */
static err_t decode(struct arena *a, str text, struct schema **out)
{
    json_t *v;

    TRY(json_read(a, text, SCHEMA_JSON_MAX, &v, NULL));
    if (json_member_int(v, "as_of", 0) + CACHE_TTL_S < clock_now_s())
        return ERR_NOT_FOUND;
    return schema_from_json(a, json_object_get(v, "schema"), out, NULL);
}

static err_t from_server(struct catalogs *cs, struct arena *a, struct schema **out, struct why *why)
{
    static const struct mcp_caller self = { STR_INIT("auric"), STR_INIT("admin"), NULL };
    json_t *reply;

    TRY(mcp_call_tool(cs->o.mcp, a, &self, "describe_models", json_object(), &reply, why));
    TRY(schema_from_json(a, reply, out, why));
    json_t *entry = json_pack("{s:I,s:O}", "as_of", (json_int_t)clock_now_s(), "schema", reply);
    str text = json_text_take(a, entry);
    write_file(cs->cache_path, text);
    (void)!kv_set(cs->o.kv, cache_key, text, CACHE_TTL_S);
    return ERR_OK;
}

struct asking {
    struct catalogs *cs;
    bool fresh;
};

static err_t get_schema(void *ctx, struct arena *a, struct schema **out, struct why *why)
{
    struct asking *b = ctx;
    struct catalogs *cs = b->cs;
    str text;

    if (!b->fresh && kv_get(cs->o.kv, a, cache_key, &text) == ERR_OK &&
        decode(a, text, out) == ERR_OK) {
        cs->found[CACHE_REDIS]++;
        return ERR_OK;
    }
    if (!b->fresh && read_file(a, cs->cache_path, &text) == ERR_OK &&
        decode(a, text, out) == ERR_OK) {
        cs->found[CACHE_DISK]++;
        (void)!kv_set(cs->o.kv, cache_key, text, CACHE_TTL_S);
        return ERR_OK;
    }
    cs->found[CACHE_SERVER]++;
    return from_server(cs, a, out, why);
}

/* {"fields":{ID:{"values":[[text,count],...],"partial":bool}}} */
static void take_values(const struct field *f, const json_t *got, struct values *sink)
{
    const json_t *pair;
    size_t i;

    if (!got || json_member_bool(got, "partial", true))
        values_set_partial(sink, f->uid);
    json_array_foreach(json_object_get(got, "values"), i, pair)
    {
        const json_t *text = json_array_get(pair, 0);
        json_int_t n = json_integer_value(json_array_get(pair, 1));
        values_add(sink, f->uid, (str){ json_string_value(text), json_string_length(text) },
                   (uint64_t)n);
    }
}

static err_t get_values(void *ctx, const struct model *m, const struct field *const *fields,
                        size_t fields_n, size_t max, struct values *sink, struct why *why)
{
    static const struct mcp_caller self = { STR_INIT("auric"), STR_INIT("admin"), NULL };
    struct asking *b = ctx;
    struct arena *a = arena_new();
    json_t *ids = json_array(), *reply;

    for (size_t i = 0; i < fields_n; i++)
        json_array_append_new(ids, json_of_str(fields[i]->id));
    json_t *args = json_pack("{s:o,s:o,s:I}", "model_id", json_of_str(m->id), "fields", ids,
                             "max_values", (json_int_t)max);
    err_t e = mcp_call_tool(b->cs->o.mcp, a, &self, "distinct_values", args, &reply, why);
    const json_t *got = e == ERR_OK ? json_object_get(reply, "fields") : NULL;
    for (size_t i = 0; got && i < fields_n; i++) {
        char *id = arena_cstr(a, fields[i]->id);
        take_values(fields[i], json_object_get(got, id), sink);
    }
    arena_free(a);
    return e;
}

static err_t build(struct catalogs *cs, bool fresh, struct why *why)
{
    struct asking b = { cs, fresh };
    struct catalog_feed feed = { &b, get_schema, get_values };
    struct catalog_options o = { .values_max = cs->o.values_max,
                                 .deployed_only = true,
                                 .now = clock_now_s() };
    struct arena *a = arena_new();
    struct catalog *built;
    err_t e = ERR_OK;

    if (cs->semantics_path && read_file(a, cs->semantics_path, &o.semantics) != ERR_OK)
        e = why_fail(why, ERR_IO, "cannot read the semantic layer %s", cs->semantics_path);
    if (e == ERR_OK)
        e = catalog_build(&built, &feed, &o, why);
    if (e == ERR_OK) {
        pthread_mutex_lock(&cs->lock);
        struct catalog *old = cs->current;
        cs->current = built;
        pthread_mutex_unlock(&cs->lock);
        catalog_drop(old);
    }
    arena_free(a);
    return e;
}

/* With `refreshing` held. */
static err_t rebuild(struct catalogs *cs, bool fresh, struct why *why)
{
    cs->failure_why = (struct why){ "" };
    cs->failure = build(cs, fresh, &cs->failure_why);
    if (cs->failure == ERR_OK)
        return ERR_OK;
    cs->failed_ms = clock_mono_ms();
    return why_fail(why, cs->failure, "%s", why_text(&cs->failure_why, cs->failure));
}

err_t catalogs_refresh(struct catalogs *cs, bool fresh, struct why *why)
{
    pthread_mutex_lock(&cs->refreshing);
    err_t e = rebuild(cs, fresh, why);
    pthread_mutex_unlock(&cs->refreshing);
    return e;
}

struct catalog *catalogs_find(struct catalogs *cs)
{
    pthread_mutex_lock(&cs->lock);
    struct catalog *c = cs->current ? catalog_hold(cs->current) : NULL;
    pthread_mutex_unlock(&cs->lock);
    if (c)
        cs->found[CACHE_MEMORY]++;
    return c;
}

/* Who waited while somebody else built has what that gave; a hub that hangs
 * would else be asked by each of them, one after the other. */
static err_t build_first(struct catalogs *cs, struct catalog **out, struct why *why)
{
    err_t e = ERR_OK;

    pthread_mutex_lock(&cs->refreshing);
    *out = catalogs_find(cs);
    bool just_failed = cs->failure != ERR_OK && clock_mono_ms() - cs->failed_ms < FAILURE_MS;
    if (!*out && just_failed)
        e = why_fail(why, cs->failure, "%s", why_text(&cs->failure_why, cs->failure));
    else if (!*out)
        e = rebuild(cs, false, why);
    if (!*out && e == ERR_OK)
        *out = catalogs_find(cs);
    pthread_mutex_unlock(&cs->refreshing);
    return e;
}

err_t catalogs_hold(struct catalogs *cs, struct catalog **out, struct why *why)
{
    struct catalog *c = catalogs_find(cs);

    if (!c)
        TRY(build_first(cs, &c, why));
    *out = c;
    return ERR_OK;
}

static void *refresh_loop(void *ctx)
{
    struct catalogs *cs = ctx;

    pthread_mutex_lock(&cs->lock);
    while (!cs->stop) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += (time_t)cs->o.refresh_s;
        pthread_cond_timedwait(&cs->wake, &cs->lock, &until);
        if (cs->stop)
            break;
        pthread_mutex_unlock(&cs->lock);
        (void)!catalogs_refresh(cs, true, NULL); /* the last one stays when it fails */
        pthread_mutex_lock(&cs->lock);
    }
    pthread_mutex_unlock(&cs->lock);
    return NULL;
}

void catalogs_start(struct catalogs *cs)
{
    if (cs->o.refresh_s && !cs->has_thread)
        cs->has_thread = pthread_create(&cs->thread, NULL, refresh_loop, cs) == 0;
}

void catalogs_free(struct catalogs *cs)
{
    if (!cs)
        return;
    pthread_mutex_lock(&cs->lock);
    cs->stop = true;
    pthread_cond_signal(&cs->wake);
    pthread_mutex_unlock(&cs->lock);
    if (cs->has_thread)
        pthread_join(cs->thread, NULL);
    catalog_drop(cs->current);
    pthread_mutex_destroy(&cs->lock);
    pthread_mutex_destroy(&cs->refreshing);
    pthread_cond_destroy(&cs->wake);
    free(cs->semantics_path);
    free(cs->cache_path);
    free(cs);
}

struct catalogs_stats catalogs_stats(struct catalogs *cs)
{
    struct catalogs_stats s = { .values = 0 };

    for (size_t i = 0; i < CACHE_LEVELS; i++)
        s.found[i] = cs->found[i];
    pthread_mutex_lock(&cs->lock);
    if (cs->current) {
        s.values = values_count(cs->current->values);
        s.as_of = cs->current->as_of;
    }
    pthread_mutex_unlock(&cs->lock);
    return s;
}
