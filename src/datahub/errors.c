#include "datahub/errors.h"

#include "codec/xml_tree.h"

enum { BODY_READ_MAX = 64 * 1024, MESSAGE_MAX = 360 };

static bool is_message(str name)
{
    return str_eq(name, STR("message")) || str_eq(name, STR("error")) || str_eq(name, STR("Data"));
}

/* Control characters of a foreign text do not reach a terminal or a log. */
static void add_message(struct buf *out, str text)
{
    if (out->n)
        buf_lit(out, "; ");
    for (size_t i = 0; i < text.n && out->n < MESSAGE_MAX; i++)
        buf_byte(out, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
}

static void collect(struct buf *out, const struct xml_node *n)
{
    if (is_message(n->name) && n->text.n)
        add_message(out, n->text);
    for (const struct xml_node *kid = n->first; kid; kid = kid->next)
        collect(out, kid);
}

str datahub_messages(struct arena *a, str body)
{
    struct xml_node *root;
    struct buf b;

    buf_init(&b, a);
    if (body.n && xml_read(a, body, BODY_READ_MAX, &root, NULL) == ERR_OK)
        collect(&b, root);
    return buf_str(&b);
}

static err_t refused(enum datahub_api api, int status, str said, struct why *why)
{
    if (api == PLATFORM_API)
        return why_fail(
            why, ERR_UPSTREAM_AUTH,
            "Boomi's Platform API refused the sign-in (HTTP %d). Check BOOMI_USERNAME, "
            "BOOMI_PASSWORD and BOOMI_ACCOUNT_ID, and that the user may view models and "
            "repositories%s%.*s",
            status, said.n ? ": " : "", STR_ARG(said));
    return why_fail(why, ERR_UPSTREAM_AUTH,
                    "the DataHub repository refused the sign-in (HTTP %d). Check "
                    "BOOMI_DATAHUB_USERNAME and BOOMI_DATAHUB_PASSWORD (the repository's Configure "
                    "tab shows them)%s%.*s",
                    status, said.n ? ": " : "", STR_ARG(said));
}

/* A body that it could not read is answered with 403 by some clouds. */
static bool is_unreadable(str said)
{
    return str_find(said, STR("nmarshal")) < said.n;
}

static err_t explain(enum datahub_api api, const struct http_reply *r, str said, struct why *why)
{
    if (said.n == 0 && r->status != 403)
        said = STR("no reason was given");
    switch (r->status) {
    case 401:
        return refused(api, 401, STR(""), why);
    case 403:
        if (is_unreadable(said))
            break;
        return refused(api, 403, said, why);
    case 400:
        break;
    case 404:
        return why_fail(why, ERR_NOT_FOUND, "the hub does not know it: %.*s", STR_ARG(said));
    case 429:
        return why_fail(why, ERR_LIMITED, "the hub asks for fewer requests; try again later");
    case 503:
        return why_fail(why, ERR_UNAVAILABLE,
                        "the hub is not available or its request limit is reached (HTTP 503)");
    default:
        return why_fail(why, ERR_UPSTREAM, "the hub answered HTTP %d: %.*s", r->status,
                        STR_ARG(said));
    }
    return why_fail(why, ERR_BAD_INPUT, "the hub refused the request: %.*s", STR_ARG(said));
}

err_t datahub_error(enum datahub_api api, const struct http_reply *reply, struct why *why)
{
    struct arena *a = arena_new();
    err_t e = explain(api, reply, datahub_messages(a, reply->body), why);

    arena_free(a);
    return e;
}

bool datahub_is_passing(err_t e, int status)
{
    if (e == ERR_UNAVAILABLE || e == ERR_TIMEOUT)
        return true;
    return e == ERR_UPSTREAM && (status >= 500 || status < 300);
}
