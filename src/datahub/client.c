#include "datahub/client.h"

#include "datahub/errors.h"
#include "datahub/platform.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <time.h>

/* A token lives five minutes; it is renewed before. */
enum { JWT_AGE_MAX_S = 240, PAUSE_MAX_MS = 5000 };

struct datahub {
    struct arena *arena;
    struct http *http;
    struct datahub_settings set;
    const char *platform, *repository, *token_url; /* bases, without a final slash */
    const char *query;                             /* "?repositoryId=..." or "" */
    const atomic_bool *cancelled;
    struct arena *token_arena;
    const char *token;
    time_t token_at;
};

static const char *kept(struct arena *a, const char *s)
{
    return s ? arena_cstr(a, str_c(s)) : NULL;
}

static str without_slash(str s)
{
    while (s.n && s.p[s.n - 1] == '/')
        s.n--;
    return s;
}

/* "https://host:1/x" gives "https://host:1"; empty when it is no such URL. */
static str origin_of(str url)
{
    size_t scheme = str_starts(url, STR("https://")) ? 8 : str_starts(url, STR("http://")) ? 7 : 0;

    if (!scheme)
        return STR("");
    str rest = str_sub(url, scheme, url.n);
    return str_sub(url, 0, scheme + str_find_byte(rest, '/'));
}

static str host_of(str url)
{
    str origin = origin_of(url);
    size_t at = str_find(origin, STR("://"));
    str host = at < origin.n ? str_sub(origin, at + 3, origin.n) : STR("");

    if (str_starts(host, STR("[")))
        return str_sub(host, 1, str_find_byte(host, ']'));
    return str_sub(host, 0, str_find_byte(host, ':'));
}

static err_t check_url(const struct datahub_settings *s, const char *what, str url, struct why *why)
{
    str host = host_of(url);

    if (host.n == 0 || str_find_byte(host, '@') < host.n)
        return why_fail(why, ERR_BAD_INPUT, "%s is not an address like https://host: %.*s", what,
                        STR_ARG(host));
    for (size_t i = 0; i < s->allowed_hosts_n; i++)
        if (str_eq_nocase(host, str_c(s->allowed_hosts[i])))
            return ERR_OK;
    if (s->allowed_hosts_n == 0)
        return ERR_OK;
    return why_fail(why, ERR_DENIED, "%s: the host %.*s is not among the allowed ones", what,
                    STR_ARG(host));
}

static const char *platform_base(struct arena *a, str url, str account)
{
    static const char api[] = "/mdm/api/rest/v1";
    str base = without_slash(url);

    if (str_find(base, str_c(api)) == base.n)
        base = arena_fmt(a, "%.*s%s", STR_ARG(base), api);
    if (!str_ends(base, account))
        base = arena_fmt(a, "%.*s/%.*s", STR_ARG(base), STR_ARG(http_escape(a, account)));
    return arena_cstr(a, base);
}

static const char *repository_base(struct arena *a, str url)
{
    str base = without_slash(url);

    if (!str_ends(base, STR("/mdm")))
        base = arena_fmt(a, "%.*s/mdm", STR_ARG(base));
    return arena_cstr(a, base);
}

static void set_bases(struct datahub *d)
{
    struct arena *a = d->arena;
    str platform = str_c(d->set.platform_url), account = str_c(d->set.account_id);

    d->platform = platform_base(a, platform, account);
    if (d->set.hub_url)
        d->repository = repository_base(a, str_c(d->set.hub_url));
    d->token_url = arena_fmt(a, "%.*s/auth/jwt/generate/%.*s", STR_ARG(origin_of(platform)),
                             STR_ARG(http_escape(a, account)))
                       .p;
    d->query = d->set.repository_id
                   ? arena_fmt(a, "repositoryId=%.*s",
                               STR_ARG(http_escape(a, str_c(d->set.repository_id))))
                         .p
                   : "";
}

static void keep_settings(struct datahub *d, const struct datahub_settings *s)
{
    struct arena *a = d->arena;
    const char **hosts = NEW_N(a, const char *, s->allowed_hosts_n);

    for (size_t i = 0; i < s->allowed_hosts_n; i++)
        hosts[i] = kept(a, s->allowed_hosts[i]);

    d->set = (struct datahub_settings){
        .platform_url = kept(a, s->platform_url ? s->platform_url : "https://api.boomi.com"),
        .hub_url = s->hub_url && *s->hub_url ? kept(a, s->hub_url) : NULL,
        .account_id = kept(a, s->account_id),
        .user = kept(a, s->user),
        .password = kept(a, s->password),
        .hub_user = kept(a, s->hub_user ? s->hub_user : s->user),
        .hub_password = kept(a, s->hub_password ? s->hub_password : s->password),
        .repository_id = s->repository_id && *s->repository_id ? kept(a, s->repository_id) : NULL,
        .use_jwt = s->use_jwt,
        .allowed_hosts = hosts,
        .allowed_hosts_n = s->allowed_hosts_n,
        .timeout_ms = s->timeout_ms ? s->timeout_ms : 60000,
        .retries = s->retries ? s->retries : 4,
        .pause_ms = s->pause_ms ? s->pause_ms : 100,
    };
}

err_t datahub_new(struct datahub **out, const struct datahub_settings *s, struct why *why)
{
    if (!s->account_id || !*s->account_id)
        return why_fail(why, ERR_BAD_INPUT, "BOOMI_ACCOUNT_ID is missing");
    if (s->use_jwt && (!s->repository_id || !*s->repository_id))
        return why_fail(why, ERR_BAD_INPUT, "tokens (JWT) need the repository id");
    if (s->platform_url)
        TRY(check_url(s, "the platform's URL", str_c(s->platform_url), why));
    if (s->hub_url && *s->hub_url)
        TRY(check_url(s, "the repository's URL", str_c(s->hub_url), why));
    else if (!s->user)
        return why_fail(why, ERR_BAD_INPUT,
                        "the repository's base URL is missing (its Configure tab shows it)");
    if (sodium_init() < 0)
        return why_fail(why, ERR_INTERNAL, "no source of randomness");

    struct arena *a = arena_new();
    struct datahub *d = NEW(a, struct datahub);
    d->arena = a;
    d->http = http_new();
    d->token_arena = arena_new();
    keep_settings(d, s);
    set_bases(d);
    *out = d;
    return ERR_OK;
}

void datahub_free(struct datahub *d)
{
    if (!d)
        return;
    http_free(d->http);
    arena_free(d->token_arena);
    arena_free(d->arena);
}

void datahub_cancel_by(struct datahub *d, const atomic_bool *cancelled)
{
    d->cancelled = cancelled;
}

const char *datahub_repository_id(const struct datahub *d)
{
    return d->set.repository_id ? d->set.repository_id : "";
}

bool datahub_has_platform(const struct datahub *d)
{
    return d->set.user && *d->set.user;
}

static bool is_cancelled(const struct datahub *d)
{
    return d->cancelled && atomic_load_explicit(d->cancelled, memory_order_relaxed);
}

/* Doubles each time, with half of it random so that many do not come back at
 * the same moment; in slices, so that a cancel is noticed. */
static err_t pause_before(const struct datahub *d, unsigned attempt, struct why *why)
{
    unsigned ms = d->set.pause_ms << (attempt < 16 ? attempt : 16);

    if (ms > PAUSE_MAX_MS)
        ms = PAUSE_MAX_MS;
    ms = ms / 2 + randombytes_uniform(ms / 2 + 1);
    for (; ms; ms -= ms < 20 ? ms : 20) {
        if (is_cancelled(d))
            return why_fail(why, ERR_CANCELLED, "stopped");
        struct timespec t = { 0, (long)(ms < 20 ? ms : 20) * 1000000 };
        nanosleep(&t, NULL);
    }
    return ERR_OK;
}

static err_t fetch_token(struct datahub *d, struct arena *a, struct why *why)
{
    struct http_reply r = { 0 };
    struct http_call c = {
        .method = "GET",
        .url = d->token_url,
        .user = d->set.user,
        .password = d->set.password,
        .total_ms = d->set.timeout_ms,
        .body_max = 64 * 1024,
        .cancelled = d->cancelled,
    };

    TRY(http_do(d->http, a, &c, &r, why));
    if (r.status / 100 != 2)
        return datahub_error(PLATFORM_API, &r, why);
    str token = str_trim(r.body);
    if (token.n == 0)
        return why_fail(why, ERR_UPSTREAM, "Boomi answered with an empty token");
    arena_reset(d->token_arena);
    d->token = arena_cstr(d->token_arena, token);
    d->token_at = time(NULL);
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

static err_t attempt(struct datahub *d, struct arena *a, const struct datahub_call *call,
                     const char *url, struct http_reply *reply, struct why *why)
{
    static const char *const headers[] = { "Accept: application/xml",
                                           "Content-Type: application/xml; charset=utf-8" };
    bool platform = call->api == PLATFORM_API, jwt = !platform && d->set.use_jwt;

    if (jwt && (!d->token || time(NULL) - d->token_at > JWT_AGE_MAX_S))
        TRY(fetch_token(d, a, why));
    struct http_call c = {
        .method = call->method,
        .url = url,
        .headers = headers,
        .headers_n = call->body.n ? 2 : 1,
        .user = jwt        ? NULL
                : platform ? d->set.user
                           : d->set.hub_user,
        .password = jwt        ? NULL
                    : platform ? d->set.password
                               : d->set.hub_password,
        .bearer = jwt ? d->token : NULL,
        .body = call->body,
        .total_ms = d->set.timeout_ms,
        .cancelled = d->cancelled,
        .on_body = call->on_body,
        .ctx = call->ctx,
        .body_only_on_2xx = true,
    };
    *reply = (struct http_reply){ 0 };
    TRY(http_do(d->http, a, &c, reply, why));
    if (reply->status / 100 != 2)
        return datahub_error(call->api, reply, why);
    return call->on_end ? call->on_end(call->ctx) : ERR_OK;
}

static err_t do_call(struct datahub *d, struct arena *a, const struct datahub_call *call,
                     struct http_reply *reply, struct why *why)
{
    const char *url = url_of(d, a, call);
    bool new_token_tried = false;

    for (unsigned n = 0;; n++) {
        err_t e = attempt(d, a, call, url, reply, why);
        if (e == ERR_OK)
            return ERR_OK;
        if (reply->status == 401 && d->token && !new_token_tried) {
            new_token_tried = true;
            d->token = NULL;
        } else if (!datahub_is_passing(e, reply->status) || n >= d->set.retries) {
            return e;
        } else {
            TRY(pause_before(d, n, why));
        }
        if (call->on_again)
            call->on_again(call->ctx);
    }
}

/* The base URL stands in the list of repositories; of several, the one that was
 * named, or the first that holds something. */
static err_t find_repository(struct datahub *d, struct why *why)
{
    struct arena *a = arena_new();
    struct repositories list;
    err_t e = platform_repositories(d, a, &list, why);
    const char *wanted = d->set.repository_id;

    for (size_t i = 0; !e && !d->repository && i < list.n; i++) {
        const struct repository *r = &list.p[i];
        if (r->base_url.n && (wanted ? str_eq(r->id, str_c(wanted)) : r->universes_n > 0))
            e = check_url(&d->set, "the repository's URL", r->base_url, why);
        else
            continue;
        if (!e)
            d->repository = repository_base(d->arena, r->base_url);
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
