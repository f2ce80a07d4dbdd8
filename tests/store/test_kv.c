/* test_kv.c - one set of promises, held by memory and by a real Redis. */
#include "store/kv_ops.h"
#include "store/redis_url.h"
#include "t.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char port[8], socket_path[64];
static pid_t pid;

static void find_port(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET };
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&a, n) || getsockname(fd, (struct sockaddr *)&a, &n))
        abort();
    close(fd);
    snprintf(port, sizeof port, "%u", ntohs(a.sin_port));
    snprintf(socket_path, sizeof socket_path, "/tmp/test_kv_%s.sock", port);
}

static void start_redis(void)
{
    char *argv[] = { "redis-server", "--port",        port,      "--bind",
                     "127.0.0.1",    "--save",        "",        "--appendonly",
                     "no",           "--requirepass", "p@ss:w",  "--unixsocket",
                     socket_path,    "--loglevel",    "warning", "--logfile",
                     "/dev/null",    "--dir",         "/tmp",    NULL };

    if (posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ) != 0) {
        fprintf(stderr, "redis-server is needed: apt install redis-server\n");
        exit(1);
    }
}

static void end_redis(void)
{
    if (pid) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    pid = 0;
    unlink(socket_path);
}

static struct kv *must_connect(const char *url)
{
    struct kv *kv = NULL;
    struct why why = { "" };

    for (int i = 0; i < 500; i++) {
        if (kv_redis(&kv, url, &why) == ERR_OK)
            return kv;
        usleep(10000);
    }
    fprintf(stderr, "cannot go on: %s\n", why.text);
    exit(1);
}

static void check_basics(struct kv *kv, const char *kind)
{
    struct arena *a = arena_new();
    str v = STR("untouched"), binary = { "a\0\r\n\xff", 5 };

    CHECK(strcmp(kv_kind(kv), kind) == 0 && kv_ping(kv) == ERR_OK, "%s", kind);
    CHECK(kv_get(kv, a, STR("x:1"), &v) == ERR_NOT_FOUND && str_eq(v, STR("untouched")), "%s",
          kind);
    CHECK(kv_set(kv, STR("x:1"), binary, 0) == ERR_OK, "%s", kind);
    CHECK(kv_get(kv, a, STR("x:1"), &v) == ERR_OK && str_eq(v, binary), "%s: bytes", kind);
    CHECK(kv_set(kv, STR("x:1"), STR(""), 0) == ERR_OK, "%s", kind);
    CHECK(kv_get(kv, a, STR("x:1"), &v) == ERR_OK && v.n == 0, "%s: empty is not absent", kind);
    CHECK(kv_del(kv, STR("x:1")) == ERR_OK && kv_del(kv, STR("x:1")) == ERR_OK, "%s", kind);
    CHECK(kv_get(kv, a, STR("x:1"), &v) == ERR_NOT_FOUND, "%s: deleted", kind);
    CHECK(kv_touch(kv, STR("x:1"), 5) == ERR_NOT_FOUND, "%s: touch what is not there", kind);
    CHECK(kv_touch(kv, STR("x:1"), 0) == ERR_NOT_FOUND, "%s: touch what is not there", kind);
    CHECK(kv_set(kv, STR(""), STR("v"), 0) == ERR_BAD_INPUT, "%s: no key", kind);
    char *big = calloc(1, KV_VALUE_MAX + 1);
    CHECK(kv_set(kv, STR("x:1"), (str){ big, KV_VALUE_MAX + 1 }, 0) == ERR_TOO_LARGE, "%s", kind);
    CHECK(kv_set(kv, STR("x:1"), (str){ big, KV_VALUE_MAX }, 0) == ERR_OK, "%s", kind);
    CHECK(kv_get(kv, a, STR("x:1"), &v) == ERR_OK && v.n == KV_VALUE_MAX, "%s: largest", kind);
    CHECK(kv_set(kv, (str){ big, KV_KEY_MAX + 1 }, STR(""), 0) == ERR_TOO_LARGE, "%s: key", kind);
    CHECK(kv_del(kv, STR("x:1")) == ERR_OK, "%s", kind);
    free(big);
    arena_free(a);
}

static void check_incr(struct kv *kv, const char *kind)
{
    struct arena *a = arena_new();
    int64_t n = 7;
    str v;

    CHECK(kv_incr(kv, STR("n:1"), 3, 0, &n) == ERR_OK && n == 3, "%s", kind);
    CHECK(kv_incr(kv, STR("n:1"), -5, 60, &n) == ERR_OK && n == -2, "%s", kind);
    CHECK(kv_get(kv, a, STR("n:1"), &v) == ERR_OK && str_eq(v, STR("-2")), "%s: as text", kind);
    CHECK(kv_set(kv, STR("n:1"), STR("word"), 0) == ERR_OK, "%s", kind);
    n = 7;
    CHECK(kv_incr(kv, STR("n:1"), 1, 0, &n) == ERR_CONFLICT && n == 7, "%s: not a number", kind);
    CHECK(kv_incr(kv, STR("n:1"), 1, 9, &n) == ERR_CONFLICT && n == 7, "%s: not a number", kind);
    CHECK(kv_set(kv, STR("n:1"), STR("9223372036854775807"), 0) == ERR_OK, "%s", kind);
    CHECK(kv_incr(kv, STR("n:1"), 1, 0, &n) == ERR_CONFLICT && n == 7, "%s: overflow", kind);
    CHECK(kv_del(kv, STR("n:1")) == ERR_OK, "%s", kind);
    arena_free(a);
}

static bool is_there(struct kv *kv, const char *key)
{
    struct arena *a = arena_new();
    str v;
    bool there = kv_get(kv, a, str_c(key), &v) == ERR_OK;

    arena_free(a);
    return there;
}

/* Both at once, because it takes two seconds. */
static void check_ttl(struct kv *const *kvs, size_t n)
{
    static const struct {
        const char *key;
        bool stays;
    } AFTER[] = { { "t:ever", true },     { "t:short", false },   { "t:longer", true },
                  { "t:shorter", false }, { "t:counted", false }, { "t:again", true },
                  { "t:kept", true },     { "t:counting", false } };
    int64_t x;

    for (size_t i = 0; i < n; i++) {
        struct kv *kv = kvs[i];
        err_t e = kv_set(kv, STR("t:ever"), STR("v"), 0);
        e |= kv_set(kv, STR("t:short"), STR("v"), 1);
        e |= kv_set(kv, STR("t:longer"), STR("v"), 1);
        e |= kv_touch(kv, STR("t:longer"), 60);
        e |= kv_set(kv, STR("t:shorter"), STR("v"), 60);
        e |= kv_touch(kv, STR("t:shorter"), 1);
        e |= kv_incr(kv, STR("t:counted"), 1, 1, &x);
        e |= kv_set(kv, STR("t:again"), STR("v"), 1);
        e |= kv_set(kv, STR("t:again"), STR("w"), 0); /* a set sets both */
        e |= kv_set(kv, STR("t:kept"), STR("v"), 1);
        e |= kv_touch(kv, STR("t:kept"), 0);
        e |= kv_incr(kv, STR("t:counting"), 1, 1, &x);
        e |= kv_incr(kv, STR("t:counting"), 1, 60, &x); /* does not prolong it */
        CHECK(e == ERR_OK && x == 2, "%s: all kept", kv_kind(kv));
        for (size_t k = 0; k < sizeof AFTER / sizeof *AFTER; k++)
            CHECK(is_there(kv, AFTER[k].key), "%s: %s at first", kv_kind(kv), AFTER[k].key);
    }
    usleep(1300000);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sizeof AFTER / sizeof *AFTER; k++)
            CHECK(is_there(kvs[i], AFTER[k].key) == AFTER[k].stays, "%s: %s later", kv_kind(kvs[i]),
                  AFTER[k].key);
}

static void *count_up(void *kv)
{
    int64_t n;

    for (int i = 0; i < 200; i++)
        if (kv_incr(kv, STR("c:shared"), 1, 60, &n) != ERR_OK)
            return "failed";
    return NULL;
}

static void check_threads(struct kv *kv)
{
    pthread_t threads[8];
    int64_t n = 0;

    for (size_t i = 0; i < 8; i++)
        pthread_create(&threads[i], NULL, count_up, kv);
    for (size_t i = 0; i < 8; i++) {
        void *failed = NULL;
        pthread_join(threads[i], &failed);
        CHECK(!failed, "%s: thread %zu", kv_kind(kv), i);
    }
    CHECK(kv_incr(kv, STR("c:shared"), 0, 60, &n) == ERR_OK && n == 1600, "%s: %lld", kv_kind(kv),
          (long long)n);
}

/* What was used last stays. */
static void check_limit(void)
{
    struct kv *kv;
    static char kilobyte[1000];
    struct arena *a = arena_new();
    str v;

    CHECK(kv_memory_sized(&kv, 100000) == ERR_OK, "made");
    CHECK(kv_set(kv, STR("old"), STR("used"), 0) == ERR_OK, "set");
    CHECK(kv_set(kv, STR("older"), STR("not used"), 0) == ERR_OK, "set");
    for (int i = 0; i < 5000; i++) {
        CHECK(kv_set(kv, arena_fmt(a, "k%d", i), (str){ kilobyte, sizeof kilobyte }, 0) == ERR_OK,
              "set %d", i);
        CHECK(kv_get(kv, a, STR("old"), &v) == ERR_OK, "used at %d", i);
    }
    CHECK(!is_there(kv, "older") && !is_there(kv, "k4000") && is_there(kv, "k4999") &&
              is_there(kv, "k4950"),
          "the oldest went");
    kv_free(kv);
    kv_free(NULL);
    arena_free(a);
}

/* Against a plain array: the same operations, the same answers. */
static void check_model(void)
{
    enum { KEYS = 3000, STEPS = 60000 };
    static int model[KEYS];
    struct kv *kv;
    struct arena *a = arena_new();
    uint64_t x = 42;

    CHECK(kv_memory(&kv) == ERR_OK, "made");
    for (int i = 0; i < STEPS; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        int k = (int)(x >> 33) % KEYS;
        str key = arena_fmt(a, "m:%d", k), v = STR("");
        int64_t n = 0;
        if (x >> 62 == 0) {
            model[k] = 0;
            if (kv_del(kv, key))
                CHECK(false, "del");
        } else if (x >> 62 == 1) {
            model[k]++;
            if (kv_incr(kv, key, 1, 0, &n) || n != model[k])
                CHECK(false, "step %d: %lld, not %d", i, (long long)n, model[k]);
        } else {
            err_t e = kv_get(kv, a, key, &v);
            if (model[k] ? e || !str_to_i64(v, &n) || n != model[k] : e != ERR_NOT_FOUND)
                CHECK(false, "step %d: %.*s, not %d", i, STR_ARG(v), model[k]);
        }
        if (i % 1000 == 0)
            arena_reset(a);
    }
    kv_free(kv);
    arena_free(a);
}

static void check_urls(void)
{
    static const struct {
        const char *url, *wanted; /* NULL: refused */
    } CASES[] = {
        { "redis://h", "h:6379/0 []:[]" },
        { "redis://h:1/2", "h:1/2 []:[]" },
        { "redis://h/", "h:6379/0 []:[]" },
        { "redis://u:p%40%3A@h:65535/15", "h:65535/15 [u]:[p@:]" },
        { "redis://:p@ss@h", "h:6379/0 []:[p@ss]" },
        { "redis://[::1]:7000/1", "::1:7000/1 []:[]" },
        { "/run/redis.sock", "/run/redis.sock" },
        { "redis://", NULL },
        { "redis://:6379", NULL },
        { "redis://h:0", NULL },
        { "redis://h:65536", NULL },
        { "redis://h:+1", NULL },
        { "redis://h:", NULL },
        { "redis://h/x", NULL },
        { "redis://h/1/2", NULL },
        { "redis://h/1?x=y", NULL },
        { "redis://user@h", NULL },
        { "redis://u:%zz@h", NULL },
        { "redis://[::1", NULL },
        { "redis://[::1]x", NULL },
        { "redis://a b", NULL },
        { "rediss://h", NULL },
        { "http://h", NULL },
        { "h:6379", NULL },
        { "", NULL },
    };
    struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct redis_url u;
        struct why why = { "" };
        err_t e = redis_url_parse(a, str_c(CASES[i].url), &u, &why);
        if (!CASES[i].wanted) {
            CHECK(e == ERR_BAD_INPUT && strstr(why.text, "redis://[user:"), "%s", CASES[i].url);
            continue;
        }
        str got = e        ? str_c(why.text)
                  : u.path ? str_c(u.path)
                           : arena_fmt(a, "%s:%d/%d [%.*s]:[%.*s]", u.host, u.port, u.db,
                                       STR_ARG(u.user), STR_ARG(u.password));
        CHECK(str_eq(got, str_c(CASES[i].wanted)), "%s: %.*s", CASES[i].url, STR_ARG(got));
    }
    arena_free(a);
}

static void check_connecting(void)
{
    struct kv *kv = NULL;
    struct why why = { "" };
    char url[128];

    CHECK(kv_redis(&kv, "redis://127.0.0.1:1", &why) == ERR_UNAVAILABLE && !kv, "nobody there");
    CHECK(strstr(why.text, "127.0.0.1") && strstr(why.text, "refused"), "%s", why.text);
    snprintf(url, sizeof url, "redis://:secret@127.0.0.1:%s", port);
    CHECK(kv_redis(&kv, url, &why) == ERR_UNAVAILABLE && !kv, "wrong password");
    CHECK(strstr(why.text, "password") && !strstr(why.text, "secret"), "%s", why.text);
    snprintf(url, sizeof url, "redis://default:p%%40ss%%3Aw@127.0.0.1:%s/99", port);
    CHECK(kv_redis(&kv, url, &why) == ERR_UNAVAILABLE && !kv, "no such database");
    CHECK(strstr(why.text, "database"), "%s", why.text);
    CHECK(kv_redis(&kv, "/nowhere/x.sock", &why) == ERR_UNAVAILABLE && !kv, "no such socket");
    CHECK(kv_redis(&kv, socket_path, &why) == ERR_UNAVAILABLE && !kv, "a password is needed");
    CHECK(strstr(why.text, "NOAUTH"), "%s", why.text);
}

/* Databases are apart, processes that share one are not. */
static void check_shared(struct kv *kv)
{
    char url[128];
    struct arena *a = arena_new();
    str v;

    snprintf(url, sizeof url, "redis://default:p%%40ss%%3Aw@127.0.0.1:%s/3", port);
    struct kv *same = must_connect(url);
    snprintf(url, sizeof url, "redis://:p@ss:w@127.0.0.1:%s", port);
    struct kv *other = must_connect(url);
    CHECK(kv_set(kv, STR("s:1"), STR("v"), 0) == ERR_OK, "set");
    CHECK(kv_get(same, a, STR("s:1"), &v) == ERR_OK && str_eq(v, STR("v")), "shared");
    CHECK(kv_get(other, a, STR("s:1"), &v) == ERR_NOT_FOUND, "another database");
    kv_free(same);
    kv_free(other);
    arena_free(a);
}

static void check_restart(struct kv *kv)
{
    int64_t n = 0;

    end_redis();
    CHECK(kv_ping(kv) == ERR_UNAVAILABLE, "away");
    CHECK(kv_incr(kv, STR("r:1"), 1, 0, &n) == ERR_UNAVAILABLE, "away");
    start_redis();
    for (int i = 0; i < 500 && kv_ping(kv); i++)
        usleep(10000);
    CHECK(kv_incr(kv, STR("r:1"), 1, 0, &n) == ERR_OK && n == 1, "back again");
    end_redis();
    start_redis(); /* the idle connection is dead, and the next call must not notice */
    char url[128];
    snprintf(url, sizeof url, "redis://:p@ss:w@127.0.0.1:%s", port);
    kv_free(must_connect(url));
    CHECK(kv_incr(kv, STR("r:1"), 1, 0, &n) == ERR_OK && n == 1, "at once");
}

static void check_keys(struct kv *kv, const char *kind)
{
    struct arena *a = arena_new();
    str *found;
    size_t n;

    CHECK(kv_set(kv, STR("run*:a"), STR("1"), 0) == ERR_OK, "%s", kind);
    CHECK(kv_set(kv, STR("run*:b"), STR("2"), 60) == ERR_OK, "%s", kind);
    CHECK(kv_set(kv, STR("runs:c"), STR("3"), 0) == ERR_OK, "%s", kind);
    CHECK(kv_keys(kv, a, STR("run*:"), &found, &n) == ERR_OK && n == 2, "%s: by prefix", kind);
    CHECK(kv_del(kv, STR("run*:a")) == ERR_OK && kv_del(kv, STR("run*:b")) == ERR_OK &&
              kv_del(kv, STR("runs:c")) == ERR_OK,
          "%s", kind);
    CHECK(kv_keys(kv, a, STR("run*:"), &found, &n) == ERR_OK && n == 0, "%s: none left", kind);
    arena_free(a);
}

static bool holds(struct kv *kv, const char *key, const char *want)
{
    struct arena *a = arena_new();
    str v = STR("");
    bool same = kv_get(kv, a, str_c(key), &v) == ERR_OK && str_eq(v, str_c(want));

    arena_free(a);
    return same;
}

/* A file that is cut anywhere gives back everything before the cut, and never
 * half a record. */
static void check_file_cuts(const char *path)
{
    struct kv *kv;
    struct stat st;

    unlink(path);
    CHECK(kv_file(&kv, path, NULL) == ERR_OK, "opens");
    CHECK(kv_set(kv, STR("a"), STR("first"), 0) == ERR_OK, "set");
    kv_free(kv);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 077) == 0, "for its owner only");
    off_t whole = st.st_size;
    CHECK(kv_file(&kv, path, NULL) == ERR_OK, "opens again");
    CHECK(kv_set(kv, STR("b"), STR("second"), 0) == ERR_OK, "set");
    kv_free(kv);
    CHECK(stat(path, &st) == 0 && st.st_size > whole, "grew");
    for (off_t cut = st.st_size - 1; cut >= whole; cut--) {
        CHECK(truncate(path, cut) == 0 && kv_file(&kv, path, NULL) == ERR_OK, "cut at %ld",
              (long)cut);
        CHECK(holds(kv, "a", "first") && !is_there(kv, "b"), "cut at %ld", (long)cut);
        kv_free(kv);
    }
}

static void check_file_again(const char *path)
{
    struct kv *kv, *other;
    struct why why = { "" };
    int64_t n;

    unlink(path);
    CHECK(kv_file(&kv, path, NULL) == ERR_OK, "opens");
    CHECK(kv_file(&other, path, &why) == ERR_CONFLICT && why.text[0], "one at a time");
    CHECK(kv_set(kv, STR("x"), STR("1"), 0) == ERR_OK, "set");
    CHECK(kv_set(kv, STR("gone"), STR("1"), 0) == ERR_OK && kv_del(kv, STR("gone")) == ERR_OK,
          "gone");
    CHECK(kv_incr(kv, STR("n"), 40, 60, &n) == ERR_OK && kv_incr(kv, STR("n"), 2, 60, &n) == ERR_OK,
          "incr");
    CHECK(kv_set(kv, STR("over"), STR("1"), 1) == ERR_OK, "set");
    kv_free(kv);
    sleep(2);
    CHECK(kv_file(&kv, path, NULL) == ERR_OK, "opens again");
    CHECK(holds(kv, "x", "1") && holds(kv, "n", "42"), "what was kept");
    CHECK(!is_there(kv, "gone") && !is_there(kv, "over"), "what was not");
    kv_free(kv);
    unlink(path);
}

int main(void)
{
    struct kv *kvs[3] = { NULL, NULL, NULL };
    static const char *const kinds[] = { "memory", "redis", "file" };
    char path[] = "/tmp/test_kv_XXXXXX";
    char url[128];

    signal(SIGPIPE, SIG_IGN);
    find_port();
    atexit(end_redis);
    start_redis();
    snprintf(url, sizeof url, "redis://:p%%40ss%%3Aw@127.0.0.1:%s/3", port);
    kvs[1] = must_connect(url);
    CHECK(kv_memory(&kvs[0]) == ERR_OK, "memory");
    int fd = mkstemp(path);
    CHECK(fd >= 0 && kv_file(&kvs[2], path, NULL) == ERR_OK, "file");
    for (size_t i = 0; i < 3; i++) {
        check_basics(kvs[i], kinds[i]);
        check_incr(kvs[i], kinds[i]);
        check_keys(kvs[i], kinds[i]);
        check_threads(kvs[i]);
    }
    check_ttl(kvs, 3);
    check_limit();
    check_model();
    check_urls();
    check_connecting();
    check_shared(kvs[1]);
    check_restart(kvs[1]);
    kv_free(kvs[0]);
    kv_free(kvs[1]);
    kv_free(kvs[2]);
    close(fd);
    check_file_cuts(path);
    check_file_again(path);
    return T_DONE();
}
