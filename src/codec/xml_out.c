#include "codec/xml_out.h"

#include <assert.h>

/* What a byte becomes; NULL stays.  Quotes, tabs and line ends are escaped in
 * attributes only, where a reader would turn them into spaces. */
static const char *escape_of(unsigned char c, bool in_attr)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '"':
        return in_attr ? "&quot;" : NULL;
    case '\n':
        return in_attr ? "&#10;" : NULL;
    case '\t':
        return in_attr ? "&#9;" : NULL;
    default:
        return c < 0x20 ? "\xef\xbf\xbd" : NULL;
    }
}

static bool is_plain(unsigned char c)
{
    return c > '>' || (c >= ' ' && c != '&' && c != '<' && c != '>' && c != '"');
}

static void add_escaped(struct buf *to, str s, bool in_attr)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (is_plain((unsigned char)s.p[i]))
            continue;
        const char *as = escape_of((unsigned char)s.p[i], in_attr);
        if (!as)
            continue;
        buf_add(to, str_sub(s, from, i));
        buf_add(to, str_c(as));
        from = i + 1;
    }
    buf_add(to, str_sub(s, from, s.n));
}

static void end_tag_open(struct xml_out *o)
{
    if (o->in_tag)
        buf_byte(o->to, '>');
    o->in_tag = false;
}

void xml_declaration(struct xml_out *o)
{
    buf_lit(o->to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
}

void xml_open(struct xml_out *o, str name)
{
    assert(o->depth < XML_OUT_DEPTH_MAX);
    end_tag_open(o);
    buf_byte(o->to, '<');
    buf_add(o->to, name);
    o->open[o->depth++] = name;
    o->in_tag = true;
}

void xml_put_attr(struct xml_out *o, str name, str value)
{
    assert(o->in_tag);
    buf_byte(o->to, ' ');
    buf_add(o->to, name);
    buf_lit(o->to, "=\"");
    add_escaped(o->to, value, true);
    buf_byte(o->to, '"');
}

void xml_put_attr_int(struct xml_out *o, str name, int64_t value)
{
    assert(o->in_tag);
    buf_byte(o->to, ' ');
    buf_add(o->to, name);
    buf_fmt(o->to, "=\"%lld\"", (long long)value);
}

void xml_text(struct xml_out *o, str text)
{
    end_tag_open(o);
    add_escaped(o->to, text, false);
}

void xml_close(struct xml_out *o)
{
    assert(o->depth > 0);
    str name = o->open[--o->depth];

    if (o->in_tag) {
        buf_lit(o->to, "/>");
        o->in_tag = false;
        return;
    }
    buf_lit(o->to, "</");
    buf_add(o->to, name);
    buf_byte(o->to, '>');
}

void xml_leaf(struct xml_out *o, str name, str text)
{
    xml_open(o, name);
    xml_text(o, text);
    xml_close(o);
}
