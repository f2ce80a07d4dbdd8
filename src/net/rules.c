#include "net/rules.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>

bool http_is_loopback(str host)
{
    struct in_addr v4;
    struct in6_addr v6;
    char text[64];

    if (str_eq_nocase(host, STR("localhost")))
        return true;
    if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
        host = str_sub(host, 1, host.n - 1);
    if (host.n >= sizeof text)
        return false;
    memcpy(text, host.p, host.n);
    text[host.n] = '\0';
    if (inet_pton(AF_INET, text, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, text, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

err_t http_read_address(struct arena *a, const char *url, struct http_address *out, struct why *why)
{
    CURLU *u = curl_url();
    char *host = NULL, *scheme = NULL, *user = NULL;
    err_t e = ERR_OK;

    if (!u)
        abort();
    if (curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) ||
        curl_url_get(u, CURLUPART_HOST, &host, 0) || curl_url_get(u, CURLUPART_SCHEME, &scheme, 0))
        e = why_fail(why, ERR_BAD_INPUT, "not an address: it must begin with http:// or https://");
    else if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)
        e = why_fail(why, ERR_BAD_INPUT, "%s:// is not spoken here; only http and https", scheme);
    else
        *out = (struct http_address){ .host = arena_str(a, str_c(host)),
                                      .is_https = strcmp(scheme, "https") == 0,
                                      .has_user = curl_url_get(u, CURLUPART_USER, &user, 0) ==
                                                  CURLUE_OK };
    curl_free(host);
    curl_free(scheme);
    curl_free(user);
    curl_url_cleanup(u);
    return e;
}

err_t http_host(struct arena *a, const char *url, str *out, struct why *why)
{
    struct http_address at;

    TRY(http_read_address(a, url, &at, why));
    *out = at.host;
    return ERR_OK;
}

static bool is_host(str host, str pattern)
{
    if (!str_starts(pattern, STR("*.")))
        return str_eq_nocase(host, pattern);
    str end = str_sub(pattern, 1, pattern.n);
    return host.n > end.n && str_eq_nocase(str_sub(host, host.n - end.n, host.n), end);
}

err_t http_check_address(const struct http_rules *r, const struct http_address *at, struct why *why)
{
    bool known = !r->hosts;

    for (size_t i = 0; i < r->hosts_n; i++)
        known |= is_host(at->host, str_c(r->hosts[i]));
    if (r->hosts && at->has_user)
        return why_fail(why, ERR_DENIED, "an address must not hold a user; set it by itself");
    if (!known)
        return why_fail(why, ERR_DENIED, "%.*s is not one of the hosts that may be called",
                        STR_ARG(at->host));
    if (r->https_only && !at->is_https && !http_is_loopback(at->host))
        return why_fail(why, ERR_DENIED,
                        "%.*s must be called with https://; http:// is only for this machine",
                        STR_ARG(at->host));
    return ERR_OK;
}
