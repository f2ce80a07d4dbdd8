/* postgres.h - a PostgreSQL server for one test, gone at its end. */
#ifndef TESTS_POSTGRES_H
#define TESTS_POSTGRES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char postgres_dir[] = "/tmp/auric-pg-XXXXXX";

static inline void postgres_stop(void)
{
    char line[256];

    snprintf(line, sizeof line, "tests/lib/postgres stop %s", postgres_dir);
    if (system(line) != 0)
        fprintf(stderr, "PostgreSQL in %s did not stop\n", postgres_dir);
}

/* Its URL; NULL when it cannot be started, which fails the test. */
static inline const char *postgres_start(void)
{
    static char url[256];
    char line[256];

    if (!mkdtemp(postgres_dir))
        return NULL;
    snprintf(line, sizeof line, "tests/lib/postgres start %s", postgres_dir);
    FILE *f = popen(line, "r");
    bool ok = f && fgets(url, sizeof url, f);
    ok = f && pclose(f) == 0 && ok;
    atexit(postgres_stop);
    url[strcspn(url, "\n")] = '\0';
    return ok ? url : NULL;
}

#endif
