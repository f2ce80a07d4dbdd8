/* assets.h - the page's files, built into the program, with their ETags. */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "web/web.h"

void assets_open(struct web *w);
void assets_close(struct web *w);

#endif
