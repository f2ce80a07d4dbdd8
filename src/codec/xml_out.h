/* xml_out.h - writes XML into a buffer, always well-formed and escaped.
 *
 *     struct xml_out o = xml_out(&buf);
 *     xml_open(&o, STR("Record"));
 *     xml_put_attr(&o, STR("recordId"), id);
 *     xml_leaf(&o, STR("name"), text);
 *     xml_close(&o);
 *
 * Memory:  names are borrowed until their element is closed.
 * Limits:  the buffer's; depth XML_OUT_DEPTH_MAX.  Names are ours and are not
 *          checked.  Text is UTF-8; a control character that XML cannot hold
 *          becomes U+FFFD.
 */
#ifndef CODEC_XML_OUT_H
#define CODEC_XML_OUT_H

#include "base/buf.h"

enum { XML_OUT_DEPTH_MAX = 64 };

struct xml_out {
    struct buf *to;
    bool in_tag; /* its '>' is not yet written */
    unsigned depth;
    str open[XML_OUT_DEPTH_MAX];
};

static inline struct xml_out xml_out(struct buf *to)
{
    return (struct xml_out){ .to = to };
}

void xml_declaration(struct xml_out *o); /* <?xml version="1.0" encoding="UTF-8"?> */
void xml_open(struct xml_out *o, str name);
void xml_put_attr(struct xml_out *o, str name, str value); /* directly after xml_open */
void xml_put_attr_int(struct xml_out *o, str name, int64_t value);
void xml_text(struct xml_out *o, str text);
void xml_close(struct xml_out *o);
void xml_leaf(struct xml_out *o, str name, str text); /* <name>text</name> */

#endif
