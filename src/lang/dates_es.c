#include "lang/timex_parse.h"

static const struct date_word words[] = {
    { "heute", EL_TODAY, 0 },
};

const struct date_lang date_lang_es = {
    .code = "es",
    .words = words,
    .words_n = sizeof words / sizeof *words,
    .day_first = true,
    .numbers = &number_lang_es,
};
