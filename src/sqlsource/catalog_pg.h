/* catalog_pg.h - the tables of a PostgreSQL database as models: columns as
 * fields with types, primary keys as record ids, foreign keys as references.
 *
 * Of the schemas in the connection's search path, the tables that have a
 * primary key, partitioned ones too.  A key of several columns becomes one id.  A column of a type that is no text, number or date is left
 * out, and the model's description names it; so does a foreign key of several
 * columns stay plain.  Comments of the database become descriptions.
 *
 * Memory:  everything in `a`.
 * Errors:  ERR_NOT_FOUND when there is no such table at all.
 */
#ifndef SQLSOURCE_CATALOG_PG_H
#define SQLSOURCE_CATALOG_PG_H

#include "sqlsource/tables.h"
#include "store/sql.h"

/* Labels are the names: whoever shows them makes them readable.  Records are
 * counted when asked. */
MUST_CHECK err_t catalog_pg(struct sql *s, struct arena *a, bool counted, struct schema **out,
                            struct sql_tables *tables, struct why *why);

#endif
