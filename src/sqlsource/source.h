/* source.h - tables of a database as a source for exec, with the whole work of
 * a plan's rows and groups done there where it means the same (write.h).
 *
 * Memory:  the source lives in the arena; connection and tables are borrowed.
 * Errors:  those of store/sql.h.
 */
#ifndef SQLSOURCE_SOURCE_H
#define SQLSOURCE_SOURCE_H

#include "exec/source.h"
#include "sqlsource/tables.h"
#include "store/sql.h"

struct sql_source_options {
    struct sql *sql;
    const struct sql_tables *tables;
    int64_t as_of;      /* 0: as it is now */
    const char *origin; /* for people; a literal */
};

struct source *sql_source_new(struct arena *a, const struct sql_source_options *o);

#endif
