#include "codec/xml.h"

#include <expat.h>
#include <stdlib.h>

struct xml {
    XML_Parser parser;
    struct xml_handler on;
    void *ctx;
    struct xml_limits limits;
    struct buf text; /* the run of text being received */
    size_t bytes;
    unsigned depth;
    bool has_doctype;
    err_t failed;
};

static str local_name(const char *name)
{
    const char *colon = strrchr(name, ':');

    return str_c(colon ? colon + 1 : name);
}

str xml_attr(const struct xml_attrs *attrs, str name)
{
    for (const char *const *at = attrs->raw; *at; at += 2)
        if (str_eq(local_name(at[0]), name))
            return str_c(at[1]);
    return STR("");
}

bool xml_attr_at(const struct xml_attrs *attrs, size_t i, str *name, str *value)
{
    const char *const *at = attrs->raw;

    for (; *at && i; i--)
        at += 2;
    if (!*at)
        return false;
    *name = local_name(at[0]);
    *value = str_c(at[1]);
    return true;
}

static void fail(struct xml *x, err_t e)
{
    if (x->failed == ERR_OK)
        x->failed = e;
    XML_StopParser(x->parser, XML_FALSE);
}

static bool flush_text(struct xml *x)
{
    err_t e = ERR_OK;

    if (x->text.n && x->on.text)
        e = x->on.text(x->ctx, buf_str(&x->text));
    x->text.n = 0;
    if (e)
        fail(x, e);
    return e == ERR_OK;
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attrs)
{
    struct xml *x = data;
    struct xml_attrs view = { (const char *const *)attrs };

    if (x->failed || !flush_text(x))
        return;
    if (++x->depth > XML_DEPTH_MAX) {
        fail(x, ERR_TOO_LARGE);
        return;
    }
    err_t e = x->on.start ? x->on.start(x->ctx, local_name(name), &view) : ERR_OK;
    if (e)
        fail(x, e);
}

static void on_end(void *data, const XML_Char *name)
{
    struct xml *x = data;

    if (x->failed || !flush_text(x))
        return;
    x->depth--;
    err_t e = x->on.end ? x->on.end(x->ctx, local_name(name)) : ERR_OK;
    if (e)
        fail(x, e);
}

static void on_text(void *data, const XML_Char *p, int n)
{
    struct xml *x = data;

    if (x->failed)
        return;
    buf_add(&x->text, (str){ p, (size_t)n });
    if (x->text.overflow)
        fail(x, ERR_TOO_LARGE);
}

static void on_doctype(void *data, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int has_internal)
{
    struct xml *x = data;

    (void)name, (void)system_id, (void)public_id, (void)has_internal;
    x->has_doctype = true;
    fail(x, ERR_BAD_INPUT);
}

static void set_handlers(struct xml *x)
{
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
}

struct xml *xml_new(const struct xml_handler *h, void *ctx, const struct xml_limits *limits)
{
    struct xml *x = calloc(1, sizeof *x);

    if (!x || !(x->parser = XML_ParserCreate(NULL)))
        abort();
    x->on = *h;
    x->ctx = ctx;
    x->limits = limits ? *limits : (struct xml_limits){ 0 };
    if (!x->limits.bytes)
        x->limits.bytes = (size_t)64 << 20;
    if (!x->limits.text)
        x->limits.text = (size_t)1 << 20;
    buf_init(&x->text, NULL);
    x->text.max = x->limits.text;
    set_handlers(x);
    return x;
}

void xml_free(struct xml *x)
{
    if (!x)
        return;
    XML_ParserFree(x->parser);
    buf_fini(&x->text);
    free(x);
}

void xml_reset(struct xml *x, void *ctx)
{
    XML_ParserReset(x->parser, NULL);
    x->ctx = ctx;
    x->text.n = 0;
    x->text.overflow = false;
    x->bytes = 0;
    x->depth = 0;
    x->has_doctype = false;
    x->failed = ERR_OK;
    set_handlers(x);
}

static err_t explain(const struct xml *x, struct why *why)
{
    unsigned long line = XML_GetCurrentLineNumber(x->parser);
    unsigned long column = XML_GetCurrentColumnNumber(x->parser) + 1;

    if (x->has_doctype)
        return why_fail(why, x->failed, "XML with a document type is not read (line %lu)", line);
    if (x->text.overflow)
        return why_fail(why, x->failed, "XML with a text longer than %zu bytes (line %lu)",
                        x->limits.text, line);
    if (x->depth > XML_DEPTH_MAX)
        return why_fail(why, x->failed, "XML nested deeper than %d levels (line %lu)",
                        XML_DEPTH_MAX, line);
    if (x->bytes > x->limits.bytes)
        return why_fail(why, x->failed, "XML longer than %zu bytes", x->limits.bytes);
    return why_fail(why, x->failed, "not valid XML at line %lu, column %lu: %s", line, column,
                    XML_ErrorString(XML_GetErrorCode(x->parser)));
}

/* A callback that fails has said why itself. */
static err_t parse(struct xml *x, str piece, bool last, struct why *why)
{
    bool callback_failed;

    if (x->failed)
        return x->failed;
    x->bytes += piece.n;
    if (x->bytes > x->limits.bytes) {
        x->failed = ERR_TOO_LARGE;
        return explain(x, why);
    }
    if (XML_Parse(x->parser, piece.p, (int)piece.n, last) == XML_STATUS_OK)
        return ERR_OK;
    callback_failed = x->failed && !x->has_doctype && !x->text.overflow &&
                      x->depth <= XML_DEPTH_MAX;
    if (callback_failed)
        return x->failed;
    if (!x->failed)
        x->failed = ERR_BAD_INPUT;
    return explain(x, why);
}

/* expat counts in int; the document is bounded anyway. */
enum { PIECE_MAX = 1 << 20 };

err_t xml_feed(struct xml *x, str piece, struct why *why)
{
    while (piece.n > PIECE_MAX) {
        TRY(parse(x, str_sub(piece, 0, PIECE_MAX), false, why));
        piece = str_sub(piece, PIECE_MAX, piece.n);
    }
    return parse(x, piece, false, why);
}

err_t xml_finish(struct xml *x, struct why *why)
{
    return parse(x, STR(""), true, why);
}
