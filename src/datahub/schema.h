/* schema.h - the hub's models as one struct schema, from both APIs.
 *
 * What is deployed is taken from the Repository API, the exact account of ids
 * and tags; the Platform API adds names, match rules (key_fields), record
 * titles (display_field), enumerations, masks, and the models that are not
 * deployed, which are listed with deployed = false.  Labels are made of
 * display names; default dates and synonyms are the catalog's business.
 *
 * Errors:  a hub that cannot be asked is an error, never an empty schema.
 */
#ifndef DATAHUB_SCHEMA_H
#define DATAHUB_SCHEMA_H

#include "datahub/client.h"
#include "schema/schema.h"

/* In `a`, which becomes the schema's arena.  Without a Platform user only the
 * deployed models are known, by the names of their root elements. */
MUST_CHECK err_t datahub_schema(struct datahub *d, struct arena *a, struct schema **out,
                                struct why *why);

#endif
