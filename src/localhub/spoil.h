/* spoil.h - an answer goes wrong on its way, as a struct hub_mishap says.
 *
 * Layer:   localhub; for the service alone.  What a mishap does before a
 *          request is answered - a wait, another status, smaller pages - is
 *          the service's business.
 * Memory:  in the arena of the request.
 */
#ifndef LOCALHUB_SPOIL_H
#define LOCALHUB_SPOIL_H

#include "base/arena.h"
#include "localhub/faults.h"
#include "net/server.h"

/* The body with what is wrong in it; `request` is the body that asked for it,
 * where the token of the page stands. */
str hub_spoil(struct arena *a, const struct hub_mishap *m, str request, str body);

/* Answers 200 with the body slowly, or breaks the connection; false when the
 * mishap is neither, and nothing was sent. */
bool hub_spoil_send(struct request *r, const struct hub_mishap *m, str content_type, str body);

/* Sleeps. */
void hub_spoil_wait(double ms);

#endif
