#include "datahub/client.h"

#include "datahub/address.h"
#include "datahub/errors.h"
#include "datahub/platform.h"

#include <sodium.h>
#include <time.h>

/* A token lives five minutes; it is renewed before. */
enum {
    PLATFORM_PER_S = 10,
    TOKEN_MS = 240000,
    QUESTION_MS = 120000,
    PAUSE_MAX_MS = 5000,
    SLICE_MS = 20
};

struct datahub {
    struct arena *arena;
    struct http *http;
    struct datahub_settings set;
    struct line *line, *own_line;
    const char *platform, *repository, *token_url; /* bases, without a final slash */
    const char *query;                             /* "repositoryId=..." or "" */
    const atomic_bool *cancelled;
    uint64_t ends_ms; /* of the question, 0: none */
};

static const char *kept(struct arena *a, const char *s)
{
    return s ? arena_cstr(a, str_c(s)) : NULL;
}

static void set_bases(struct datahub *d)
{
    struct arena *a = d->arena;
    str platform = str_c(d->set.platform_url), account = str_c(d->set.account_id);
    const char *repository = d->set.repository_id;

    d->platform = address_platform(a, platform, account);
    if (d->set.hub_url)
        d->repository = address_repository(a, str_c(d->set.hub_url));
    d->token_url = address_tokens(a, platform, account);
    d->query = repository
                   ? arena_fmt(a, "repositoryId=%.*s", STR_ARG(http_escape(a, str_c(repository)))).p
                   : "";
}

static unsigned or_else(unsigned v, unsigned otherwise)
{
    return v ? v : otherwise;
}

static const char *filled(struct arena *a, const char *s)
{
    return s && *s ? kept(a, s) : NULL;
}

static void keep_settings(struct datahub *d, const struct datahub_settings *s)
{
    struct arena *a = d->arena;

    d->set = (struct datahub_settings){
        .platform_url = kept(a, s->platform_url ? s->platform_url : "https://api.boomi.com"),
        .hub_url = filled(a, s->hub_url),
        .account_id = kept(a, s->account_id),
        .user = kept(a, s->user),
        .password = kept(a, s->password),
        .hub_user = kept(a, s->hub_user ? s->hub_user : s->user),
        .hub_password = kept(a, s->hub_password ? s->hub_password : s->password),
        .repository_id = filled(a, s->repository_id),
        .use_jwt = s->use_jwt,
        .allowed_hosts = filled(a, s->allowed_hosts),
        .proxy = filled(a, s->proxy),
        .ca_file = filled(a, s->ca_file),
        .counts_twice = s->counts_twice,
        .timeout_ms = or_else(s->timeout_ms, 60000),
        .question_ms = or_else(s->question_ms, QUESTION_MS),
        .retries = or_else(s->retries, 4),
        .pause_ms = or_else(s->pause_ms, 100),
        .token_ms = or_else(s->token_ms, TOKEN_MS),
    };
}

/* The addresses that were configured have to keep to the rules too. */
static err_t set_rules(struct datahub *d, struct why *why)
{
    struct address_hosts hosts;
    struct why inner = { "" };

    TRY(address_hosts(d->arena, &d->set, &hosts, why));
    http_set_rules(d->http, &(struct http_rules){ .hosts = hosts.p,
                                                  .hosts_n = hosts.n,
                                                  .https_only = true,
                                                  .proxy = d->set.proxy,
                                                  .ca_file = d->set.ca_file });
    err_t e = http_check_url(d->http, d->set.platform_url, &inner);
    if (e)
        return why_fail(why, e, "the platform's URL: %s", inner.text);
    if (d->set.hub_url)
        e = http_check_url(d->http, d->set.hub_url, &inner);
    return e ? why_fail(why, e, "the repository's URL: %s", inner.text) : ERR_OK;
}

static err_t check_settings(const struct datahub_settings *s, struct why *why)
{
    if (!s->account_id || !*s->account_id)
        return why_fail(why, ERR_BAD_INPUT, "BOOMI_ACCOUNT_ID is missing");
    if (s->use_jwt && (!s->repository_id || !*s->repository_id))
        return why_fail(why, ERR_BAD_INPUT,
                        "tokens (JWT) need the repository id: set "
                        "BOOMI_REPOSITORY_ID");
    if (s->use_jwt && (!s->user || !*s->user))
        return why_fail(why, ERR_BAD_INPUT, "tokens (JWT) need a user of the Platform API");
    if ((!s->hub_url || !*s->hub_url) && !s->user)
        return why_fail(why, ERR_BAD_INPUT,
                        "the repository's base URL is missing (its Configure tab shows it)");
    if (sodium_init() < 0)
        return why_fail(why, ERR_INTERNAL, "no source of randomness");
    return ERR_OK;
}

struct line *datahub_line_new(const struct datahub_settings *s)
{
    struct arena *a = arena_new();
    str host;
    bool here = s->platform_url && http_host(a, s->platform_url, &host, NULL) == ERR_OK &&
                http_is_loopback(host);
    unsigned per_s = s->platform_per_s ? s->platform_per_s : here ? 0 : PLATFORM_PER_S;

    arena_free(a);
    return line_new(&(struct line_settings){ .platform_per_s_max = per_s });
}

err_t datahub_new(struct datahub **out, const struct datahub_settings *s, struct why *why)
{
    TRY(check_settings(s, why));
    struct arena *a = arena_new();
    struct datahub *d = NEW(a, struct datahub);
    d->arena = a;
    d->http = http_new();
    d->own_line = s->line ? NULL : datahub_line_new(s);
    d->line = s->line ? s->line : d->own_line;
    keep_settings(d, s);
    err_t e = set_rules(d, why);
    if (e) {
        datahub_free(d);
        return e;
    }
    set_bases(d);
    *out = d;
    return ERR_OK;
}

void datahub_free(struct datahub *d)
{
    if (!d)
        return;
    http_free(d->http);
    line_free(d->own_line);
    arena_free(d->arena);
}

static uint64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void datahub_begin(struct datahub *d, const atomic_bool *cancelled)
{
    d->cancelled = cancelled;
    d->ends_ms = now_ms() + d->set.question_ms;
}

void datahub_end(struct datahub *d)
{
    d->cancelled = NULL;
    d->ends_ms = 0;
}

const char *datahub_repository_id(const struct datahub *d)
{
    return d->set.repository_id ? d->set.repository_id : "";
}

bool datahub_has_platform(const struct datahub *d)
{
    return d->set.user && *d->set.user;
}

bool datahub_counts_twice(const struct datahub *d)
{
    return d->set.counts_twice;
}

static bool is_cancelled(const struct datahub *d)
{
    return d->cancelled && atomic_load_explicit(d->cancelled, memory_order_relaxed);
}

/* What is left for one call; 0: the question's time is over. */
static unsigned time_left(const struct datahub *d)
{
    uint64_t now = now_ms();

    if (!d->ends_ms)
        return d->set.timeout_ms;
    if (now >= d->ends_ms)
        return 0;
    return d->ends_ms - now < d->set.timeout_ms ? (unsigned)(d->ends_ms - now) : d->set.timeout_ms;
}

static err_t too_late(const struct datahub *d, struct why *why)
{
    return why_fail(why, ERR_TIMEOUT,
                    "the hub took more than the %u s that a question may take; ask for less, or "
                    "again later",
                    d->set.question_ms / 1000);
}

/* In slices, so that a cancel and the question's end are noticed. */
static err_t wait_for(const struct datahub *d, unsigned ms, struct why *why)
{
    for (; ms; ms -= ms < SLICE_MS ? ms : SLICE_MS) {
        struct timespec t = { 0, (long)(ms < SLICE_MS ? ms : SLICE_MS) * 1000000 };
        if (is_cancelled(d))
            return why_fail(why, ERR_CANCELLED, "stopped");
        if (time_left(d) == 0)
            return too_late(d, why);
        nanosleep(&t, NULL);
    }
    return ERR_OK;
}

/* Doubles each time, with half of it random so that many do not come back at
 * the same moment. */
static err_t pause_before(const struct datahub *d, unsigned attempt, struct why *why)
{
    uint64_t ms = (uint64_t)d->set.pause_ms << (attempt < 16 ? attempt : 16);
    unsigned most = ms > PAUSE_MAX_MS ? PAUSE_MAX_MS : (unsigned)ms;

    line_count(d->line, 1, 0);
    return wait_for(d, most / 2 + randombytes_uniform(most / 2 + 1), why);
}

static enum line_outcome outcome_of(err_t e, int status)
{
    if (e == ERR_CANCELLED)
        return LINE_STOPPED;
    return e && datahub_is_passing(e, status) ? LINE_FAILED : LINE_ANSWERED;
}

/* One request and nothing else: at its pace, past the breaker, in its time.
 * `on_end` looks at a 2xx reply whose body was handed on. */
static err_t request(struct datahub *d, struct arena *a, enum datahub_api api, struct http_call *c,
                     err_t (*on_end)(void *ctx), struct http_reply *reply, struct why *why)
{
    if (api == PLATFORM_API)
        TRY(wait_for(d, line_pace(d->line), why));
    c->total_ms = time_left(d);
    c->cancelled = d->cancelled;
    if (c->total_ms == 0)
        return too_late(d, why);
    TRY(line_begin(d->line, api, why));
    err_t e = http_do(d->http, a, c, reply, why);
    if (!e && reply->status / 100 != 2)
        e = datahub_error(api, reply, why);
    else if (!e && on_end)
        e = on_end(c->ctx);
    line_count(d->line, 0, reply->connects);
    line_end(d->line, api, outcome_of(e, reply->status));
    return e == ERR_TIMEOUT && time_left(d) == 0 ? too_late(d, why) : e;
}

static err_t fetch_token(struct datahub *d, struct arena *a, str *out, struct http_reply *reply,
                         struct why *why)
{
    struct http_call c = {
        .method = "GET",
        .url = d->token_url,
        .user = d->set.user,
        .password = d->set.password,
        .body_max = 64 * 1024,
    };

    TRY(request(d, a, PLATFORM_API, &c, NULL, reply, why));
    *out = str_trim(reply->body);
    if (out->n == 0)
        return why_fail(why, ERR_UPSTREAM, "Boomi answered with an empty token");
    line_keep_token(d->line, *out);
    return ERR_OK;
}

static const char *url_of(const struct datahub *d, struct arena *a, const struct datahub_call *call)
{
    bool platform = call->api == PLATFORM_API;
    const char *query = platform ? "" : d->query;
    const char *glue = !*query ? "" : strchr(call->path, '?') ? "&" : "?";

    return arena_fmt(a, "%s%s%s%s", platform ? d->platform : d->repository, call->path, glue, query)
        .p;
}

static void sign(const struct datahub *d, enum datahub_api api, struct http_call *c)
{
    c->user = api == PLATFORM_API ? d->set.user : d->set.hub_user;
    c->password = api == PLATFORM_API ? d->set.password : d->set.hub_password;
}

/* `token` is what it was signed with, empty with Basic. */
static err_t attempt(struct datahub *d, struct arena *a, const struct datahub_call *call,
                     const char *url, str *token, struct http_reply *reply, struct why *why)
{
    static const char *const headers[] = { "Accept: application/xml",
                                           "Content-Type: application/xml; charset=utf-8" };
    bool jwt = call->api == REPOSITORY_API && d->set.use_jwt;
    struct http_call c = {
        .method = call->method,
        .url = url,
        .headers = headers,
        .headers_n = call->body.n ? 2 : 1,
        .body = call->body,
        .on_body = call->on_body,
        .ctx = call->ctx,
        .body_only_on_2xx = true,
    };

    *token = jwt ? line_token(d->line, a, d->set.token_ms) : STR("");
    *reply = (struct http_reply){ .status = 0 };
    if (jwt && token->n == 0)
        TRY(fetch_token(d, a, token, reply, why));
    *reply = (struct http_reply){ .status = 0 };
    if (jwt)
        c.bearer = arena_cstr(a, *token);
    else
        sign(d, call->api, &c);
    return request(d, a, call->api, &c, call->on_end, reply, why);
}

static err_t do_call(struct datahub *d, struct arena *a, const struct datahub_call *call,
                     struct http_reply *reply, struct why *why)
{
    const char *url = url_of(d, a, call);
    bool new_token_tried = false;
    str token;

    for (unsigned n = 0;; n++) {
        err_t e = attempt(d, a, call, url, &token, reply, why);
        if (e == ERR_OK)
            return ERR_OK;
        if (reply->status == 401 && token.n && !new_token_tried) {
            new_token_tried = true;
            line_drop_token(d->line, token);
        } else if (!datahub_is_passing(e, reply->status) || n >= d->set.retries ||
                   line_is_open(d->line, call->api) || time_left(d) == 0) {
            return e;
        } else {
            TRY(pause_before(d, n, why));
        }
        if (call->on_again)
            call->on_again(call->ctx);
    }
}

/* An answer does not choose where our credentials go. */
static err_t take_repository(struct datahub *d, const struct repository *r, struct why *why)
{
    struct why inner = { "" };
    const char *base = address_repository(d->arena, r->base_url);
    err_t e = http_check_url(d->http, base, &inner);

    if (e)
        return why_fail(why, e,
                        "the Platform API names a repository at an address that is not used: %s. "
                        "If it is right, name its host in BOOMI_HOSTS",
                        inner.text);
    d->repository = base;
    line_keep_repository(d->line, str_c(base));
    return ERR_OK;
}

/* The base URL stands in the list of repositories; of several, the one that was
 * named, or the first that holds something. */
static err_t find_repository(struct datahub *d, struct why *why)
{
    struct arena *a = arena_new();
    struct repositories list = { 0 };
    str known = line_repository(d->line, a);
    err_t e = known.n ? ERR_OK : platform_repositories(d, a, &list, why);
    const char *wanted = d->set.repository_id;

    if (known.n)
        d->repository = arena_cstr(d->arena, known);
    for (size_t i = 0; !e && !d->repository && i < list.n; i++) {
        const struct repository *r = &list.p[i];
        if (r->base_url.n && (wanted ? str_eq(r->id, str_c(wanted)) : r->universes_n > 0))
            e = take_repository(d, r, why);
    }
    arena_free(a);
    if (!e && !d->repository)
        return why_fail(why, ERR_BAD_INPUT,
                        "Boomi does not tell the repository's base URL; set it (its Configure tab "
                        "shows it)");
    return e;
}

err_t datahub_do(struct datahub *d, struct arena *a, const struct datahub_call *call,
                 struct http_reply *reply, struct why *why)
{
    if (call->api == REPOSITORY_API && !d->repository)
        TRY(find_repository(d, why));
    return do_call(d, a, call, reply, why);
}
