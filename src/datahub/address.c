#include "datahub/address.h"

static str without_slash(str s)
{
    while (s.n && s.p[s.n - 1] == '/')
        s.n--;
    return s;
}

/* "https://host:1/x" gives "https://host:1". */
static str origin_of(str url)
{
    size_t scheme = str_find(url, STR("://"));

    if (scheme == url.n)
        return url;
    str rest = str_sub(url, scheme + 3, url.n);
    return str_sub(url, 0, scheme + 3 + str_find_byte(rest, '/'));
}

const char *address_platform(struct arena *a, str url, str account)
{
    static const char api[] = "/mdm/api/rest/v1";
    str base = without_slash(url);

    if (str_find(base, str_c(api)) == base.n)
        base = arena_fmt(a, "%.*s%s", STR_ARG(base), api);
    if (!str_ends(base, account))
        base = arena_fmt(a, "%.*s/%.*s", STR_ARG(base), STR_ARG(http_escape(a, account)));
    return arena_cstr(a, base);
}

const char *address_repository(struct arena *a, str url)
{
    str base = without_slash(url);

    if (!str_ends(base, STR("/mdm")))
        base = arena_fmt(a, "%.*s/mdm", STR_ARG(base));
    return arena_cstr(a, base);
}

const char *address_tokens(struct arena *a, str platform_url, str account)
{
    return arena_fmt(a, "%.*s/auth/jwt/generate/%.*s", STR_ARG(origin_of(platform_url)),
                     STR_ARG(http_escape(a, account)))
        .p;
}

static err_t add_host(struct arena *a, struct address_hosts *to, const char *what, const char *url,
                      struct why *why)
{
    struct why inner = { "" };
    str host;

    if (http_host(a, url, &host, &inner) != ERR_OK)
        return why_fail(why, ERR_BAD_INPUT, "%s is not an address like https://host: %s", what,
                        inner.text);
    to->p[to->n++] = arena_cstr(a, host);
    return ERR_OK;
}

static err_t own_hosts(struct arena *a, const struct datahub_settings *s, struct address_hosts *out,
                       struct why *why)
{
    TRY(add_host(a, out, "the platform's URL", s->platform_url, why));
    if (s->hub_url)
        return add_host(a, out, "the repository's URL", s->hub_url, why);
    str platform = str_c(out->p[0]);
    if (str_ends(platform, STR(".boomi.com")))
        out->p[out->n++] = "*.boomi.com";
    return ERR_OK;
}

err_t address_hosts(struct arena *a, const struct datahub_settings *s, struct address_hosts *out,
                    struct why *why)
{
    str rest = str_c(s->allowed_hosts);
    struct address_hosts list = { NEW_N(a, const char *, rest.n + 2), 0 };

    TRY(own_hosts(a, s, &list, why));
    if (rest.n)
        list.n = 0;
    while (rest.n) {
        str host = str_trim(str_cut(&rest, ','));
        if (host.n)
            list.p[list.n++] = arena_cstr(a, host);
    }
    *out = list;
    return ERR_OK;
}
