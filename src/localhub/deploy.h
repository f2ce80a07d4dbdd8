/* deploy.h - a published version becomes the universe: the records of the
 * version before move over, field by field by uniqueId; what was told of them
 * stays.
 */
#ifndef LOCALHUB_DEPLOY_H
#define LOCALHUB_DEPLOY_H

#include "localhub/session.h"

MUST_CHECK err_t hub_deploy(struct hub_session *s, struct arena *a, const struct hub_model *m,
                            struct why *why);

#endif
