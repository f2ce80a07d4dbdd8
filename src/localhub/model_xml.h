/* model_xml.h - a model's definition as Boomi's Platform API tells it
 * (GetModelResponse; boomi-datahub-api.md, 2.2 to 2.4).
 */
#ifndef LOCALHUB_MODEL_XML_H
#define LOCALHUB_MODEL_XML_H

#include "codec/xml_out.h"
#include "codec/xml_tree.h"
#include "localhub/model.h"

#define HUB_MDM_NAMESPACE "http://mdm.api.platform.boomi.com/"

void hub_model_to_xml(struct xml_out *o, struct arena *a, const struct hub_model *m);
/* Those that are more than a key; names with `prefix`. */
void hub_match_rules_to_xml(struct xml_out *o, struct arena *a, const struct hub_model *m,
                            const char *prefix);

/* Whatever the root is called. */
MUST_CHECK err_t hub_model_of_tree(struct arena *a, const struct xml_node *root,
                                   struct hub_model *out, struct why *why);
/* The version is 0 when the text names none: a draft. */
MUST_CHECK err_t hub_model_of_xml(struct arena *a, str text, struct hub_model *out,
                                  struct why *why);

#endif
