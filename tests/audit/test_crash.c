/* test_crash.c - many threads append while the process is killed; what was
 * acknowledged is there, and the record verifies.  Then what an entry costs. */
#include "audit/reader.h"
#include "t.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 16, EACH = 250, ROUNDS = 12 };

static struct audit *au;
static int acknowledged; /* the pipe to the parent */

static struct audit_event event_of(int i)
{
    struct audit_event e = AUDIT_EVENT_NONE;

    e.ts_ms = 1750240800000 + i;
    e.event = STR("question");
    e.actor = STR("sarah.chen");
    e.action = STR("ALLOWED");
    e.session = STR("bX4kT0b2o8mJ1vPq");
    e.question = STR("How many Sony products are we launching this quarter?");
    e.reading = STR("count of Product where brand is Sony and launch date in Q2 2025");
    e.outcome = STR("answer");
    e.rows = 1;
    e.requests = 2;
    e.us = 900;
    return e;
}

static void *append_and_tell(void *unused)
{
    (void)unused;
    for (int i = 0;; i++) {
        struct audit_event e = event_of(i);
        int64_t seq;
        if (audit_append(au, &e, &seq, NULL) != ERR_OK)
            return NULL;
        if (write(acknowledged, &seq, sizeof seq) != sizeof seq)
            return NULL;
    }
}

static void child(const char *path, int out)
{
    pthread_t threads[THREADS];

    acknowledged = out;
    if (audit_open(&au, path, NULL) != ERR_OK)
        _exit(1);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, append_and_tell, NULL);
    for (;;)
        pause();
}

static void check_round(const char *path, int round)
{
    int ends[2];
    int64_t seq, most = 0;
    struct audit_check c;

    CHECK(!pipe(ends), "pipe");
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        child(path, ends[1]);
    }
    close(ends[1]);
    /* However slow the machine is, it dies while it is appending. */
    CHECK(read(ends[0], &most, sizeof most) == sizeof most, "round %d: a first entry", round);
    struct timespec some = { 0, (20 + round * 13 % 60) * 1000000 };
    nanosleep(&some, NULL);
    kill(pid, SIGKILL);
    while (read(ends[0], &seq, sizeof seq) == sizeof seq)
        most = seq > most ? seq : most;
    close(ends[0]);
    waitpid(pid, NULL, 0);
    CHECK(!audit_verify(path, &c, NULL) && audit_intact(&c), "round %d: %lld %s", round,
          (long long)c.chain.bad_seq, c.chain.bad);
    CHECK(c.chain.head.seq >= most, "round %d: %lld acknowledged, %lld kept", round,
          (long long)most, (long long)c.chain.head.seq);
}

static void *append_some(void *out)
{
    int64_t *seqs = out;

    for (int i = 0; i < EACH; i++) {
        struct audit_event e = event_of(i);
        if (audit_append(au, &e, &seqs[i], NULL) != ERR_OK)
            return NULL;
    }
    return NULL;
}

static double cpu_us(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static void check_threads(const char *path)
{
    static int64_t seqs[THREADS][EACH];
    static bool seen[THREADS * EACH + 1];
    pthread_t threads[THREADS];
    struct audit_check c;

    CHECK(!audit_open(&au, path, NULL), "open");
    double before = cpu_us();
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, append_some, seqs[i]);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    double each = (cpu_us() - before) / (THREADS * EACH);
    audit_close(au);
    for (int i = 0; i < THREADS; i++)
        for (int j = 0; j < EACH; j++) {
            int64_t s = seqs[i][j];
            CHECK(s > 0 && s <= THREADS * EACH && !seen[s], "a number of its own: %lld",
                  (long long)s);
            CHECK(j == 0 || s > seqs[i][j - 1], "in the order of each thread");
            if (s > 0 && s <= THREADS * EACH)
                seen[s] = true;
        }
    CHECK(!audit_verify(path, &c, NULL) && audit_intact(&c) && c.chain.entries == THREADS * EACH,
          "%s", c.chain.bad);
    fprintf(stderr, "%.1f us of CPU an entry, %d threads\n", each, THREADS);
}

/* Two processes on one file: one chain. */
static void check_two(const char *path)
{
    struct audit *one, *two;
    struct audit_check c;

    CHECK(!audit_open(&one, path, NULL) && !audit_open(&two, path, NULL), "open");
    for (int i = 0; i < 20; i++) {
        struct audit_event e = event_of(i);
        int64_t seq;
        CHECK(!audit_append(i % 3 ? one : two, &e, &seq, NULL) && seq == i + 1, "entry %d", i);
    }
    audit_close(one);
    audit_close(two);
    CHECK(!audit_verify(path, &c, NULL) && audit_intact(&c) && c.chain.entries == 20, "%s",
          c.chain.bad);
}

int main(void)
{
    char dir[] = "/tmp/auric-crash-XXXXXX";
    struct arena *a = arena_new();

    CHECK(mkdtemp(dir), "a folder");
    for (int i = 0; i < ROUNDS; i++)
        check_round(arena_fmt(a, "%s/crash.db", dir).p, i);
    check_threads(arena_fmt(a, "%s/threads.db", dir).p);
    check_two(arena_fmt(a, "%s/two.db", dir).p);
    arena_free(a);
    return T_DONE();
}
