/* auditor.c - the audit agent: no audit, no answer. */
#include "agents/record.h"

#include "codec/json.h"

static err_t act(struct run *r, struct why *why)
{
    struct why detail = { "" };

    if (!r->services->audit)
        return ERR_OK;
    if (record_run(r, &detail) == ERR_OK)
        return ERR_OK;
    fprintf(stderr, "auric: %.*s: the audit record cannot be written: %s\n", STR_ARG(r->request_id),
            detail.text);
    /* Whatever was computed is withheld. */
    r->answer = (struct answer){ .status = ANSWER_ERROR };
    r->plan = NULL;
    r->result = (struct result){ 0 };
    return why_fail(why, ERR_UNAVAILABLE,
                    "the answer is withheld because it could not be recorded; tell your "
                    "administrator that the audit record cannot be written");
}

static json_t *show(const struct run *r)
{
    json_t *o = json_object();

    json_object_set_new(o, "seq", json_integer((json_int_t)r->audit_seq));
    return o;
}

const struct agent agent_auditor = { "audit", act, show, NULL, NULL };
