/* writer.c - group commit without a thread of its own.
 *
 * Whoever finds nobody writing leads: it takes everything that waits, writes
 * it in one transaction, wakes those whose entries are on the disk, and hands
 * the lead to the first that came meanwhile.  A lone caller is never switched
 * away from. */
#include "audit/audit.h"

#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { HEAD_EVERY_MS = 1000, BATCH_MAX = 512 };

struct waiting {
    const struct audit_event *event;
    struct waiting *next;
    sem_t wake; /* not a condition: nobody woken has to wait for the lock */
    bool done;
    int64_t seq;
    err_t result;
    struct why why;
};

struct audit {
    pthread_mutex_t lock; /* the queue, `writing` and `head` */
    struct waiting *first, *last;
    bool writing;
    struct audit_head head;
    /* the leader's */
    struct db *db;
    struct arena *scratch;
    char *head_path, *head_beside;
    int64_t head_noted_ms;
};

static const struct migration migrations[] = {
    { 1, "CREATE TABLE entry ("
         " seq INTEGER PRIMARY KEY, ts INTEGER NOT NULL, event TEXT NOT NULL,"
         " actor TEXT NOT NULL, action TEXT NOT NULL, line TEXT NOT NULL, hash TEXT NOT NULL);"
         "CREATE INDEX entry_ts ON entry (ts);"
         "CREATE INDEX entry_actor ON entry (actor, seq);" },
};

static err_t run(struct db *db, const char *sql, struct why *why)
{
    struct stmt *s = db_prepare(db, sql, why);

    return s ? stmt_run(s, why) : ERR_IO;
}

static err_t read_head(struct db *db, struct audit_head *out, struct why *why)
{
    struct stmt *s = db_prepare(db, "SELECT seq, ts, hash FROM entry ORDER BY seq DESC LIMIT 1",
                                why);

    *out = audit_head_none;
    if (!s)
        return ERR_IO;
    err_t e = stmt_step(s, why);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    out->seq = stmt_int(s, 0);
    out->ts_ms = stmt_int(s, 1);
    snprintf(out->hash, sizeof out->hash, "%.*s", STR_ARG(stmt_text(s, 2)));
    stmt_reset(s);
    return ERR_OK;
}

static err_t insert(struct audit *au, const struct audit_event *given, struct audit_head *head,
                    struct why *why)
{
    struct audit_event e = *given;
    struct stmt *s = db_prepare(au->db,
                                "INSERT INTO entry (seq, ts, event, actor, action, line, hash)"
                                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                why);

    if (!s)
        return ERR_IO;
    e.seq = head->seq + 1;
    str line = audit_line(au->scratch, &e, str_c(head->hash));
    audit_hash(line, head->hash);
    head->seq = e.seq;
    head->ts_ms = e.ts_ms;
    stmt_bind_int(s, 1, e.seq);
    stmt_bind_int(s, 2, e.ts_ms);
    stmt_bind_text(s, 3, e.event);
    stmt_bind_text(s, 4, e.actor);
    stmt_bind_text(s, 5, e.action);
    stmt_bind_text(s, 6, line);
    stmt_bind_text(s, 7, str_c(head->hash));
    return stmt_run(s, why);
}

/* The head is read in the transaction: another process may have appended. */
static err_t write_locked(struct audit *au, struct waiting *batch, struct audit_head *head,
                          struct why *why)
{
    TRY(read_head(au->db, head, why));
    for (struct waiting *w = batch; w; w = w->next) {
        TRY(insert(au, w->event, head, why));
        w->seq = head->seq;
    }
    return run(au->db, "COMMIT", why);
}

static err_t write_batch(struct audit *au, struct waiting *batch, struct audit_head *head,
                         struct why *why)
{
    TRY(run(au->db, "BEGIN IMMEDIATE", why));
    err_t e = write_locked(au, batch, head, why);
    if (e)
        (void)!run(au->db, "ROLLBACK", NULL); /* fails when the failure rolled back already */
    arena_reset(au->scratch);
    return e;
}

/* Not being able to note the head is no reason to refuse: the entry is safe. */
static void note_head(struct audit *au, const struct audit_head *head)
{
    char text[128];
    int n = snprintf(text, sizeof text, "%lld %s %lld\n", (long long)head->seq, head->hash,
                     (long long)head->ts_ms);
    int fd = open(au->head_beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0)
        return;
    bool written = write(fd, text, (size_t)n) == n;
    close(fd);
    if (written && rename(au->head_beside, au->head_path) == 0)
        au->head_noted_ms = head->ts_ms;
}

static struct waiting *take_batch(struct audit *au)
{
    struct waiting *batch = au->first, *last = batch;

    for (int i = 1; i < BATCH_MAX && last->next; i++)
        last = last->next;
    au->first = last->next;
    if (!au->first)
        au->last = NULL;
    last->next = NULL;
    return batch;
}

/* Each owner may go on, and its struct be gone, as soon as it is posted to. */
static void finish(struct waiting *batch, const struct waiting *me, err_t e, const struct why *why)
{
    for (struct waiting *w = batch, *next; w; w = next) {
        next = w->next;
        w->result = e;
        if (e)
            w->why = *why;
        w->done = true;
        if (w != me)
            sem_post(&w->wake);
    }
}

static struct waiting *next_batch(struct audit *au)
{
    pthread_mutex_lock(&au->lock);
    struct waiting *batch = take_batch(au);
    pthread_mutex_unlock(&au->lock);
    return batch;
}

/* Whoever came meanwhile leads next; it is the first of its batch. */
static void hand_over(struct audit *au, const struct audit_head *head)
{
    pthread_mutex_lock(&au->lock);
    if (head)
        au->head = *head;
    struct waiting *next = au->first;
    au->writing = next != NULL;
    pthread_mutex_unlock(&au->lock);
    if (next)
        sem_post(&next->wake);
}

static void lead(struct audit *au, const struct waiting *me)
{
    struct waiting *batch = next_batch(au);
    struct audit_head head;
    struct why why = { "" };

    err_t e = write_batch(au, batch, &head, &why);
    if (!e && (head.ts_ms >= au->head_noted_ms + HEAD_EVERY_MS || head.ts_ms < au->head_noted_ms))
        note_head(au, &head);
    hand_over(au, e ? NULL : &head);
    finish(batch, me, e, &why);
}

/* True: the caller leads.  False: its entry was dealt with. */
static bool enter(struct audit *au, struct waiting *me)
{
    pthread_mutex_lock(&au->lock);
    if (au->last)
        au->last->next = me;
    else
        au->first = me;
    au->last = me;
    bool free = !au->writing;
    au->writing = true;
    pthread_mutex_unlock(&au->lock);
    if (free)
        return true;
    while (sem_wait(&me->wake) && errno == EINTR)
        ;
    return !me->done;
}

err_t audit_append(struct audit *au, const struct audit_event *e, int64_t *seq, struct why *why)
{
    struct waiting me = { .event = e };

    sem_init(&me.wake, 0, 0);
    if (enter(au, &me))
        lead(au, &me);
    sem_destroy(&me.wake);
    if (me.result)
        return why_fail(why, ERR_IO, "the audit record cannot be written: %.500s", me.why.text);
    *seq = me.seq;
    return ERR_OK;
}

struct audit_head audit_head(struct audit *au)
{
    pthread_mutex_lock(&au->lock);
    struct audit_head head = au->head;
    pthread_mutex_unlock(&au->lock);
    return head;
}

/* FULL: in WAL mode the default would let a power cut take the last commits. */
static err_t set_up(struct audit *au, struct why *why)
{
    TRY(db_migrate(au->db, migrations, sizeof migrations / sizeof *migrations, why));
    TRY(db_exec(au->db, "PRAGMA synchronous = FULL", why));
    return read_head(au->db, &au->head, why);
}

err_t audit_open(struct audit **out, const char *path, struct why *why)
{
    struct db *db;

    TRY(db_open(&db, path, false, why));
    struct audit *au = calloc(1, sizeof *au);
    if (!au || asprintf(&au->head_path, "%s.head", path) < 0 ||
        asprintf(&au->head_beside, "%s.head.%d", path, (int)getpid()) < 0)
        abort();
    au->db = db;
    au->scratch = arena_new();
    pthread_mutex_init(&au->lock, NULL);
    err_t e = set_up(au, why);
    if (e) {
        audit_close(au);
        return e;
    }
    *out = au;
    return ERR_OK;
}

void audit_close(struct audit *au)
{
    if (!au)
        return;
    if (au->head.seq)
        note_head(au, &au->head);
    db_close(au->db);
    arena_free(au->scratch);
    pthread_mutex_destroy(&au->lock);
    free(au->head_path);
    free(au->head_beside);
    free(au);
}

err_t audit_head_read(const char *path, struct audit_head *out)
{
    struct arena *a = arena_new();
    FILE *f = fopen(arena_fmt(a, "%s.head", path).p, "re");
    struct audit_head h = audit_head_none;
    long long seq = 0, ts = 0;
    int got = f ? fscanf(f, "%19lld %64[0-9a-f] %19lld", &seq, h.hash, &ts) : 0;

    if (f)
        fclose(f);
    arena_free(a);
    if (got != 3 || strlen(h.hash) != AUDIT_HASH_N)
        return ERR_NOT_FOUND;
    h.seq = seq;
    h.ts_ms = ts;
    *out = h;
    return ERR_OK;
}
