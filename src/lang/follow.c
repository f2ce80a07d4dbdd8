#include "lang/follow.h"

void follow(struct reader *r, struct candidates *c, struct readings *out)
{
    (void)r;
    (void)c;
    (void)out;
}
