/* model_check.h - is a definition one that Boomi would take?  Every fault is
 * told, not the first alone (boomi-datahub-api.md, 2.3, 2.4, 1.2).
 */
#ifndef LOCALHUB_MODEL_CHECK_H
#define LOCALHUB_MODEL_CHECK_H

#include "localhub/session.h"

enum { HUB_MODEL_NAME_MIN = 2, HUB_MODEL_NAME_MAX = 40, HUB_TITLE_FIELDS = 3 };

/* `published` is the latest published version of the same model: its types
 * are frozen; NULL: none. */
void hub_model_check(struct arena *a, const struct hub_session *s, const struct hub_model *m,
                     const struct hub_model *published, struct hub_strs *errors);

#endif
