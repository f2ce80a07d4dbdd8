/* fuzz_xml.c - wherever a document is cut, the reader tells the same. */
#include "codec/xml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static err_t on_start(void *ctx, str name, const struct xml_attrs *attrs)
{
    str key, value;

    buf_fmt(ctx, "<%.*s", STR_ARG(name));
    for (size_t i = 0; xml_attr_at(attrs, i, &key, &value); i++)
        buf_fmt(ctx, " %.*s=%.*s", STR_ARG(key), STR_ARG(value));
    return ERR_OK;
}

static err_t on_text(void *ctx, str run)
{
    buf_add(ctx, run);
    return ERR_OK;
}

static err_t on_end(void *ctx, str name)
{
    buf_fmt(ctx, "/%.*s", STR_ARG(name));
    return ERR_OK;
}

static err_t run(struct xml *x, struct buf *log, str in, size_t cut)
{
    xml_reset(x, log);
    TRY(xml_feed(x, str_sub(in, 0, cut), NULL));
    TRY(xml_feed(x, str_sub(in, cut, in.n), NULL));
    return xml_finish(x, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct xml_handler handler = { on_start, on_text, on_end };
    struct arena *a = arena_new();
    struct buf whole, pieces;
    struct xml *x = xml_new(&handler, NULL, NULL);

    buf_init(&whole, a);
    buf_init(&pieces, a);
    if (n > 1) {
        str in = { (const char *)data + 1, n - 1 };
        err_t e = run(x, &whole, in, in.n);
        if (run(x, &pieces, in, data[0] % n) != e ||
            (!e && !str_eq(buf_str(&whole), buf_str(&pieces))))
            abort();
    }
    xml_free(x);
    arena_free(a);
    return 0;
}
