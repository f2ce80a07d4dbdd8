/* test_steps.c - the workflow as a graph: no step is dead, none strands a
 * user, and whatever a run looks like, the next step is one that may follow. */
#include "flow/steps.h"
#include "t.h"

static unsigned reach(enum step_id from)
{
    unsigned seen = 0, next = 1u << from;

    while (next & ~seen) {
        seen |= next;
        for (enum step_id s = 0; s < STEP_COUNT; s++)
            for (enum step_id to = 0; to < STEP_COUNT; to++)
                if (seen >> s & 1u && step_may_go(s, to))
                    next |= 1u << to;
    }
    return seen;
}

/* Every state that decides: how it ended so far, what was read, what failed. */
static void check_moves(void)
{
    for (enum step_id s = 0; s < STEP_COUNT; s++)
        for (enum answer_status o = ANSWER_ANSWER; o <= ANSWER_ERROR; o++)
            for (enum verdict v = READ_ANSWER; v <= READ_META; v++) {
                struct run r = { .outcome = o, .readings.verdict = v };
                r.error = o == ANSWER_ERROR ? ERR_UPSTREAM : ERR_OK;
                enum step_id to = step_after(&r, s);
                bool failed = o == ANSWER_ERROR && to == STEP_AUDIT_LOG;
                CHECK(to == STEP_COUNT ? s == STEP_AUDIT_LOG : failed || to > s,
                      "%s goes back to %s", step_name(s), step_name(to));
                CHECK(to == STEP_COUNT || failed || o != ANSWER_ANSWER || step_may_go(s, to),
                      "%s may not go to %s", step_name(s), step_name(to));
            }
}

int main(void)
{
    CHECK(reach(STEP_SECURITY_CHECK) == (1u << STEP_COUNT) - 1, "a step is dead");
    for (enum step_id s = 0; s < STEP_COUNT; s++) {
        CHECK(reach(s) >> STEP_AUDIT_LOG & 1u, "%s strands", step_name(s));
        CHECK(step_agent(s) && step_agent(s)->act && step_agent(s)->show, "%s", step_name(s));
    }
    check_moves();
    return T_DONE();
}
