#include "sqlsource/tables.h"

const struct sql_table *sql_table_of(const struct sql_tables *t, const struct model *m)
{
    for (size_t i = 0; m && i < t->n; i++)
        if (str_eq(t->p[i].model_id, m->id))
            return &t->p[i];
    return NULL;
}

const struct sql_column *sql_column_of(const struct sql_table *t, const struct field *f)
{
    for (size_t i = 0; i < t->columns_n; i++)
        if (str_eq(t->columns[i].field_id, f->id))
            return &t->columns[i];
    return NULL;
}
