#include "localhub/page.h"

#include "base/civil.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>

enum { REQUEST_MAX = 4 << 20 };

void hub_complain(struct arena *a, struct hub_strs *errors, const char *fmt, ...)
{
    char text[700];
    va_list ap;

    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n < 0)
        n = 0;
    size_t len = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    *vec_push(a, errors) = arena_str(a, (str){ text, len });
}

str hub_token_make(struct arena *a, int64_t offset)
{
    char digits[24], *out = arena_alloc(a, 48);
    int n = snprintf(digits, sizeof digits, "%lld", (long long)offset);

    sodium_bin2base64(out, 48, (const unsigned char *)digits, (size_t)n,
                      sodium_base64_VARIANT_ORIGINAL);
    return str_c(out);
}

bool hub_token_read(str token, int64_t *offset)
{
    unsigned char digits[24];
    size_t n;
    int64_t v;

    if (sodium_base642bin(digits, sizeof digits, token.p, token.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    for (size_t i = 0; i < n; i++)
        if (digits[i] < '0' || digits[i] > '9')
            return false;
    if (!str_to_i64((str){ (const char *)digits, n }, &v))
        return false;
    *offset = v;
    return true;
}

void hub_page_read(struct arena *a, str limit, bool has_limit, str token, struct hub_page *out,
                   struct hub_strs *errors)
{
    *out = (struct hub_page){ .limit = HUB_PAGE_MAX };
    if (has_limit && (!str_to_i64(limit, &out->limit) || out->limit < 1))
        hub_complain(a, errors, "The limit \"%.*s\" is not a positive whole number.",
                     STR_ARG(limit));
    if (out->limit > HUB_PAGE_MAX)
        out->limit = HUB_PAGE_MAX;
    if (token.n && !hub_token_read(token, &out->offset))
        hub_complain(a, errors, "The offset token \"%.*s\" cannot be parsed.", STR_ARG(token));
}

void hub_page_of_node(struct arena *a, const struct xml_node *root, struct hub_page *out,
                      struct hub_strs *errors)
{
    hub_page_read(a, xml_node_attr(root, STR("limit")), xml_has_attr(root, STR("limit")),
                  xml_node_attr(root, STR("offsetToken")), out, errors);
}

void hub_page_put(struct xml_out *o, struct arena *a, const struct hub_page *p, int64_t n,
                  int64_t total)
{
    xml_put_attr_int(o, STR("resultCount"), n);
    xml_put_attr_int(o, STR("totalCount"), total);
    if (n && p->offset + n < total)
        xml_put_attr(o, STR("offsetToken"), hub_token_make(a, p->offset + n));
}

err_t hub_request_read(struct arena *a, str body, str root, struct xml_node **out,
                       struct hub_strs *errors)
{
    struct xml_node *node = NULL;
    struct why why = { "" };

    if (xml_read(a, body, REQUEST_MAX, &node, &why))
        hub_complain(a, errors, "The request body cannot be read: %.300s", why.text);
    else if (!str_eq(node->name, root))
        hub_complain(a, errors, "The request body cannot be unmarshalled: %.*s is not %.*s.",
                     STR_ARG(node->name), STR_ARG(root));
    if (errors->n)
        return ERR_BAD_INPUT;
    *out = node;
    return ERR_OK;
}

str hub_us_date(struct arena *a, str iso)
{
    if (iso.n != 20)
        return iso;
    return arena_fmt(a, "%.2s-%.2s-%.4sT%.8s.000+0000", iso.p + 5, iso.p + 8, iso.p, iso.p + 11);
}

str hub_instant(struct arena *a, int64_t seconds)
{
    struct buf b;

    buf_init(&b, a);
    civil_print_instant(&b, seconds);
    buf_byte(&b, 'Z');
    return buf_str(&b);
}

bool hub_is_instant(str s)
{
    int64_t t;

    return s.n == 20 && s.p[10] == 'T' && s.p[19] == 'Z' && civil_parse_instant(s, &t);
}
