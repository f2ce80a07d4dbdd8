/* test_xml.c - the reader's events, wherever the document is cut; the tree; and
 * that what the writer writes reads back the same. */
#include "codec/xml.h"
#include "codec/xml_out.h"
#include "codec/xml_tree.h"
#include "t.h"

static err_t log_start(void *ctx, str name, const struct xml_attrs *attrs)
{
    str key, value;

    buf_fmt(ctx, "<%.*s", STR_ARG(name));
    for (size_t i = 0; xml_attr_at(attrs, i, &key, &value); i++)
        buf_fmt(ctx, " %.*s=%.*s", STR_ARG(key), STR_ARG(value));
    buf_lit(ctx, ">");
    return str_eq(name, STR("stop")) ? ERR_DENIED : ERR_OK;
}

static err_t log_text(void *ctx, str run)
{
    buf_fmt(ctx, "[%.*s]", STR_ARG(run));
    return ERR_OK;
}

static err_t log_end(void *ctx, str name)
{
    buf_fmt(ctx, "/%.*s", STR_ARG(name));
    return ERR_OK;
}

static const struct xml_handler logger = { log_start, log_text, log_end };

static const struct {
    const char *in, *events;
    err_t err;
} rows[] = {
    { "<a/>", "<a>/a", ERR_OK },
    { "<?xml version=\"1.0\" standalone=\"yes\"?><a x='1' m:y=\"&lt;2\">t</a>", "<a x=1 y=<2>[t]/a",
      ERR_OK },
    { "<m:a xmlns:m='u'><m:b>one &amp; <![CDATA[<two>]]>\n&#233;</m:b></m:a>",
      "<a m=u><b>[one & <two>\n\xc3\xa9]/b/a", ERR_OK },
    { "<a><!-- c -->x<?pi y?>y</a>", "<a>[xy]/a", ERR_OK },
    { "<a> <b/> </a>", "<a>[ ]<b>/b[ ]/a", ERR_OK },
    { "<a><b></a>", "<a><b>", ERR_BAD_INPUT },
    { "<a>", "<a>", ERR_BAD_INPUT },
    { "", "", ERR_BAD_INPUT },
    { "<a/><b/>", "<a>/a", ERR_BAD_INPUT },
    { "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "", ERR_BAD_INPUT },
    { "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "", ERR_BAD_INPUT },
    { "<a>&e;</a>", "<a>", ERR_BAD_INPUT },
    { "<a>\xff</a>", "<a>", ERR_BAD_INPUT },
    { "<a><stop/></a>", "<a><stop>", ERR_DENIED },
};

static err_t read_in_pieces(struct xml *x, struct buf *log, str in, size_t cut, size_t step,
                            struct why *why)
{
    xml_reset(x, log);
    log->n = 0;
    for (size_t at = 0; at < in.n;) {
        size_t to = step ? at + step : at < cut ? cut : in.n;
        TRY(xml_feed(x, str_sub(in, at, to), why));
        at = to;
    }
    return xml_finish(x, why);
}

static void check_rows(struct arena *a)
{
    struct xml *x = xml_new(&logger, NULL, NULL);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str in = str_c(rows[i].in);
        for (size_t cut = 0; cut <= in.n + 2; cut++) {
            struct buf log;
            struct why why = { "" };
            buf_init(&log, a);
            err_t e = read_in_pieces(x, &log, in, cut, cut > in.n ? cut - in.n : 0, &why);
            CHECK(e == rows[i].err, "%s cut at %zu: %s %s", rows[i].in, cut, err_info(e)->name,
                  why.text);
            CHECK(str_eq(buf_str(&log), str_c(rows[i].events)), "%s cut at %zu: %s", rows[i].in,
                  cut, buf_cstr(&log));
            CHECK(!e || e == ERR_DENIED || why.text[0], "%s: no reason", rows[i].in);
        }
    }
    xml_free(x);
}

static str nested(struct arena *a, int depth)
{
    struct buf b;

    buf_init(&b, a);
    for (int i = 0; i < depth; i++)
        buf_lit(&b, "<a>");
    for (int i = 0; i < depth; i++)
        buf_lit(&b, "</a>");
    return buf_str(&b);
}

static err_t try_limits(struct arena *a, str in, struct xml_limits limits)
{
    struct buf log;
    struct why why;
    struct xml *x = xml_new(&logger, &log, &limits);

    buf_init(&log, a);
    err_t e = xml_feed(x, in, &why);
    if (!e)
        e = xml_finish(x, &why);
    CHECK(xml_feed(x, STR("<a/>"), NULL) != ERR_OK, "after the end nothing is read");
    xml_free(x);
    return e;
}

static void check_limits(struct arena *a)
{
    struct xml_limits none = { 0 };

    CHECK(try_limits(a, nested(a, XML_DEPTH_MAX), none) == ERR_OK, "as deep as may be");
    CHECK(try_limits(a, nested(a, XML_DEPTH_MAX + 1), none) == ERR_TOO_LARGE, "deeper");
    CHECK(try_limits(a, STR("<a>1234</a>"), (struct xml_limits){ .text = 4 }) == ERR_OK, "4");
    CHECK(try_limits(a, STR("<a>12345</a>"), (struct xml_limits){ .text = 4 }) == ERR_TOO_LARGE,
          "5");
    CHECK(try_limits(a, STR("<a></a>"), (struct xml_limits){ .bytes = 6 }) == ERR_TOO_LARGE, "7");
}

static void check_tree(struct arena *a)
{
    struct xml_node *n;
    struct why why;
    str in = STR("<m:r id='7'><f n='x'>one</f> tail <g/><f>two <b/>three</f></m:r>");

    CHECK(xml_read(a, in, 1000, &n, &why) == ERR_OK, "%s", why.text);
    CHECK(str_eq(n->name, STR("r")) && str_eq(xml_node_attr(n, STR("id")), STR("7")), "root");
    CHECK(str_eq(n->text, STR("tail")), "%.*s", STR_ARG(n->text));
    CHECK(str_eq(xml_child_text(n, STR("f")), STR("one")), "first f");
    CHECK(str_eq(xml_next(xml_child(n, STR("f")))->text, STR("two three")), "second f");
    CHECK(xml_children_n(n, STR("f")) == 2 && xml_children_n(n, STR("none")) == 0, "count");
    CHECK(xml_child(xml_child(n, STR("none")), STR("x")) == NULL, "nothing has no children");
    CHECK(!xml_has_attr(n, STR("n")) && xml_has_attr(n, STR("id")), "attributes");
    CHECK(xml_read(a, in, 10, &n, &why) == ERR_TOO_LARGE, "over the size");
    CHECK(xml_read(a, STR("<a>"), 10, &n, &why) == ERR_BAD_INPUT, "cut short");
}

static void check_writer(struct arena *a)
{
    struct buf b;
    struct xml_out o = xml_out(&b);
    struct xml_node *n;
    str nasty = STR("<&>\"'\t\n\r \xc3\xa9]]>");

    buf_init(&b, a);
    xml_declaration(&o);
    xml_open(&o, STR("mdm:r"));
    xml_put_attr(&o, STR("v"), nasty);
    xml_put_attr_int(&o, STR("n"), -5);
    xml_leaf(&o, STR("t"), nasty);
    xml_open(&o, STR("e"));
    xml_close(&o);
    xml_close(&o);
    CHECK(
        str_eq(buf_str(&b), STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?><mdm:r "
                                "v=\"&lt;&amp;&gt;&quot;'&#9;&#10;&#13; \xc3\xa9]]&gt;\" n=\"-5\">"
                                "<t>&lt;&amp;&gt;\"'\t\n&#13; \xc3\xa9]]&gt;</t><e/></mdm:r>")),
        "%s", buf_cstr(&b));
    CHECK(xml_read(a, buf_str(&b), 1000, &n, NULL) == ERR_OK, "reads back");
    CHECK(str_eq(xml_node_attr(n, STR("v")), nasty), "attribute");
    CHECK(str_eq(xml_child_text(n, STR("t")), nasty), "text");
    b.n = 0;
    xml_leaf(&o, STR("c"), STR("a\x01z"));
    CHECK(str_eq(buf_str(&b), STR("<c>a\xef\xbf\xbdz</c>")), "control: %s", buf_cstr(&b));
}

int main(void)
{
    struct arena *a = arena_new();

    check_rows(a);
    check_limits(a);
    check_tree(a);
    check_writer(a);
    arena_free(a);
    return T_DONE();
}
