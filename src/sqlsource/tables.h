/* tables.h - which table and columns of a database hold a model.
 *
 * A column says how its cell becomes what a plan means: `before`, the column
 * under the table's alias, `after`.  That gives text (never empty, but null),
 * a number, or whole numbers: 1 and 0, days, seconds.
 *
 * Memory:  everything lives as long as whoever made it says.
 */
#ifndef SQLSOURCE_TABLES_H
#define SQLSOURCE_TABLES_H

#include "schema/schema.h"

struct sql_column {
    str field_id;
    str before, name, after; /* name: as it stands in SQL, quoted */
};

struct sql_table {
    str model_id;
    str name; /* quoted, with its schema */
    struct sql_column id;
    struct sql_column *columns;
    size_t columns_n;
};

struct sql_tables {
    struct sql_table *p;
    size_t n;
};

/* NULL when there is none. */
const struct sql_table *sql_table_of(const struct sql_tables *t, const struct model *m);
const struct sql_column *sql_column_of(const struct sql_table *t, const struct field *f);

#endif
