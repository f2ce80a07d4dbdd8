/* test_tell.c - the three ways in which Boomi writes a moment. */
#include "datahub/tell.h"
#include "t.h"

int main(void)
{
    static const struct {
        const char *text, *iso; /* NULL: none */
    } rows[] = {
        { "11-03-2022T09:00:00.000+0000", "2022-11-03T09:00:00" },
        { "11-03-2022T09:00:00.000-0500", "2022-11-03T14:00:00" },
        { "12-31-2025T23:30:00.000+0130", "2025-12-31T22:00:00" },
        { "2022-11-03T09:00:00Z", "2022-11-03T09:00:00" },
        { "2022-11-03T09:00Z", "2022-11-03T09:00:00" },
        { "2022-11-03T09:00:00.123Z", "2022-11-03T09:00:00" },
        { "13-40-2022T09:00:00.000+0000", NULL },
        { "11-03-2022 09:00:00.000+0000", NULL },
        { "11-03-2022T09:00:00.000+00x0", NULL },
        { "", NULL },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t got = -1, want = -1;
        bool ok = tell_time(str_c(rows[i].text), &got);
        CHECK(ok == (rows[i].iso != NULL), "%s", rows[i].text);
        if (rows[i].iso)
            CHECK(civil_parse_instant(str_c(rows[i].iso), &want) && got == want, "%s gave %lld",
                  rows[i].text, (long long)got);
        else
            CHECK(got == -1, "%s left a trace", rows[i].text);
    }
    return T_DONE();
}
