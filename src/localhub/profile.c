#include "localhub/profile.h"

#include <math.h>
#include <stdlib.h>

static void insert(struct hub_set *s, uint64_t hash)
{
    size_t at = hash & (s->cap - 1);

    while (s->slots[at])
        at = (at + 1) & (s->cap - 1);
    s->slots[at] = hash;
}

static void grow(struct hub_set *s)
{
    struct hub_set old = *s;

    s->cap = old.cap ? old.cap * 2 : 64;
    s->slots = calloc(s->cap, sizeof *s->slots);
    if (!s->slots)
        abort();
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i])
            insert(s, old.slots[i]);
    free(old.slots);
}

bool hub_set_has(const struct hub_set *s, uint64_t hash)
{
    hash += !hash;
    for (size_t at = hash & (s->cap - 1); s->cap && s->slots[at]; at = (at + 1) & (s->cap - 1))
        if (s->slots[at] == hash)
            return true;
    return false;
}

bool hub_set_add(struct hub_set *s, uint64_t hash)
{
    hash += !hash;
    if (hub_set_has(s, hash))
        return false;
    if (s->n * 2 >= s->cap)
        grow(s);
    insert(s, hash);
    s->n++;
    return true;
}

void hub_set_fini(struct hub_set *s)
{
    free(s->slots);
    *s = (struct hub_set){ 0 };
}

void hub_profile_fini(struct hub_profile *p)
{
    hub_set_fini(&p->distinct);
}

bool hub_profile_is_unique(const struct hub_profile *p)
{
    return p->rows > 0 && p->nulls == 0 && p->distinct.n == p->rows;
}

/* A plain decimal that loses nothing as a number: no leading zero, no plus, at
 * most 15 digits. */
static unsigned reads_number(str s, int64_t *whole)
{
    size_t i = s.n && s.p[0] == '-', digits = 0, from = i;
    bool point = false;

    for (; i < s.n; i++) {
        if (s.p[i] == '.' && !point && digits)
            point = true;
        else if (s.p[i] >= '0' && s.p[i] <= '9')
            digits++;
        else
            return 0;
    }
    bool leading_zero = s.n - from > 1 && s.p[from] == '0' && s.p[from + 1] != '.';
    if (!digits || digits > 15 || leading_zero || s.p[s.n - 1] == '.')
        return 0;
    return !point && str_to_i64(s, whole) ? HUB_READS_INT | HUB_READS_FLOAT : HUB_READS_FLOAT;
}

static bool reads_bool(str s)
{
    return str_eq_nocase(s, STR("true")) || str_eq_nocase(s, STR("false"));
}

static void note_whole(struct hub_profile *p, int64_t i)
{
    bool first = p->min > p->max;

    p->min = first || i < p->min ? i : p->min;
    p->max = first || i > p->max ? i : p->max;
}

static void note_reads(struct hub_profile *p, str s)
{
    unsigned reads = 0;
    int64_t t = 0;

    if (p->reads & (HUB_READS_INT | HUB_READS_FLOAT)) {
        reads = reads_number(s, &t);
        if (reads & HUB_READS_INT)
            note_whole(p, t);
    }
    if ((p->reads & HUB_READS_DATE) && civil_parse_date(s, &t))
        reads |= HUB_READS_DATE | HUB_READS_INSTANT;
    else if ((p->reads & HUB_READS_INSTANT) && s.n > 10 && civil_parse_instant(s, &t)) {
        reads |= HUB_READS_INSTANT;
        p->midnights &= t % DAY_S == 0;
    } else if ((p->reads & HUB_READS_INSTANT) && civil_parse_date(s, &t))
        reads |= HUB_READS_INSTANT;
    if ((p->reads & HUB_READS_TIME) && s.n == 8 && civil_parse_time(s, &t))
        reads |= HUB_READS_TIME;
    if ((p->reads & HUB_READS_BOOL) && reads_bool(s))
        reads |= HUB_READS_BOOL;
    p->reads &= reads;
}

static size_t chars_of(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

static void note_kind(struct hub_profile *p, struct value v, str text)
{
    if (v.kind == VALUE_FLOAT && v.f == trunc(v.f) && fabs(v.f) < 9e15)
        note_whole(p, (int64_t)v.f);
    else if (v.kind == VALUE_FLOAT)
        p->fractions++;
    else if (v.kind == VALUE_INT)
        note_whole(p, v.i);
    p->ints += v.kind == VALUE_INT;
    p->floats += v.kind == VALUE_FLOAT;
    p->bools += v.kind == VALUE_BOOL;
    if (v.kind != VALUE_TEXT)
        return;
    p->texts++;
    if (hub_is_nullish(text))
        p->nullish++;
    else if (p->reads)
        note_reads(p, text);
}

static void note(struct arena *keep, struct arena *scratch, struct hub_profile *p, struct value v)
{
    p->rows++;
    str text = v.kind == VALUE_NULL ? STR("") : hub_canonical(scratch, v);
    if (!text.n) {
        p->nulls++;
        return;
    }
    note_kind(p, v, text);
    size_t chars = chars_of(text);
    if (chars > p->chars_max)
        p->chars_max = chars;
    if (!hub_set_add(&p->distinct, str_hash(text)) || p->samples_n > HUB_ENUM_MAX)
        return;
    if (p->samples_n < HUB_ENUM_MAX && chars <= HUB_ENUM_CHARS)
        p->samples[p->samples_n] = arena_str(keep, hub_clean_text(scratch, text));
    p->samples_n = chars <= HUB_ENUM_CHARS ? p->samples_n + 1 : HUB_ENUM_MAX + 1;
}

struct pass {
    struct arena *keep, *scratch;
    struct hub_profile *columns;
    size_t columns_n;
};

static err_t on_row(void *ctx, const struct value *cells, struct why *why)
{
    struct pass *p = ctx;

    (void)why;
    for (size_t i = 0; i < p->columns_n; i++)
        note(p->keep, p->scratch, &p->columns[i], cells[i]);
    arena_reset(p->scratch);
    return ERR_OK;
}

err_t hub_profile_table(struct arena *a, const struct hub_intake *t, struct hub_profile *columns,
                        struct why *why)
{
    struct pass p = { a, arena_new(), columns, t->columns_n };

    for (size_t i = 0; i < t->columns_n; i++)
        columns[i] =
            (struct hub_profile){ .reads = HUB_READS_ALL, .midnights = true, .min = 1, .max = 0 };
    err_t e = t->scan(t, &(struct hub_scan){ .on_row = on_row, .ctx = &p }, why);
    arena_free(p.scratch);
    return e;
}
