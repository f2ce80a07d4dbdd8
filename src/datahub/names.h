/* names.h - what people are shown for a name that was made for machines.
 *
 *     launch_date  Launch date        fullName     Full name
 *     AD_ID        Ad ID              vendorURL    Vendor URL
 *     cust_seg_cd  Cust seg cd        Unit Price   Unit Price (written by a person)
 */
#ifndef DATAHUB_NAMES_H
#define DATAHUB_NAMES_H

#include "base/arena.h"

str datahub_label(struct arena *a, str name);

/* Boomi's own rule from a display name to the tag of a record, for models that
 * are not deployed: lower case, everything else an underscore. */
str datahub_element(struct arena *a, str name);

/* And from a model's name to its root element: lower case letters and digits only. */
str datahub_root(struct arena *a, str name);

#endif
