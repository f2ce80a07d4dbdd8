/* xml_tree.h - a small XML document as a tree, for requests and descriptions.
 * Records are read with xml.h instead, which keeps nothing.
 *
 * Memory:  the tree and its texts are in the arena.
 * Limits:  those of xml.h, and `max` bytes.
 */
#ifndef CODEC_XML_TREE_H
#define CODEC_XML_TREE_H

#include "codec/xml.h"

struct xml_pair {
    str name, value;
};

struct xml_node {
    str name; /* local name */
    str text; /* its own, without its children's; trimmed */
    struct xml_pair *attrs;
    size_t attrs_n;
    struct xml_node *first, *last, *next, *parent;
};

MUST_CHECK err_t xml_read(struct arena *a, str text, size_t max, struct xml_node **out,
                          struct why *why);

/* NULL is fine everywhere: the child of nothing is nothing, its text is empty. */
const struct xml_node *xml_child(const struct xml_node *n, str name);
const struct xml_node *xml_next(const struct xml_node *n); /* the next sibling of that name */
str xml_child_text(const struct xml_node *n, str name);
str xml_node_attr(const struct xml_node *n, str name);
bool xml_has_attr(const struct xml_node *n, str name);
size_t xml_children_n(const struct xml_node *n, str name);

#endif
