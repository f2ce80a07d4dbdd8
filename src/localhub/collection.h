/* collection.h - what repeats in a record, and how an entity changes it.
 *
 * A collection that is identified by occurrence is replaced as a whole; one
 * with keys is changed item by item: the same key overwrites, op="DELETE"
 * removes, another key is added.
 */
#ifndef LOCALHUB_COLLECTION_H
#define LOCALHUB_COLLECTION_H

#include "localhub/entity.h"

/* Two items of one key: DUPLICATE_KEY. */
void hub_collections_check(struct arena *a, const struct hub_model *m, struct hub_entity *e);
/* The record's items after the entity, numbered from 0 without gaps. */
void hub_collections_merge(struct arena *a, const struct hub_model *m,
                           const struct hub_item_values *old, const struct hub_entity *e,
                           struct hub_item_values *out);
bool hub_items_equal(const struct hub_item_values *x, const struct hub_item_values *y);

#endif
