/* layout.h - small readers shared by the two descriptions of a model. */
#ifndef DATAHUB_LAYOUT_H
#define DATAHUB_LAYOUT_H

#include "base/vec.h"
#include "codec/xml_tree.h"
#include "datahub/client.h"
#include "schema/schema.h"

typedef VEC(struct field) field_vec;
typedef VEC(str) str_vec;

/* The description at `path` as a tree. */
MUST_CHECK err_t datahub_get(struct datahub *d, struct arena *a, enum datahub_api api,
                             const char *path, struct xml_node **out, struct why *why);

static inline bool attr_is_true(const struct xml_node *n, str name)
{
    return str_eq(xml_node_attr(n, name), STR("true"));
}

/* An unknown type is read as text, which is how it travels. */
enum field_type layout_type(str boomi);

/* prefix/name, or name alone. */
str layout_path(struct arena *a, str prefix, str name);

struct strs layout_values(struct arena *a, const struct xml_node *n);

/* Once each, in order. */
void layout_add_id(struct arena *a, str_vec *ids, str id);

uint64_t layout_count(str text);

#endif
