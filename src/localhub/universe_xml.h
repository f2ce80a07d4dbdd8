/* universe_xml.h - a deployed model as the Repository API tells it: the four
 * names of every field side by side (boomi-datahub-api.md, 3.1).
 */
#ifndef LOCALHUB_UNIVERSE_XML_H
#define LOCALHUB_UNIVERSE_XML_H

#include "codec/xml_out.h"
#include "localhub/model.h"

struct hub_stats {
    int64_t as_of; /* seconds */
    int64_t quarantined, ended;
};

void hub_universe_to_xml(struct xml_out *o, struct arena *a, const struct hub_model *m,
                         const struct hub_stats *stats);

#endif
