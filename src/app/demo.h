/* demo.h - a local hub of our own beside us, for --demo and for evaluation. */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "app/child.h"
#include "app/settings.h"

/* Make the demo data when it is not there (or of another day), start the hub
 * over it, and point the settings at it. */
MUST_CHECK err_t demo_start(struct arena *a, struct settings *s, struct child *hub,
                            struct why *why);

/* A hub over `db`, and the settings pointed at it. */
MUST_CHECK err_t demo_serve(struct arena *a, const char *db, struct settings *s, struct child *hub,
                            struct why *why);

#endif
