#include "agents/run.h"

static const struct {
    const char *name, *told;
} steps[STEP_COUNT] = {
#define X(name, json, told) [STEP_##name] = { json, told },
    STEP_LIST(X)
#undef X
};

static const char *const brains[BRAIN_COUNT] = {
#define X(name, text) [BRAIN_##name] = text,
    BRAIN_LIST(X)
#undef X
};

const char *step_name(enum step_id s)
{
    return steps[s].name;
}

const char *step_told(enum step_id s)
{
    return steps[s].told;
}

const char *brain_name(enum brain b)
{
    return brains[b];
}

bool brain_of_name(str s, enum brain *out)
{
    for (enum brain b = 0; b < BRAIN_COUNT; b++)
        if (str_eq(s, str_c(brains[b]))) {
            *out = b;
            return true;
        }
    return false;
}

bool run_is_cancelled(const struct run *r)
{
    return r->cancelled && atomic_load(r->cancelled);
}

void run_refuse(struct run *r, enum answer_status how, str text)
{
    r->outcome = how;
    r->answer.status = how;
    r->answer.text = text;
}
