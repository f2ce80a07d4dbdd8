/* design.h - a table of a source as a model: which field is made of which
 * column, and what its references point to.
 */
#ifndef LOCALHUB_DESIGN_H
#define LOCALHUB_DESIGN_H

#include "localhub/links.h"
#include "localhub/model.h"

struct hub_design_field {
    size_t column;
    bool is_link; /* of table.links[column] */
};

struct hub_design {
    const struct hub_table *table;
    struct hub_model *model;
    struct hub_design_field *fields; /* one a field of the model */
};

/* `models` of all tables have their ids already. */
void hub_design_table(struct arena *a, const struct hub_table *t, struct hub_model **models,
                      struct hub_model *m, struct hub_design *out);

#endif
