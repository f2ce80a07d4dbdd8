#include "mcp/http.h"

#include "codec/jsonrpc.h"
#include "mcp/sessions.h"

#include <stdlib.h>
#include <time.h>

struct mcp_http {
    struct mcp_http_options options;
    struct sessions *sessions;
};

struct mcp_http *mcp_http_new(const struct mcp_http_options *o)
{
    struct mcp_http *h = calloc(1, sizeof *h);

    if (!h)
        abort();
    h->options = *o;
    h->sessions = sessions_new();
    return h;
}

void mcp_http_free(struct mcp_http *h)
{
    if (!h)
        return;
    sessions_free(h->sessions);
    free(h);
}

static void reply_error(struct request *r, int status, int code, const char *text)
{
    server_reply_json(r, status, rpc_error(NULL, code, text, NULL));
}

static bool is_listed(const char *const *list, size_t n, str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(s, str_c(list[i])))
            return true;
    return false;
}

static str without_port(str host)
{
    if (str_starts(host, STR("[")))
        return str_sub(host, 0, str_find_byte(host, ']') + 1);
    return str_sub(host, 0, str_find_byte(host, ':'));
}

/* A browser says where its page is from; programs do not. */
static bool is_trusted_place(const struct mcp_http_options *o, const struct request *r)
{
    str host = request_header(r, STR("Host")), origin = request_header(r, STR("Origin"));
    size_t scheme = str_find(origin, STR("://"));

    if (o->hosts_n && !is_listed(o->hosts, o->hosts_n, without_port(host)) &&
        !is_listed(o->hosts, o->hosts_n, host))
        return false;
    if (origin.n == 0 || is_listed(o->origins, o->origins_n, origin))
        return true;
    return scheme < origin.n && str_eq_nocase(str_sub(origin, scheme + 3, origin.n), host) &&
           o->hosts_n > 0;
}

/* Is `type` among the media types that the client takes? */
static bool accepts(str accept, str type)
{
    str range = str_sub(type, 0, str_find_byte(type, '/') + 1);

    while (accept.n) {
        str item = str_cut(&accept, ',');
        str name = str_trim(str_cut(&item, ';'));
        if (str_eq_nocase(name, type) || str_eq(name, STR("*/*")) ||
            (str_ends(name, STR("/*")) && str_eq_nocase(str_sub(name, 0, name.n - 1), range)))
            return true;
    }
    return false;
}

static bool has_json_body(const struct request *r)
{
    str type = request_header(r, STR("Content-Type"));

    return str_eq_nocase(str_trim(str_cut(&type, ';')), STR("application/json"));
}

static bool check_form(struct request *r)
{
    str accept = request_header(r, STR("Accept"));
    str version = request_header(r, STR("MCP-Protocol-Version"));

    if (!has_json_body(r))
        reply_error(r, 415, RPC_INVALID_REQUEST, "Content-Type must be application/json");
    else if (!accepts(accept, STR("application/json")) ||
             !accepts(accept, STR("text/event-stream")))
        reply_error(r, 406, RPC_INVALID_REQUEST,
                    "Accept must list application/json and text/event-stream");
    else if (version.n && !mcp_is_revision(str_trim(version)))
        reply_error(r, 400, RPC_INVALID_REQUEST, "MCP-Protocol-Version is not one we speak");
    else
        return true;
    return false;
}

static void reply_refusal(struct mcp_http *h, struct request *r, err_t e, const struct why *why)
{
    struct header challenge = {
        STR("WWW-Authenticate"),
        h->options.challenge ? str_c(h->options.challenge) : STR("Bearer"),
    };
    str body = json_text_take(r->arena,
                              rpc_error(NULL, err_info(e)->rpc_code, why_text(why, e), NULL));

    server_reply(r, err_info(e)->http_status, STR("application/json"), body, &challenge,
                 e == ERR_UNAUTHENTICATED ? 1 : 0);
}

/* Whose session is it?  A service that speaks for its users (X-Auric-User) has
 * sessions of its own, for all of them; it is known by its token. */
static str owner_of(const struct request *r, const struct mcp_caller *who)
{
    return request_header(r, STR("X-Auric-User")).n ? request_header(r, STR("Authorization"))
                                                    : who->user;
}

static void answer(struct mcp_http *h, struct request *r, const struct mcp_caller *who, int status,
                   const struct header *session)
{
    str reply;

    if (mcp_server_handle(h->options.server, r->arena, who, r->body, &reply))
        server_reply(r, status, STR("application/json"), reply, session, session ? 1 : 0);
    else
        server_reply(r, 202, STR(""), STR(""), NULL, 0);
}

/* Outside a session there is one thing to say: initialize. */
static void open_session(struct mcp_http *h, struct request *r, const struct mcp_caller *who)
{
    char id[SESSION_ID_N + 1];
    struct header session = { STR("Mcp-Session-Id"), { id, SESSION_ID_N } };
    struct rpc m;

    if (rpc_read(r->arena, r->body, MCP_MESSAGE_MAX, &m, NULL) != 0) {
        answer(h, r, who, 400, NULL);
    } else if (m.kind != RPC_REQUEST || !str_eq(m.method, STR("initialize"))) {
        reply_error(r, 400, RPC_INVALID_REQUEST, "Mcp-Session-Id is missing; initialize first");
    } else {
        sessions_add(h->sessions, owner_of(r, who), (int64_t)time(NULL), id);
        answer(h, r, who, 200, &session);
    }
}

static void post(struct mcp_http *h, struct request *r, const struct mcp_caller *who)
{
    str id = request_header(r, STR("Mcp-Session-Id"));

    if (!check_form(r))
        return;
    if (id.n == 0)
        open_session(h, r, who);
    else if (!sessions_touch(h->sessions, id, owner_of(r, who), (int64_t)time(NULL)))
        reply_error(r, 404, RPC_INVALID_REQUEST, "the session has ended; initialize again");
    else
        answer(h, r, who, 200, NULL);
}

static void end(struct mcp_http *h, struct request *r, const struct mcp_caller *who)
{
    str id = request_header(r, STR("Mcp-Session-Id"));

    if (id.n == 0)
        reply_error(r, 400, RPC_INVALID_REQUEST, "Mcp-Session-Id is missing");
    else if (!sessions_end(h->sessions, id, owner_of(r, who)))
        reply_error(r, 404, RPC_INVALID_REQUEST, "there is no such session");
    else
        server_reply(r, 204, STR(""), STR(""), NULL, 0);
}

void mcp_http_serve(struct mcp_http *h, struct request *r)
{
    static const struct header allow = { { "Allow", 5 }, { "POST, DELETE", 12 } };
    bool is_post = str_eq(r->method, STR("POST")), is_delete = str_eq(r->method, STR("DELETE"));
    struct mcp_caller who = { STR(""), STR(""), NULL };
    struct why why = { "" };

    if (!is_trusted_place(&h->options, r)) {
        reply_error(r, 403, RPC_INVALID_REQUEST, "this origin or host is not allowed");
        return;
    }
    if (!is_post && !is_delete) {
        server_reply(r, 405, STR(""), STR(""), &allow, 1);
        return;
    }
    err_t e = h->options.authenticate ? h->options.authenticate(h->options.ctx, r, &who, &why)
                                      : ERR_OK;
    if (e)
        reply_refusal(h, r, e, &why);
    else if (is_post)
        post(h, r, &who);
    else
        end(h, r, &who);
}

static void handle(struct request *r)
{
    mcp_http_serve(r->ctx, r);
}

void mcp_http_routes(struct mcp_http *h, const char *path, struct route out[MCP_ROUTES_N])
{
    out[0] = (struct route){ "POST", path, POOL, MCP_MESSAGE_MAX, handle, h };
    out[1] = (struct route){ "DELETE", path, INLINE, 0, handle, h };
    out[2] = (struct route){ "GET", path, INLINE, 0, handle, h };
}
