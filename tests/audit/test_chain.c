/* test_chain.c - what was written verifies, and whatever is changed is named. */
#include "audit/reader.h"
#include "store/db.h"
#include "t.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ENTRIES = 12, TS = 1750240800 };

static struct arena *a;
static char *path, *head_path;

static struct audit_event event_of(int i)
{
    struct audit_event e = AUDIT_EVENT_NONE;

    e.ts_ms = ((int64_t)TS + i) * 1000;
    e.event = i % 3 ? STR("question") : STR("sign_in");
    e.actor = i % 2 ? STR("sarah.chen") : STR("alex.smith");
    e.action = i % 4 ? STR("ALLOWED") : STR("BLOCKED");
    e.question = arena_fmt(a, "question \"%d\"\n\xc3\xa9", i);
    return e;
}

static void fresh(int n)
{
    struct audit *au;
    int64_t seq = 0;

    unlink(path);
    unlink(head_path);
    unlink(arena_fmt(a, "%s-wal", path).p);
    unlink(arena_fmt(a, "%s-shm", path).p);
    CHECK(!audit_open(&au, path, NULL), "open");
    for (int i = 1; i <= n; i++) {
        struct audit_event e = event_of(i);
        CHECK(!audit_append(au, &e, &seq, NULL) && seq == i, "entry %d", i);
    }
    CHECK(audit_head(au).seq == n, "head");
    audit_close(au);
}

static struct audit_check verify(void)
{
    struct audit_check c = { 0 };
    struct why why = { "" };

    CHECK(!audit_verify(path, &c, &why), "%s", why.text);
    return c;
}

static void sql(const char *text)
{
    struct db *db;
    struct why why = { "" };

    CHECK(!db_open(&db, path, false, &why), "%s", why.text);
    CHECK(!db_exec(db, text, &why), "%s: %s", text, why.text);
    db_close(db);
}

/* `with_hash` recomputes the hash column of the entry too, as a forger would. */
static const struct {
    const char *what, *sql;
    int64_t bad;
} tampered[] = {
    { "nothing", "SELECT 1", 0 },
    { "a letter of a question",
      "UPDATE entry SET line = replace(line, 'question \\\"5', "
      "'question \\\"6') WHERE seq = 5",
      5 },
    { "the name of the actor",
      "UPDATE entry SET line = replace(line, 'sarah', 'david'), actor = "
      "'david.chen' WHERE seq = 7",
      7 },
    { "only the column of the actor", "UPDATE entry SET actor = 'x' WHERE seq = 4", 4 },
    { "only the column of the time", "UPDATE entry SET ts = ts + 1 WHERE seq = 4", 4 },
    { "only the column of the event", "UPDATE entry SET event = 'x' WHERE seq = 4", 4 },
    { "only the column of the action", "UPDATE entry SET action = 'x' WHERE seq = 4", 4 },
    { "only the hash", "UPDATE entry SET hash = replace(hash, 'a', 'b') WHERE seq = 3", 3 },
    { "prev", "UPDATE entry SET line = replace(line, '\"prev\":\"', '\"prev\":\"0') WHERE seq = 6",
      6 },
    { "the first",
      "UPDATE entry SET line = replace(line, 'ALLOWED', 'BLOCKED'), action = "
      "'BLOCKED' WHERE seq = 1",
      1 },
    { "the last",
      "UPDATE entry SET line = replace(line, 'BLOCKED', 'ALLOWED'), action = "
      "'ALLOWED' WHERE seq = 12",
      12 },
    { "deleted in the middle", "DELETE FROM entry WHERE seq = 6", 6 },
    { "deleted at the start", "DELETE FROM entry WHERE seq < 3", 1 },
    { "the tail cut off", "DELETE FROM entry WHERE seq > 9", 10 },
    { "everything deleted", "DELETE FROM entry", 1 },
    { "two swapped",
      "UPDATE entry SET seq = seq + 100 WHERE seq IN (4, 5);"
      "UPDATE entry SET seq = 5 WHERE seq = 104;"
      "UPDATE entry SET seq = 4 WHERE seq = 105",
      4 },
    { "one repeated",
      "INSERT INTO entry SELECT 13, ts, event, actor, action, line, hash FROM "
      "entry WHERE seq = 12",
      13 },
    { "a gap closed",
      "DELETE FROM entry WHERE seq = 6;"
      "UPDATE entry SET seq = seq - 1 WHERE seq > 6",
      6 },
    { "a byte behind", "UPDATE entry SET line = line || ' ' WHERE seq = 2", 2 },
    { "an empty line", "UPDATE entry SET line = '' WHERE seq = 2", 2 },
};

static void check_tampered(void)
{
    for (size_t i = 0; i < sizeof tampered / sizeof *tampered; i++) {
        fresh(ENTRIES);
        sql(tampered[i].sql);
        struct audit_check c = verify();
        CHECK(c.chain.bad_seq == tampered[i].bad, "%s: %lld %s", tampered[i].what,
              (long long)c.chain.bad_seq, c.chain.bad);
        CHECK(audit_intact(&c) == !c.chain.bad[0], "%s: a reason", tampered[i].what);
    }
}

/* A forger who recomputes the hash of what he changed breaks the next link. */
static void check_forger(void)
{
    struct audit_event e = event_of(5);
    char hash[AUDIT_HASH_N + 1];
    struct db *db;

    fresh(ENTRIES);
    CHECK(!db_open(&db, path, false, NULL), "open");
    struct stmt *get = db_prepare(db, "SELECT hash FROM entry WHERE seq = 4", NULL);
    CHECK(get && !stmt_step(get, NULL), "the hash before");
    e.seq = 5;
    e.actor = STR("nobody");
    str line = audit_line(a, &e, arena_str(a, stmt_text(get, 0)));
    stmt_reset(get);
    audit_hash(line, hash);
    struct stmt *put = db_prepare(
        db, "UPDATE entry SET actor = 'nobody', line = ?1, hash = ?2 WHERE seq = 5", NULL);
    stmt_bind_text(put, 1, line);
    stmt_bind_text(put, 2, str_c(hash));
    CHECK(!stmt_run(put, NULL), "forged");
    db_close(db);
    struct audit_check c = verify();
    CHECK(c.chain.bad_seq == 5, "%lld %s", (long long)c.chain.bad_seq, c.chain.bad);
}

static void write_lines(const char *file, size_t cut_behind, size_t *size)
{
    struct db *db;
    FILE *f = fopen(file, "w");
    struct buf b;

    buf_init(&b, a);
    CHECK(f && !db_open(&db, path, true, NULL), "open");
    struct stmt *s = db_prepare(db, "SELECT line FROM entry ORDER BY seq", NULL);
    while (stmt_step(s, NULL) == ERR_OK) {
        buf_add(&b, stmt_text(s, 0));
        buf_byte(&b, '\n');
    }
    *size = b.n;
    CHECK(fwrite(b.p, 1, b.n < cut_behind ? b.n : cut_behind, f) > 0, "write");
    fclose(f);
    db_close(db);
}

/* Cut anywhere: whole lines verify, a piece of a line is a torn tail and
 * nothing worse; changed anywhere: the line, or the one whose link broke. */
static void check_lines(void)
{
    const char *file = arena_fmt(a, "%s.jsonl", path).p;
    struct audit_check c;
    size_t size, at = 0;

    fresh(4);
    write_lines(file, SIZE_MAX, &size);
    char *all = arena_alloc(a, size);
    FILE *f = fopen(file, "r");
    CHECK(f && fread(all, 1, size, f) == size, "read");
    fclose(f);
    for (size_t cut = 1; cut < size; cut++) {
        size_t n;
        write_lines(file, cut, &n);
        CHECK(!audit_verify_file(file, &c, NULL) && audit_intact(&c), "cut at %zu", cut);
        bool whole = all[cut - 1] == '\n' || all[cut] == '\n';
        CHECK(c.torn_tail == !whole, "cut at %zu: torn %d", cut, c.torn_tail);
    }
    for (size_t i = 0; i < size; i++) {
        int64_t line = 1;
        for (at = 0; at < i; at++)
            line += all[at] == '\n';
        char was = all[i];
        all[i] = was == '5' ? '6' : '5';
        f = fopen(file, "w");
        CHECK(f && fwrite(all, 1, size, f) == size, "write");
        fclose(f);
        all[i] = was;
        CHECK(!audit_verify_file(file, &c, NULL), "verified");
        bool last = line == 4;
        CHECK(last || c.chain.bad_seq || c.torn_tail, "byte %zu of line %lld", i, (long long)line);
        CHECK(c.chain.bad_seq == 0 || line == 1 || c.chain.bad_seq == line ||
                  c.chain.bad_seq == line - 1 || c.chain.bad_seq == line + 1,
              "byte %zu of line %lld: %lld", i, (long long)line, (long long)c.chain.bad_seq);
    }
}

static void check_list(void)
{
    struct audit_reader *r;
    struct audit_event *all;
    size_t n;

    fresh(ENTRIES);
    CHECK(!audit_reader_open(&r, path, NULL), "reader");
    CHECK(!audit_list(r, a, &(struct audit_filter){ .actor = { 0 } }, 0, 5, &all, &n, NULL),
          "list");
    CHECK(n == 5 && all[0].seq == 12 && all[4].seq == 8, "the newest five");
    CHECK(!audit_list(r, a, &(struct audit_filter){ .actor = STR("sarah.chen") }, 8, 5, &all, &n,
                      NULL),
          "list");
    CHECK(n == 4 && all[0].seq == 7 && all[3].seq == 1, "one actor's, below 8");
    struct audit_filter f = { .event = STR("sign_in"),
                              .action = STR("ALLOWED"),
                              .from_ms = ((int64_t)TS + 3) * 1000,
                              .to_ms = ((int64_t)TS + 9) * 1000 };
    CHECK(!audit_list(r, a, &f, 0, 50, &all, &n, NULL), "list");
    CHECK(n == 2 && all[0].seq == 6 && all[1].seq == 3, "of a kind in a time: %zu", n);
    CHECK(str_eq(all[0].question, STR("question \"6\"\n\xc3\xa9")), "as it was");
    audit_reader_close(r);
    CHECK(audit_reader_open(&r, "/nowhere/audit.db", NULL) == ERR_IO, "no file");
}

static void check_clock(void)
{
    struct audit *au;
    struct audit_event e = event_of(1);
    int64_t seq;

    fresh(3);
    CHECK(!audit_open(&au, path, NULL), "open");
    e.ts_ms -= 5000;
    CHECK(!audit_append(au, &e, &seq, NULL) && seq == 4, "an earlier time");
    audit_close(au);
    struct audit_check c = verify();
    CHECK(audit_intact(&c) && c.chain.clock_steps == 1 && c.chain.first_step == 4, "is told");
}

/* No room: an error, and afterwards everything that was acknowledged is there. */
static void check_full_disk(void)
{
    struct audit *au;
    struct why why = { "" };
    struct rlimit was, low = { 0, 0 };
    int64_t seq = 0, kept = 3;
    err_t e = ERR_OK;

    fresh(3);
    CHECK(!audit_open(&au, path, NULL) && !getrlimit(RLIMIT_FSIZE, &was), "open");
    low = (struct rlimit){ 64 << 10, was.rlim_max };
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &low);
    for (int i = 4; i < 400 && !e; i++) {
        struct audit_event ev = event_of(i);
        e = audit_append(au, &ev, &seq, &why);
        kept = e ? kept : seq;
    }
    setrlimit(RLIMIT_FSIZE, &was);
    CHECK(e == ERR_IO && strstr(why.text, "cannot be written"), "full: %s", why.text);
    struct audit_event ev = event_of(1);
    CHECK(!audit_append(au, &ev, &seq, &why) && seq == kept + 1, "room again: %s", why.text);
    audit_close(au);
    struct audit_check c = verify();
    CHECK(audit_intact(&c) && c.chain.entries == kept + 1, "%s", c.chain.bad);
}

int main(void)
{
    char dir[] = "/tmp/auric-audit-XXXXXX";

    a = arena_new();
    CHECK(mkdtemp(dir), "a folder");
    path = arena_cstr(a, arena_fmt(a, "%s/audit.db", dir));
    head_path = arena_cstr(a, arena_fmt(a, "%s/audit.db.head", dir));
    fresh(ENTRIES);
    struct audit_check c = verify();
    CHECK(audit_intact(&c) && c.chain.entries == ENTRIES && c.head_known && c.note.seq == ENTRIES,
          "%s", c.chain.bad);
    check_tampered();
    check_forger();
    check_lines();
    check_list();
    check_clock();
    check_full_disk();
    arena_free(a);
    return T_DONE();
}
