#include "lang/meta.h"

bool meta_read(struct reader *r, struct readings *out)
{
    (void)r;
    (void)out;
    return false;
}
