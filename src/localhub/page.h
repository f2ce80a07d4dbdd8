/* page.h - what every query of the Repository API has in common: messages of
 * refusal that pile up, and pages with a limit and a token.
 *
 * Limits:  HUB_PAGE_MAX rows a page; a larger limit is taken for that.
 */
#ifndef LOCALHUB_PAGE_H
#define LOCALHUB_PAGE_H

#include "codec/xml_out.h"
#include "codec/xml_tree.h"
#include "localhub/model.h"

enum { HUB_PAGE_MAX = 200 };

struct hub_page {
    int64_t limit, offset;
};

void hub_complain(struct arena *a, struct hub_strs *errors, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* From the attributes limit and offsetToken of a request; a token may be
 * empty. */
void hub_page_of_node(struct arena *a, const struct xml_node *root, struct hub_page *out,
                      struct hub_strs *errors);
void hub_page_read(struct arena *a, str limit, bool has_limit, str token, struct hub_page *out,
                   struct hub_strs *errors);
/* resultCount, totalCount and, when there is more, offsetToken. */
void hub_page_put(struct xml_out *o, struct arena *a, const struct hub_page *p, int64_t n,
                  int64_t total);

/* Base64 of the decimal row number, as Boomi's own clients make it. */
str hub_token_make(struct arena *a, int64_t offset);
bool hub_token_read(str token, int64_t *offset);

/* A request's tree; `root` is what its root has to be called. */
MUST_CHECK err_t hub_request_read(struct arena *a, str body, str root, struct xml_node **out,
                                  struct hub_strs *errors);

/* MM-dd-yyyy'T'HH:mm:ss.SSS+0000 of 2025-06-18T10:00:00Z. */
str hub_us_date(struct arena *a, str iso);
str hub_instant(struct arena *a, int64_t seconds); /* 2025-06-18T10:00:00Z */
/* Is it exactly that form? */
bool hub_is_instant(str s);

#endif
