/* test_records.c - pages into values: groups, collections, nulls, prefixes,
 * broken answers, a page read twice; and the same wherever the bytes are cut. */
#include "datahub/records.h"
#include "t.h"

static const struct field fields[] = {
    { .path = { "name", 4 }, .type = FIELD_TEXT },
    { .path = { "address/city", 12 }, .type = FIELD_TEXT },
    { .path = { "phones/phone/number", 19 }, .type = FIELD_INT, .repeatable = true },
    { .path = { "born", 4 }, .type = FIELD_DATE },
    { .path = { "seen", 4 }, .type = FIELD_INSTANT },
    { .path = { "vip", 3 }, .type = FIELD_BOOL },
    { .path = { "rate", 4 }, .type = FIELD_FLOAT },
    { .path = { "billing/billing", 15 }, .type = FIELD_TEXT },
    { .path = { "name", 4 }, .type = FIELD_TEXT },
};
enum { VIEW_N = sizeof fields / sizeof *fields };

/* clang-format off */
static const struct {
    const char *in, *out;
    err_t err;
} rows[] = {
    { "<RecordQueryResponse resultCount='0' totalCount='0'/>", "0/0 token=", ERR_OK },
    { "<?xml version='1.0' standalone='yes'?>\n"
      "<RecordQueryResponse resultCount=\"2\" totalCount=\"7\" offsetToken=\"Mg==\">\n"
      " <Record recordId=\"a\" createdDate=\"2020-01-27T14:17Z\" recordTitle=\"Ann\"><Fields><contact>\n"
      "  <name>Ann &amp; \xc3\x85se</name><address><street>x</street><city>Oslo</city></address>\n"
      "  <phones><phone><number>1</number></phone><phone><number>2</number></phone></phones>\n"
      "  <born>1990-02-28</born><seen>2020-01-27T14:17Z</seen><vip>true</vip><rate>1.50</rate>\n"
      "  <billing><billing>inner</billing></billing>\n"
      " </contact></Fields><links><link source='SF'><name>not this</name></link></links></Record>\n"
      " <Record recordId=\"b\"><Fields><contact><name/><born>never</born></contact></Fields></Record>\n"
      "</RecordQueryResponse>",
      "a|Ann & \xc3\x85se|Oslo|1|1990-02-28|2020-01-27T14:17:00|true|1.5|inner|Ann & \xc3\x85se\n"
      "b|||||||||\n2/7 token=Mg==", ERR_OK },
    { "<m:RecordQueryResponse xmlns:m='u' resultCount='1' totalCount='1'><m:Record recordId='c'>"
      "<m:Fields><m:contact><m:name>N</m:name></m:contact></m:Fields></m:Record></m:RecordQueryResponse>",
      "c|N||||||||N\n1/1 token=", ERR_OK },
    { "<RecordQueryResponse resultCount='2' totalCount='2'><Record recordId='a'/></RecordQueryResponse>",
      "a|||||||||\n", ERR_UPSTREAM },
    { "<RecordQueryResponse resultCount='1' totalCount='2'><Record recordId='a'><Fields><contact><na",
      "", ERR_UPSTREAM },
    { "<RecordQueryResponse resultCount='1' totalCount='2'><Record recordId='a'></Fields>", "",
      ERR_UPSTREAM },
    { "<html><body>Sign in</body></html>", "", ERR_UPSTREAM },
    { "<RecordQueryResponse/>", "", ERR_UPSTREAM },
    { "", "", ERR_UPSTREAM },
};
/* clang-format on */

static err_t log_record(void *ctx, const struct source_record *r)
{
    buf_add(ctx, r->id);
    for (size_t i = 0; i < VIEW_N; i++) {
        buf_byte(ctx, '|');
        value_print(ctx, r->values[i]);
    }
    buf_byte(ctx, '\n');
    return str_eq(r->id, STR("stop")) ? ERR_CANCELLED : ERR_OK;
}

static struct records *new_reader(struct arena *a, struct buf *log)
{
    static const struct field *view[VIEW_N];

    for (size_t i = 0; i < VIEW_N; i++)
        view[i] = &fields[i];
    buf_init(log, a);
    return records_new(a, view, VIEW_N, log_record, log);
}

static err_t read_cut(struct records *r, str in, size_t cut, struct why *why)
{
    TRY(records_feed(r, str_sub(in, 0, cut), why));
    TRY(records_feed(r, str_sub(in, cut, in.n), why));
    return records_end(r, why);
}

static void check_rows(struct arena *a)
{
    struct buf log;
    struct records *r = new_reader(a, &log);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str in = str_c(rows[i].in);
        for (size_t cut = 0; cut <= in.n; cut++) {
            struct why why = { "" };
            log.n = 0;
            records_begin(r);
            err_t e = read_cut(r, in, cut, &why);
            const struct records_page *p = records_page(r);
            if (!e)
                buf_fmt(&log, "%llu/%llu token=%.*s", (unsigned long long)p->rows,
                        (unsigned long long)p->total, STR_ARG(p->token));
            CHECK(e == rows[i].err, "row %zu cut at %zu: %s %s", i, cut, err_info(e)->name,
                  why.text);
            CHECK(str_eq(buf_str(&log), str_c(rows[i].out)), "row %zu cut at %zu: %s", i, cut,
                  buf_cstr(&log));
            CHECK(!e || why.text[0], "row %zu: no reason", i);
        }
    }
}

#define RECORD(id) "<Record recordId='" id "'><Fields><c><name>" id "</name></c></Fields></Record>"
#define PAGE(n, records)                                                                           \
    "<RecordQueryResponse resultCount='" n "' totalCount='9'>" records "</RecordQueryResponse>"

/* The transfer breaks after two records and is repeated. */
static void check_again(struct arena *a)
{
    struct buf log;
    struct why why;
    struct records *r = new_reader(a, &log);
    str page = STR(PAGE("3", RECORD("a") RECORD("b") RECORD("c")));
    str other = STR(PAGE("3", RECORD("a") RECORD("x") RECORD("c")));

    records_begin(r);
    CHECK(records_feed(r, str_sub(page, 0, str_find(page, STR("'c'"))), &why) == ERR_OK, "part");
    records_again(r);
    CHECK(read_cut(r, page, 7, &why) == ERR_OK, "%s", why.text);
    CHECK(str_eq(buf_str(&log), STR("a|a||||||||a\nb|b||||||||b\nc|c||||||||c\n")), "%s",
          buf_cstr(&log));
    CHECK(str_eq(records_page(r)->first_id, STR("a")) && str_eq(records_page(r)->last_id, STR("c")),
          "first and last");

    records_begin(r);
    CHECK(records_feed(r, str_sub(page, 0, str_find(page, STR("'c'"))), &why) == ERR_OK, "part");
    records_again(r);
    CHECK(read_cut(r, other, 7, &why) == ERR_CONFLICT, "another page");

    records_begin(r);
    CHECK(records_feed(r, str_sub(page, 0, str_find(page, STR("'c'"))), &why) == ERR_OK, "part");
    records_again(r);
    CHECK(read_cut(r, STR(PAGE("1", RECORD("a"))), 7, &why) == ERR_CONFLICT, "a shorter page: %s",
          why.text);
}

static void check_stop(struct arena *a)
{
    struct buf log;
    struct why why;
    struct records *r = new_reader(a, &log);

    records_begin(r);
    CHECK(read_cut(r, STR(PAGE("3", RECORD("a") RECORD("stop") RECORD("c"))), 3, &why) == ERR_OK,
          "the rest of the page is read");
    CHECK(records_stopped(r) == ERR_CANCELLED, "stopped");
    CHECK(str_eq(buf_str(&log), STR("a|a||||||||a\nstop|stop||||||||stop\n")), "%s",
          buf_cstr(&log));
}

int main(void)
{
    struct arena *a = arena_new();

    check_rows(a);
    check_again(a);
    check_stop(a);
    arena_free(a);
    return T_DONE();
}
