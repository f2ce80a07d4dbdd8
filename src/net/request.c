#include "net/edge.h"
#include "net/route.h"

static const struct exchange *exchange_of(const struct request *r)
{
    return r->impl;
}

struct server *server_of(const struct request *r)
{
    return exchange_of(r)->server;
}

str request_header(const struct request *r, str name)
{
    const struct exchange *x = exchange_of(r);

    for (size_t i = 0; i < x->headers_n; i++)
        if (str_eq_nocase(x->headers[i].name, name))
            return x->headers[i].value;
    return STR("");
}

bool request_param(struct request *r, str name, str *out)
{
    str rest = r->query;

    while (rest.n) {
        str value = str_cut(&rest, '&');
        str key = str_cut(&value, '=');
        if (!str_eq(url_decode_form(r->arena, key), name))
            continue;
        *out = url_decode_form(r->arena, value);
        return true;
    }
    return false;
}

static bool cookie_in(str list, str name, str *out)
{
    while (list.n) {
        str value = str_trim(str_cut(&list, ';'));
        if (!str_eq(str_cut(&value, '='), name))
            continue;
        *out = value;
        return true;
    }
    return false;
}

str request_cookie(const struct request *r, str name)
{
    const struct exchange *x = exchange_of(r);
    str value = STR("");

    for (size_t i = 0; i < x->headers_n; i++)
        if (str_eq_nocase(x->headers[i].name, STR("Cookie")) &&
            cookie_in(x->headers[i].value, name, &value))
            break;
    return value;
}
