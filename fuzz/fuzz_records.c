/* fuzz_records.c - wherever a page is cut, and even when it breaks off there and
 * is read again, the same records come out once. */
#include "datahub/records.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct field fields[] = {
    { .path = { "name", 4 }, .type = FIELD_TEXT },
    { .path = { "a/b", 3 }, .type = FIELD_TEXT },
    { .path = { "a/n", 3 }, .type = FIELD_INT, .repeatable = true },
    { .path = { "born", 4 }, .type = FIELD_DATE },
    { .path = { "seen", 4 }, .type = FIELD_INSTANT },
    { .path = { "name", 4 }, .type = FIELD_TEXT },
};
enum { VIEW_N = sizeof fields / sizeof *fields };

static err_t on_record(void *ctx, const struct source_record *r)
{
    buf_add(ctx, r->id);
    for (size_t i = 0; i < VIEW_N; i++) {
        buf_byte(ctx, '|');
        value_print(ctx, r->values[i]);
    }
    buf_byte(ctx, '\n');
    return ERR_OK;
}

static err_t read_from(struct records *r, str in, size_t cut)
{
    TRY(records_feed(r, str_sub(in, 0, cut), NULL));
    TRY(records_feed(r, str_sub(in, cut, in.n), NULL));
    return records_end(r, NULL);
}

static struct records *reader(struct arena *a, struct buf *log)
{
    static const struct field *const view[] = { &fields[0], &fields[1], &fields[2],
                                                &fields[3], &fields[4], &fields[5] };

    buf_init(log, a);
    struct records *r = records_new(a, view, VIEW_N, on_record, log);
    records_begin(r);
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    struct buf whole, pieces, again;

    if (n > 1) {
        str in = { (const char *)data + 1, n - 1 };
        size_t cut = data[0] * in.n / 255;
        err_t e = read_from(reader(a, &whole), in, in.n);
        if (read_from(reader(a, &pieces), in, cut) != e)
            abort();
        struct records *r = reader(a, &again);
        bool broke_off = records_feed(r, str_sub(in, 0, cut), NULL) == ERR_OK;
        records_again(r);
        if (broke_off && read_from(r, in, cut) != e)
            abort();
        if (!e && (!str_eq(buf_str(&whole), buf_str(&pieces)) ||
                   !str_eq(buf_str(&whole), buf_str(&again))))
            abort();
    }
    arena_free(a);
    return 0;
}
