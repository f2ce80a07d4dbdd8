#include "flow/steps.h"

static const struct {
    unsigned next;
    const struct agent *agent;
} table[STEP_COUNT] = {
#define X(name, next, agent) [STEP_##name] = { next, &agent },
    FLOW_LIST(X)
#undef X
};

bool step_may_go(enum step_id from, enum step_id to)
{
    return table[from].next >> to & 1u;
}

const struct agent *step_agent(enum step_id s)
{
    return table[s].agent;
}

enum step_id step_after(const struct run *r, enum step_id done)
{
    if (done == STEP_AUDIT_LOG)
        return STEP_COUNT;
    if (r->error != ERR_OK || r->outcome != ANSWER_ANSWER)
        return STEP_AUDIT_LOG;
    if (done == STEP_QUERY_ANALYSIS &&
        (r->readings.verdict == READ_META || r->readings.verdict == READ_ABSTAIN))
        return STEP_RESPONSE_SYNTHESIS;
    return done + 1;
}
