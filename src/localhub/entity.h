/* entity.h - one entity of a batch, as a model reads it: typed values, and
 * what is wrong with them.
 *
 *     <contact op="UPSERT"><id>9</id><name>Ann</name>...</contact>
 *
 * An element that is not there leaves the record's value as it is, an empty
 * one takes it away.  References stay texts here; who incorporates resolves
 * them.
 *
 * Memory:  views of the tree and the arena.
 * Errors:  none: a flaw is a value, since it leads to quarantine.
 */
#ifndef LOCALHUB_ENTITY_H
#define LOCALHUB_ENTITY_H

#include "codec/xml_out.h"
#include "codec/xml_tree.h"
#include "localhub/quarantine.h"

enum hub_op { HUB_UPSERT, HUB_CREATE, HUB_DELETE };

struct hub_item_value {
    int field, item;
    struct value value;
    bool drop; /* op="DELETE" of an item */
};

struct hub_item_values {
    struct hub_item_value *p;
    size_t n, cap;
};

struct hub_entity {
    enum hub_op op;
    str id, grid;
    struct value *cells; /* by column, as stored */
    bool *given;         /* by field */
    struct hub_item_values items;
    str content; /* the children as XML */
    bool flawed;
    enum hub_cause cause; /* of the first flaw; others of the same cause join it */
    str reason, fields;
};

void hub_entity_read(struct arena *a, const struct hub_model *m, const struct xml_node *n,
                     struct hub_entity *out);
void hub_entity_flaw(struct arena *a, struct hub_entity *e, enum hub_cause cause, str field,
                     const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* A text as a field keeps it; false when it is none of that type. */
bool hub_text_to_cell(struct arena *a, const struct hub_field *f, str text, struct value *out);
/* The children of `n` as XML, names without prefix or with that one. */
void hub_tree_print(struct xml_out *o, struct arena *a, const struct xml_node *children,
                    const char *prefix);

#endif
