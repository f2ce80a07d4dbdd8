/* record.h - what the agents and the edge write into the audit record. */
#ifndef AGENTS_RECORD_H
#define AGENTS_RECORD_H

#include "agents/run.h"

/* One question, whatever became of it.  Durable on return; `r->audit_seq` is
 * set.  An error means: give no answer. */
MUST_CHECK err_t record_run(struct run *r, struct why *why);

/* One try to sign in.  `reason` says what was wrong; NULL when nothing was. */
MUST_CHECK err_t record_sign_in(struct audit *au, str user, str role, str session, str ip,
                                err_t outcome, const char *reason, str request_id, struct why *why);

/* An administrator's change: "user david", "role: clerk -> manager". */
MUST_CHECK err_t record_change(struct audit *au, const struct actor *who, str target, str change,
                               str request_id, struct why *why);

/* Somebody did, or by `rule` (NULL: none) was kept from doing, something else
 * that matters: "export", "sign_out", "tool_call". */
MUST_CHECK err_t record_access(struct audit *au, const struct actor *who, const char *event,
                               str target, const char *rule, str request_id, struct why *why);

#endif
