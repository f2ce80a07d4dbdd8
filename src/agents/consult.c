#include "agents/consult.h"

void consult_plan(struct run *r)
{
    (void)r;
}

void consult_prose(struct run *r)
{
    (void)r;
}
