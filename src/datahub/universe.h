/* universe.h - deployed models as the Repository API describes them: the only
 * exact account of which tag in a record is which field.
 *
 * Memory:  answers live in `a`.
 */
#ifndef DATAHUB_UNIVERSE_H
#define DATAHUB_UNIVERSE_H

#include "datahub/client.h"
#include "schema/schema.h"

struct universe {
    str id;      /* = the model's */
    str version; /* a GUID, not the model's number */
    str root;    /* the element of a record */
    uint64_t active, end_dated, quarantined;
    struct field *fields; /* flat, groups included; labels and uids are not set */
    size_t fields_n;
    struct strs key_ids;   /* of the first match rule */
    struct strs title_ids; /* fields that make up the record's title */
    struct strs source_ids;
};

struct universes {
    struct universe *p;
    size_t n;
};

MUST_CHECK err_t datahub_universes(struct datahub *d, struct arena *a, struct universes *out,
                                   struct why *why);
MUST_CHECK err_t datahub_universe(struct datahub *d, struct arena *a, str id, struct universe *out,
                                  struct why *why);

#endif
