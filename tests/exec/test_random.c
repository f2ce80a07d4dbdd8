/* test_random.c - random plans over random records give the same rows as
 * SQLite on the same tables, whatever the source can do.
 *
 * Each plan also survives its JSON form, and has words.  AURIC_PLANS sets how
 * many plans, AURIC_SEED where to begin; a failure prints the seed of its
 * universe, which alone repeats it. */
#include "exec/exec.h"
#include "exec/versus.h"
#include "plan/check.h"
#include "plan/json.h"

enum { PLANS_IN_UNIVERSE = 25 };

struct abilities {
    const char *name;
    unsigned refuses, lacks;
    enum source_text text;
};

static const struct abilities abilities[] = {
    { "everything", 0, 0, SOURCE_TEXT_NOCASE },
    { "nothing", ~0u, SOURCE_NO_COUNT | SOURCE_NO_ANY | SOURCE_NO_IDS | SOURCE_NO_SORT,
      SOURCE_TEXT_BYTES },
    { "ASCII case", 0, SOURCE_NO_SORT, SOURCE_TEXT_ASCII },
    { "bytes, no any", 0, SOURCE_NO_ANY | SOURCE_NO_IDS, SOURCE_TEXT_BYTES },
    { "equality only", ~(1u << OP_EQUALS), SOURCE_NO_COUNT, SOURCE_TEXT_NOCASE },
};

struct universe {
    struct arena *a;
    uint64_t seed;
    struct dice dice;
    struct memory_table *tables;
    sqlite3 *db;
};

static void check_json(struct universe *u, const struct plan *p)
{
    json_t *j = plan_to_json(p);
    struct plan *back = NULL;
    struct why why = { 0 };
    err_t e = plan_from_json(u->a, u->dice.schema, j, &back, &why);

    CHECK(e == ERR_OK && plan_equal(p, back), "seed %llu: JSON %s", (unsigned long long)u->seed,
          why.text);
    json_decref(j);
}

/* Small pages make requests dear or cheap, so that each way of asking is taken. */
static const unsigned pages[] = { 1, 1, 2, 1, 7 };
static unsigned next_page;

static void run_plan(struct universe *u, const struct plan *p, const struct abilities *can)
{
    struct memory_source m;
    struct result r = { 0 };
    struct why why = { 0 };

    memory_init(&m, u->tables, MODELS);
    m.refuses = can->refuses;
    m.source.lacks = can->lacks;
    m.source.text = can->text;
    m.source.page_records = pages[next_page++ % 5];
    struct exec_env env = { .schema = u->dice.schema,
                            .source = &m.source,
                            .budget = EXEC_BUDGET_DEFAULT };
    err_t e = exec_run(u->a, &env, p, &r, &why);
    str where = arena_fmt(u->a, "seed %llu, source does %s", (unsigned long long)u->seed,
                          can->name);
    compare_with_sqlite(u->db, u->a, u->dice.schema, p, e, &r, where.p, why.text);
}

static void run_universe(uint64_t seed)
{
    struct universe u = { .a = arena_new(), .seed = seed };

    u.dice = (struct dice){ .state = seed, .a = u.a };
    dice_schema(&u.dice);
    u.tables = dice_tables(&u.dice);
    u.db = open_tables(u.a, u.tables);
    for (int i = 0; i < PLANS_IN_UNIVERSE; i++) {
        struct plan *p = dice_plan(&u.dice, 0);
        struct why why = { 0 };
        size_t can = roll(&u.dice, 10);
        err_t e = plan_check(u.dice.schema, p, &why);
        CHECK(e == ERR_OK, "seed %llu: %s", (unsigned long long)seed, why.text);
        CHECK(plan_words(u.a, p).n > 4, "words");
        if (i % 4 == 0)
            check_json(&u, p);
        if (e == ERR_OK)
            run_plan(&u, p, &abilities[can < 5 ? can : 0]);
    }
    sqlite3_close(u.db);
    arena_free(u.a);
}

int main(void)
{
    uint64_t seed = setting("AURIC_SEED", PLANS_SEED);
    uint64_t plans = setting("AURIC_PLANS", 20000);

    fprintf(stderr, "seed %llu, %llu plans\n", (unsigned long long)seed, (unsigned long long)plans);
    for (uint64_t i = 0; i * PLANS_IN_UNIVERSE < plans && t_failures < 20; i++)
        run_universe(seed + i);
    return T_DONE();
}
