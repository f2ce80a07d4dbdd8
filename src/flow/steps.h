/* steps.h - the workflow: which step may follow which.
 *
 * One table is the whole state machine; flow.c walks it, and test_steps.c
 * proves that no step is dead and none can strand a user.
 */
#ifndef FLOW_STEPS_H
#define FLOW_STEPS_H

#include "agents/run.h"

#define TO(step) (1u << STEP_##step)

/* clang-format off */
/*    step                may go to                                            agent               */
#define FLOW_LIST(X)                                                                                 \
    X(SECURITY_CHECK,     TO(QUERY_ANALYSIS) | TO(AUDIT_LOG),                  agent_security)       \
    X(QUERY_ANALYSIS,     TO(MODEL_DISCOVERY) | TO(RESPONSE_SYNTHESIS),        agent_analyzer)       \
    X(MODEL_DISCOVERY,    TO(FIELD_ANALYSIS),                                  agent_discovery)      \
    X(FIELD_ANALYSIS,     TO(QUERY_CONSTRUCTION),                              agent_fields)         \
    X(QUERY_CONSTRUCTION, TO(DATA_RETRIEVAL) | TO(AUDIT_LOG),                  agent_constructor)    \
    X(DATA_RETRIEVAL,     TO(RESPONSE_SYNTHESIS),                              agent_retrieval)      \
    X(RESPONSE_SYNTHESIS, TO(AUDIT_LOG),                                       agent_synthesizer)    \
    X(AUDIT_LOG,          0,                                                   agent_auditor)
/* clang-format on */

bool step_may_go(enum step_id from, enum step_id to);
const struct agent *step_agent(enum step_id s);

/* Where a run stands after `done`; STEP_COUNT: it is over.  A step that failed
 * (r->error) goes to the audit, from wherever it is. */
enum step_id step_after(const struct run *r, enum step_id done);

#endif
