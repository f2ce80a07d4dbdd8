/* chart.h - which picture, if any, the shape of a result asks for. */
#ifndef ANSWER_CHART_H
#define ANSWER_CHART_H

#include "answer/answer.h"

struct chart chart_choose(const struct plan *p, const struct result *r, const struct comparison *c);

#endif
