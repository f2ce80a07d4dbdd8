/* What is read as a line of the audit record is written again byte for byte;
 * and an event with the input in its texts is one line that reads back. */
#include "audit/record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    str in = { (const char *)data, n }, prev;
    struct audit_event e, back;

    (void)!audit_parse(a, in, &e, &prev, NULL);
    e = AUDIT_EVENT_NONE;
    e.seq = 1;
    e.event = in;
    e.question = in;
    e.models = (struct audit_list){ &in, 1 };
    str line = audit_line(a, &e, STR("0"));
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] < 0x20 || line.p[i] > 0x7e)
            abort();
    if (audit_parse(a, line, &back, &prev, NULL) != ERR_OK)
        abort();
    arena_free(a);
    return 0;
}
