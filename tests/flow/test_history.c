/* test_history.c - conversations belong to their user, and a turn without an
 * answer stays. */
#include "codec/json.h"
#include "flow/history.h"
#include "t.h"

#include <stdlib.h>
#include <unistd.h>

static const str ana = { "ana", 3 }, ben = { "ben", 3 };

static void check_turns(struct history *h, struct arena *a)
{
    str conv = STR(""), other = STR("");
    json_t *o;

    CHECK(history_ask(h, a, ana, &conv, STR("t1"), STR("How many?"), 100, NULL) == ERR_OK, "ask");
    CHECK(conv.n > 0, "a conversation was made");
    CHECK(history_ask(h, a, ana, &conv, STR("t1"), STR("How many?"), 100, NULL) == ERR_OK, "again");
    CHECK(history_answer(h, STR("t1"), STR("{\"text\":\"7\"}"), STR(""), NULL) == ERR_OK, "answer");
    CHECK(history_ask(h, a, ana, &conv, STR("t2"), STR("And there?"), 101, NULL) == ERR_OK,
          "ask 2");
    CHECK(history_read(h, a, ana, conv, &o, NULL) == ERR_OK, "read");
    const json_t *turns = json_object_get(o, "turns");
    CHECK(json_array_size(turns) == 2, "two turns");
    CHECK(str_eq(json_member_str(json_object_get(json_array_get(turns, 0), "answer"), "text"),
                 STR("7")),
          "the first has its answer");
    CHECK(json_is_null(json_object_get(json_array_get(turns, 1), "answer")), "the second waits");
    CHECK(history_ask(h, a, ben, &conv, STR("t3"), STR("Mine?"), 102, NULL) == ERR_NOT_FOUND,
          "another's conversation does not exist");
    CHECK(history_read(h, a, ben, conv, &o, NULL) == ERR_NOT_FOUND, "nor can it be read");
    CHECK(history_find_answer(h, a, ben, STR("t1"), &o, NULL) == ERR_NOT_FOUND, "nor its answers");
    CHECK(history_change(h, ben, conv, STR("x"), 1, NULL) == ERR_NOT_FOUND, "nor renamed");
    CHECK(history_delete(h, ben, conv, NULL) == ERR_NOT_FOUND, "nor deleted");
    CHECK(history_judge(h, ben, STR("t1"), STR("wrong"), STR(""), 1, NULL) == ERR_NOT_FOUND,
          "judged");
    CHECK(history_ask(h, a, ben, &other, STR("t4"), STR("Mine?"), 103, NULL) == ERR_OK, "own");
}

static void check_lists(struct history *h, struct arena *a)
{
    json_t *list;

    CHECK(history_list(h, a, ana, &list, NULL) == ERR_OK && json_array_size(list) == 1, "list");
    str id = json_member_str(json_array_get(list, 0), "id");
    CHECK(str_eq(json_member_str(json_array_get(list, 0), "title"), STR("How many?")), "title");
    CHECK(history_change(h, ana, id, STR("Sales"), 1, NULL) == ERR_OK, "rename and pin");
    CHECK(history_list(h, a, ana, &list, NULL) == ERR_OK, "list");
    CHECK(str_eq(json_member_str(json_array_get(list, 0), "title"), STR("Sales")) &&
              json_is_true(json_object_get(json_array_get(list, 0), "pinned")),
          "renamed, pinned");
    CHECK(history_delete(h, ana, id, NULL) == ERR_OK, "delete");
    CHECK(history_list(h, a, ana, &list, NULL) == ERR_OK && json_array_size(list) == 0, "gone");
    CHECK(history_list(h, a, ben, &list, NULL) == ERR_OK && json_array_size(list) == 1, "only its");
}

int main(void)
{
    char dir[] = "/tmp/test_history_XXXXXX";
    struct arena *a = arena_new();
    struct history *h = NULL;
    struct why why = { "" };

    CHECK(mkdtemp(dir) != NULL, "a folder");
    const char *path = arena_fmt(a, "%s/h.db", dir).p;
    CHECK(history_open(&h, path, &why) == ERR_OK, "%s", why.text);
    if (h) {
        check_turns(h, a);
        check_lists(h, a);
        history_close(h);
    }
    unlink(path);
    rmdir(dir);
    arena_free(a);
    return T_DONE();
}
