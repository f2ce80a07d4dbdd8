#include "codec/xml_tree.h"

struct tree {
    struct arena *arena;
    struct xml_node *root, *at;
};

static void copy_attrs(struct arena *a, struct xml_node *n, const struct xml_attrs *attrs)
{
    str name, value;

    while (xml_attr_at(attrs, n->attrs_n, &name, &value))
        n->attrs_n++;
    n->attrs = NEW_N(a, struct xml_pair, n->attrs_n);
    for (size_t i = 0; xml_attr_at(attrs, i, &name, &value); i++)
        n->attrs[i] = (struct xml_pair){ arena_str(a, name), arena_str(a, value) };
}

static err_t on_start(void *ctx, str name, const struct xml_attrs *attrs)
{
    struct tree *t = ctx;
    struct xml_node *n = NEW(t->arena, struct xml_node);

    n->name = arena_str(t->arena, name);
    n->text = STR("");
    n->parent = t->at;
    copy_attrs(t->arena, n, attrs);
    if (!t->at)
        t->root = n;
    else if (t->at->last)
        t->at->last = t->at->last->next = n;
    else
        t->at->first = t->at->last = n;
    t->at = n;
    return ERR_OK;
}

static err_t on_text(void *ctx, str run)
{
    struct tree *t = ctx;

    if (!t->at || str_trim(run).n == 0)
        return ERR_OK;
    t->at->text = t->at->text.n
                      ? arena_fmt(t->arena, "%.*s%.*s", STR_ARG(t->at->text), STR_ARG(run))
                      : arena_str(t->arena, run);
    return ERR_OK;
}

static err_t on_end(void *ctx, str name)
{
    struct tree *t = ctx;

    (void)name;
    t->at->text = str_trim(t->at->text);
    t->at = t->at->parent;
    return ERR_OK;
}

err_t xml_read(struct arena *a, str text, size_t max, struct xml_node **out, struct why *why)
{
    static const struct xml_handler handler = { on_start, on_text, on_end };
    struct tree t = { .arena = a };
    struct xml *x = xml_new(&handler, &t, &(struct xml_limits){ .bytes = max, .text = max });
    err_t e = xml_feed(x, text, why);

    if (!e)
        e = xml_finish(x, why);
    xml_free(x);
    if (!e)
        *out = t.root;
    return e;
}

const struct xml_node *xml_child(const struct xml_node *n, str name)
{
    const struct xml_node *kid = n ? n->first : NULL;

    while (kid && !str_eq(kid->name, name))
        kid = kid->next;
    return kid;
}

const struct xml_node *xml_next(const struct xml_node *n)
{
    const struct xml_node *kid = n ? n->next : NULL;

    while (kid && !str_eq(kid->name, n->name))
        kid = kid->next;
    return kid;
}

str xml_child_text(const struct xml_node *n, str name)
{
    const struct xml_node *kid = xml_child(n, name);

    return kid ? kid->text : STR("");
}

static const struct xml_pair *attr_find(const struct xml_node *n, str name)
{
    for (size_t i = 0; n && i < n->attrs_n; i++)
        if (str_eq(n->attrs[i].name, name))
            return &n->attrs[i];
    return NULL;
}

str xml_node_attr(const struct xml_node *n, str name)
{
    const struct xml_pair *p = attr_find(n, name);

    return p ? p->value : STR("");
}

bool xml_has_attr(const struct xml_node *n, str name)
{
    return attr_find(n, name) != NULL;
}

size_t xml_children_n(const struct xml_node *n, str name)
{
    size_t count = 0;

    for (const struct xml_node *kid = xml_child(n, name); kid; kid = xml_next(kid))
        count++;
    return count;
}
