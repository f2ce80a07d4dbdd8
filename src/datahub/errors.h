/* errors.h - every way the two APIs say no, as one err_t and one sentence.
 *
 *     status and body                         becomes
 *     401, an HTML page                       UPSTREAM_AUTH
 *     403 <UserMessage>                       UPSTREAM_AUTH  (Platform: sign-in or account)
 *     403 <error>, 403 empty                  UPSTREAM_AUTH  (privilege, API not enabled)
 *     400 <error>, 403 unreadable body        BAD_INPUT
 *     400 <...Response><errors>               BAD_INPUT
 *     404 <error>, <errors>                   NOT_FOUND
 *     429                                     LIMITED
 *     503                                     UNAVAILABLE
 *     anything else                           UPSTREAM
 *
 * It goes by status and root element; wording is only passed on.
 */
#ifndef DATAHUB_ERRORS_H
#define DATAHUB_ERRORS_H

#include "datahub/client.h"

/* For a reply that is not 2xx. */
err_t datahub_error(enum datahub_api api, const struct http_reply *reply, struct why *why);

/* The messages of an error body, joined; empty when it is not one. */
str datahub_messages(struct arena *a, str body);

/* May the same call succeed when repeated? */
bool datahub_is_passing(err_t e, int status);

#endif
