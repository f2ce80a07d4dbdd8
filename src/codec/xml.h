/* xml.h - streaming XML reader over expat (XML 1.0).
 *
 * Feed it bytes in pieces of any size; it calls back for every start tag, every
 * run of text and every end tag.  Where the pieces are cut never matters.
 * Names are local names: prefixes are cut off, as Boomi is not consistent about
 * them.  A run of text is everything between two tags, in one call, entities
 * and CDATA resolved.
 *
 * Layer:   codec; no I/O.
 * Memory:  views given to a callback are valid until it returns.
 * Limits:  struct xml_limits; more is ERR_TOO_LARGE.  Document types, and with
 *          them entities of one's own, are refused.
 * Errors:  sticky.  What a callback returns stops the reader with that error.
 */
#ifndef CODEC_XML_H
#define CODEC_XML_H

#include "base/buf.h"
#include "base/err.h"

struct xml_attrs {
    const char *const *raw; /* expat's: name, value, ..., NULL */
};

/* The value of the attribute with this local name; the empty str when absent. */
str xml_attr(const struct xml_attrs *attrs, str name);

/* The i-th attribute; false behind the last one. */
bool xml_attr_at(const struct xml_attrs *attrs, size_t i, str *name, str *value);

/* Any of them may be NULL. */
struct xml_handler {
    err_t (*start)(void *ctx, str name, const struct xml_attrs *attrs);
    err_t (*text)(void *ctx, str run);
    err_t (*end)(void *ctx, str name);
};

struct xml_limits {
    size_t bytes; /* of the document, 0: 64 MiB */
    size_t text;  /* of one run, 0: 1 MiB */
};

enum { XML_DEPTH_MAX = 64 };

struct xml;

struct xml *xml_new(const struct xml_handler *h, void *ctx, const struct xml_limits *limits);
void xml_free(struct xml *x);

/* Ready for another document, with another context. */
void xml_reset(struct xml *x, void *ctx);

MUST_CHECK err_t xml_feed(struct xml *x, str piece, struct why *why);

/* ERR_BAD_INPUT when the document is not complete. */
MUST_CHECK err_t xml_finish(struct xml *x, struct why *why);

#endif
