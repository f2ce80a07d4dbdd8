/* source_link.h - which entity of which source a golden record stands for.
 *
 * A record without a row in hub_link is linked to the entity that made it.
 * What changes the links of a record writes them all.
 */
#ifndef LOCALHUB_SOURCE_LINK_H
#define LOCALHUB_SOURCE_LINK_H

#include "localhub/head.h"

struct hub_source_link {
    str source, entity, established;
};

struct hub_source_links {
    struct hub_source_link *p;
    size_t n, cap;
};

MUST_CHECK err_t hub_source_links_read(struct hub_session *s, struct arena *a,
                                       const struct hub_model *m, const struct hub_head *h,
                                       struct hub_source_links *out, struct why *why);
/* The record of an entity, active or end-dated; ERR_NOT_FOUND. */
MUST_CHECK err_t hub_source_link_find(struct hub_session *s, struct arena *a,
                                      const struct hub_model *m, str source, str entity, str *out,
                                      struct why *why);
MUST_CHECK err_t hub_source_link_add(struct hub_session *s, struct arena *a,
                                     const struct hub_model *m, const struct hub_head *h,
                                     const struct hub_source_link *link, struct why *why);
MUST_CHECK err_t hub_source_link_drop(struct hub_session *s, struct arena *a,
                                      const struct hub_model *m, const struct hub_head *h,
                                      str source, str entity, struct why *why);
void hub_source_links_print(struct xml_out *o, const struct hub_source_links *links);

#endif
