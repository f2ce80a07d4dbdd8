/* names.h - the names of a model and its fields (boomi-datahub-api.md,
 * section 4), and ids that are the same in every run.
 */
#ifndef LOCALHUB_NAMES_H
#define LOCALHUB_NAMES_H

#include "base/arena.h"
#include "base/map.h"

/* "Account Name" -> account_name, ACCOUNT_NAME; "Product Launch" -> productlaunch. */
str hub_element_name(struct arena *a, str display);
str hub_unique_id(struct arena *a, str display);
str hub_root_name(struct arena *a, str model_name);

/* `wanted`, or `wanted`_1, _2 ... when it was given before; remembers it. */
str hub_name_free(struct map *taken, str wanted);

/* A GUID made of both texts. */
str hub_guid(struct arena *a, str kind, str text);

/* 8-4-4-4-12 lower-case hex digits. */
bool hub_is_guid(str s);
void hub_guid_write(char out[36], const unsigned char bytes[16]);

/* `name` as an SQL identifier, quoted. */
str hub_sql_name(struct arena *a, str name);
str hub_sql_text(struct arena *a, str text); /* as a text literal */

#endif
