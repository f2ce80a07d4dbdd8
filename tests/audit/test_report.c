/* test_report.c - exports hold every entry, reports add up. */
#include "t.h"
#include "audit/export.h"
#include "audit/report.h"
#include "codec/json.h"

#include <stdlib.h>

enum { ENTRIES = 300 };

static struct arena *a;
static const char *path;

static const struct {
    const char *event, *actor, *role, *action, *question, *model, *field, *decision, *rule,
        *outcome, *error, *guard, *target;
} kinds[] = {
    { .event = "sign_in", .actor = "sarah.chen", .action = "ALLOWED", .outcome = "signed in" },
    { .event = "sign_in", .actor = "alex.smith", .action = "BLOCKED", .outcome = "wrong password" },
    { .event = "question",
      .actor = "sarah.chen",
      .role = "executive",
      .action = "ALLOWED",
      .question = "how many products?",
      .model = "Product",
      .field = "Product.price",
      .decision = "allow",
      .outcome = "answer" },
    { .event = "question",
      .actor = "alex.smith",
      .role = "clerk",
      .action = "BLOCKED",
      .question = "=HYPERLINK(\"http://x\",\"y\")",
      .decision = "deny",
      .rule = "role:clerk",
      .outcome = "refused" },
    { .event = "question",
      .actor = "eve",
      .role = "manager",
      .action = "SECURITY_VIOLATION",
      .question = "<script>alert('1')</script> & \"more\"\r\nnext",
      .decision = "deny",
      .rule = "guard:override",
      .guard = "block",
      .outcome = "refused" },
    { .event = "question",
      .actor = "sarah.chen",
      .action = "ALLOWED",
      .question = "sum",
      .outcome = "failed",
      .error = "upstream" },
    { .event = "user_change", .actor = "admin", .action = "ALLOWED", .target = "alex.smith" },
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static void fill(void)
{
    static const str override[] = { { "override", 8 } };
    struct audit *au;
    int64_t seq;

    CHECK(!audit_open(&au, path, NULL), "open");
    for (int i = 0; i < ENTRIES; i++) {
        struct audit_event e = AUDIT_EVENT_NONE;
        size_t k = i % 11 ? (size_t)(i * 5 % KINDS) : 2;
        str model = str_c(kinds[k].model), field = str_c(kinds[k].field);
        e.ts_ms = 1750240800000 + i * 1000;
        e.event = str_c(kinds[k].event);
        e.actor = str_c(kinds[k].actor);
        e.role = str_c(kinds[k].role);
        e.action = str_c(kinds[k].action);
        e.question = str_c(kinds[k].question);
        e.decision = str_c(kinds[k].decision);
        e.rule = str_c(kinds[k].rule);
        e.outcome = str_c(kinds[k].outcome);
        e.error = str_c(kinds[k].error);
        e.guard_verdict = str_c(kinds[k].guard);
        e.guard_rules = (struct audit_list){ override, kinds[k].guard ? 1 : 0 };
        e.target = str_c(kinds[k].target);
        e.models = (struct audit_list){ &model, model.n ? 1 : 0 };
        e.fields = (struct audit_list){ &field, field.n ? 1 : 0 };
        e.rows = kinds[k].model ? 3 : -1;
        CHECK(!audit_append(au, &e, &seq, NULL), "entry %d", i);
    }
    audit_close(au);
}

static str report(bool csv, int64_t from, int64_t to)
{
    char *text = NULL;
    size_t n = 0;
    struct why why = { "" };
    struct audit_report what = { .from_ms = 1750240800000 + from * 1000,
                                 .to_ms = 1750240800000 + to * 1000,
                                 .generated_ms = 1750999999000,
                                 .generated_by = STR("<admin>"),
                                 .csv = csv };

    FILE *f = open_memstream(&text, &n);
    CHECK(!audit_report(path, &what, f, &why), "%s", why.text);
    fclose(f);
    str out = arena_str(a, (str){ text, n });
    free(text);
    return out;
}

/* Sum of the counts of one section of the CSV report. */
static int64_t sum(str csv, const char *section, const char *who, const char *what)
{
    int64_t total = 0;

    while (csv.n) {
        str line = str_trim(str_cut(&csv, '\n'));
        str s = str_cut(&line, ','), w = str_cut(&line, ','), t = str_cut(&line, ',');
        int64_t n = 0;
        if (!str_eq(s, str_c(section)) || (who && !str_eq(w, str_c(who))) ||
            (what && !str_eq(t, str_c(what))))
            continue;
        CHECK(str_to_i64(str_cut(&line, ','), &n), "a count in %s", section);
        total += n;
    }
    return total;
}

struct truth {
    int64_t all, refused, sign_in, product;
};

static err_t count(void *ctx, const struct audit_event *e, str line, struct why *why)
{
    struct truth *t = ctx;

    (void)line;
    (void)why;
    t->all++;
    t->refused += str_eq(e->decision, STR("deny"));
    t->sign_in += str_eq(e->event, STR("sign_in"));
    t->product += e->models.n > 0;
    return ERR_OK;
}

static void check_sums(int64_t from, int64_t to)
{
    struct audit_filter f = { .from_ms = 1750240800000 + from * 1000,
                              .to_ms = 1750240800000 + to * 1000 };
    struct audit_reader *r;
    struct truth t = { 0 };
    str csv = report(true, from, to);

    CHECK(!audit_reader_open(&r, path, NULL) && !audit_each(r, &f, count, &t, NULL), "read");
    audit_reader_close(r);
    CHECK(t.all == to - from, "%lld in the period", (long long)t.all);
    CHECK(sum(csv, "events", NULL, NULL) == t.all, "events add up");
    CHECK(sum(csv, "people", NULL, NULL) == t.all, "people add up");
    CHECK(sum(csv, "rules", NULL, NULL) == t.refused, "refusals");
    CHECK(sum(csv, "sign-in", NULL, NULL) == t.sign_in, "sign-ins");
    CHECK(sum(csv, "models", "sarah.chen", "Product") == t.product, "models");
    CHECK(sum(csv, "models", NULL, NULL) == t.product, "of nobody else");
}

static void check_html(void)
{
    str h = report(false, 0, ENTRIES);

    CHECK(str_find(h, STR("The record verifies.")) < h.n, "verdict");
    CHECK(str_find(h, STR("The record verifies.")) < str_find(h, STR("<h2")), "on page one");
    CHECK(str_find(h, STR("<script")) == h.n, "nothing of a question is markup");
    CHECK(str_find(h, STR("&lt;script&gt;alert(&#39;1&#39;)")) < h.n, "it is text");
    CHECK(str_find(h, STR("&lt;admin&gt;")) < h.n, "nor of a name");
    CHECK(str_find(h, STR("http")) == str_find(h, STR("http://x")), "no resource from elsewhere");
    CHECK(str_eq(h, report(false, 0, ENTRIES)), "the same bytes again");
    h = report(false, 1000, 2000);
    CHECK(str_find(h, STR("There are no entries.")) < h.n, "an empty period");
}

/* A reader of RFC 4180, to count what the exports hold. */
static size_t csv_records(str s, size_t *fields, bool *crlf)
{
    size_t records = 0, n = 1;
    bool quoted = false;

    *crlf = true;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && s.p[i] == ',') {
            n++;
        } else if (!quoted && s.p[i] == '\n') {
            *crlf &= i > 0 && s.p[i - 1] == '\r';
            CHECK(records == 0 || n == *fields, "record %zu has %zu fields", records, n);
            *fields = n;
            n = 1;
            records++;
        }
    }
    return records;
}

static void check_exports(void)
{
    struct audit_reader *r;
    char *text = NULL;
    size_t n = 0, fields = 0;
    bool crlf;

    CHECK(!audit_reader_open(&r, path, NULL), "open");
    FILE *f = open_memstream(&text, &n);
    CHECK(!audit_export_csv(r, &(struct audit_filter){ .to_ms = 0 }, f, NULL), "csv");
    fclose(f);
    str csv = { text, n };
    CHECK(csv_records(csv, &fields, &crlf) == ENTRIES + 1 && crlf, "all of them, and a head");
    CHECK(str_find(csv, STR("\"'=HYPERLINK(\"\"http://x\"\"")) < n, "formulas are text");
    free(text);
    f = open_memstream(&text, &n);
    CHECK(!audit_export_jsonl(r, &(struct audit_filter){ .to_ms = 0 }, f, NULL), "jsonl");
    fclose(f);
    const char *file = arena_fmt(a, "%s.jsonl", path).p;
    f = fopen(file, "w");
    CHECK(f && fwrite(text, 1, n, f) == n, "write");
    fclose(f);
    free(text);
    struct audit_check c;
    CHECK(!audit_verify_file(file, &c, NULL) && audit_intact(&c) && !c.torn_tail &&
              c.chain.entries == ENTRIES,
          "verifies alone: %s", c.chain.bad);
    audit_reader_close(r);
}

static const struct {
    const char *text, *cell;
} cells[] = {
    { "", "," },
    { "plain", "plain," },
    { "a,b", "\"a,b\"," },
    { "say \"x\"", "\"say \"\"x\"\"\"," },
    { "a\nb", "\"a\nb\"," },
    { "=1+1", "'=1+1," },
    { "+1", "'+1," },
    { "-1", "'-1," },
    { "@x", "'@x," },
    { "\tx", "'\tx," },
    { "\rx", "\"'\rx\"," },
    { " x", "\" x\"," },
};

int main(void)
{
    char dir[] = "/tmp/auric-report-XXXXXX";

    a = arena_new();
    CHECK(mkdtemp(dir), "a folder");
    path = arena_fmt(a, "%s/audit.db", dir).p;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char *text = NULL;
        size_t n = 0;
        FILE *f = open_memstream(&text, &n);
        csv_cell(f, str_c(cells[i].text), ',');
        fclose(f);
        CHECK(str_eq((str){ text, n }, str_c(cells[i].cell)), "cell %s: %s", cells[i].text, text);
        free(text);
    }
    fill();
    check_sums(0, ENTRIES);
    check_sums(17, 203);
    check_html();
    check_exports();
    arena_free(a);
    return T_DONE();
}
