/* export.h - a result as a file: CSV (RFC 4180, UTF-8 with BOM, CRLF).
 *
 * A text that a spreadsheet would run as a formula (= + - @ TAB CR first) gets
 * an apostrophe in front.
 */
#ifndef ANSWER_EXPORT_H
#define ANSWER_EXPORT_H

#include "plan/result.h"

str export_csv(struct arena *a, const struct result *r);

#endif
