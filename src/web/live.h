/* live.h - the WebSocket of the page: ask, stop, progress (docs/api.md). */
#ifndef WEB_LIVE_H
#define WEB_LIVE_H

#include "web/web.h"

/* Look at the sessions behind open sockets now and then, and close those whose
 * session ended. */
void live_open(struct web *w);

#endif
