/* history.h - the versions of a golden record: which source made each, when,
 * and what it said.
 *
 * A version that is over keeps its fields as the XML they had; those of the
 * version in force are in the table of the universe.  A record that nobody
 * changed has one version and needs no row of its own, so that a load of a
 * million records writes a million rows.
 */
#ifndef LOCALHUB_HISTORY_H
#define LOCALHUB_HISTORY_H

#include "localhub/head.h"

#define HUB_STEWARD "*MDM*" /* the source of what a person or this API did */

struct hub_version {
    int64_t version;
    str source, started;
    str ended, end_source; /* empty: in force */
    str tx;
    str content; /* of one that is over: the children of the root element */
};

/* The fields of an active record as XML, nothing masked. */
MUST_CHECK err_t hub_content(struct hub_session *s, struct arena *a, const struct hub_model *m,
                             str id, str *out, struct why *why);
/* Such XML into the element that is open, masked when `masked`. */
MUST_CHECK err_t hub_content_print(struct xml_out *o, struct arena *a, const struct hub_model *m,
                                   str content, bool masked, struct why *why);

/* The version in force or, of an end-dated record, the last. */
MUST_CHECK err_t hub_version_last(struct hub_session *s, struct arena *a, const struct hub_model *m,
                                  const struct hub_head *h, struct hub_version *out,
                                  struct why *why);
/* Takes the place of the version of that number. */
MUST_CHECK err_t hub_version_put(struct hub_session *s, const struct hub_model *m, str record,
                                 const struct hub_version *v, struct why *why);

struct hub_history {
    const struct hub_model *model;
    struct hub_head head;
    struct hub_page page;
    bool latest_first, masked;
};

/* <RecordHistoryResponse> */
MUST_CHECK err_t hub_history_print(struct hub_session *s, struct arena *a,
                                   const struct hub_history *what, struct buf *out,
                                   struct why *why);
/* An end-dated record as GET .../records/{id} shows it. */
MUST_CHECK err_t hub_ended_get(struct hub_session *s, struct arena *a, const struct hub_model *m,
                               const struct hub_head *h, bool masked, struct buf *out,
                               struct why *why);

#endif
