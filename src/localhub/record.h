/* record.h - records of one universe as XML: what a statement has to select,
 * and one row of it printed.
 */
#ifndef LOCALHUB_RECORD_H
#define LOCALHUB_RECORD_H

#include "codec/xml_out.h"
#include "localhub/search.h"

struct hub_item {
    int field, item;
    str text;
};

struct hub_printer {
    struct hub_session *session;
    struct arena *arena;
    const struct hub_search *what;
    struct xml_out *out;
    bool *wanted;  /* one a field */
    int *selected; /* column of the statement, -1 */
    bool wants_items;
    struct stmt *items;    /* by record */
    struct stmt **targets; /* one a field: title of a referenced record; NULL: none */
    struct buf text;
    struct {
        struct hub_item *p;
        size_t n, cap;
    } row_items;
};

/* What is before the fields in every row. */
enum {
    HUB_COL_RID,
    HUB_COL_ID,
    HUB_COL_CREATED,
    HUB_COL_UPDATED,
    HUB_COL_SOURCE,
    HUB_COL_ENTITY,
    HUB_COL_FIELDS
};

MUST_CHECK err_t hub_printer_init(struct hub_printer *p, struct hub_session *s, struct arena *a,
                                  const struct hub_search *what, struct xml_out *out,
                                  struct why *why);

/* "SELECT rid, id, ... FROM hub_r3" */
str hub_printer_select(struct hub_printer *p);

/* <Record ...><Fields>...</Fields></Record> */
MUST_CHECK err_t hub_print_record(struct hub_printer *p, struct stmt *row, struct why *why);
/* The children of the root element. */
MUST_CHECK err_t hub_print_fields(struct hub_printer *p, struct stmt *row, struct why *why);

/* The text of a stored value as Boomi prints it. */
str hub_value_text(struct buf *scratch, enum hub_type type, struct stmt *s, int col);
void hub_print_float(struct buf *out, double f);
str hub_mask_text(struct arena *a, const struct hub_field *f, str text);

#endif
