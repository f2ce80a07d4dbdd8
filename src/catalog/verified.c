#include "catalog/verified.h"

#include "base/ident.h"
#include "base/vec.h"
#include "catalog/norm.h"
#include "store/db.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct verified {
    struct db *db;
    pthread_mutex_t lock;
    _Atomic int64_t n; /* so that nothing is asked of the file while it is empty */
};

static const struct migration migrations[] = {
    { 1, "CREATE TABLE verified(id TEXT PRIMARY KEY, question TEXT NOT NULL,"
         " words TEXT NOT NULL UNIQUE, heard TEXT NOT NULL, plan TEXT NOT NULL,"
         " by TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;"
         "CREATE INDEX verified_heard ON verified(heard);" },
};

#define COLUMNS "id, question, words, heard, plan, by, at"

static err_t count(struct verified *v, struct why *why)
{
    struct stmt *s = db_prepare(v->db, "SELECT count(*) FROM verified", why);
    err_t e = stmt_step(s, why);

    if (e == ERR_OK)
        atomic_store(&v->n, stmt_int(s, 0));
    stmt_reset(s);
    return e;
}

err_t verified_open(struct verified **out, const char *path, struct why *why)
{
    struct verified *v = calloc(1, sizeof *v);
    err_t e;

    if (!v)
        abort();
    pthread_mutex_init(&v->lock, NULL);
    e = db_open(&v->db, path, false, why);
    if (e == ERR_OK)
        e = db_migrate(v->db, migrations, sizeof migrations / sizeof *migrations, why);
    if (e == ERR_OK)
        e = count(v, why);
    if (e != ERR_OK) {
        verified_close(v);
        return e;
    }
    *out = v;
    return ERR_OK;
}

void verified_close(struct verified *v)
{
    if (!v)
        return;
    if (v->db)
        db_close(v->db);
    pthread_mutex_destroy(&v->lock);
    free(v);
}

bool verified_is_empty(struct verified *v)
{
    return atomic_load(&v->n) == 0;
}

static err_t put(struct verified *v, const struct verified_entry *e, str id, struct why *why)
{
    struct stmt *s = db_prepare(
        v->db, "INSERT OR REPLACE INTO verified(" COLUMNS ") VALUES(?, ?, ?, ?, ?, ?, ?)", why);

    if (!s)
        return ERR_IO;
    stmt_bind_text(s, 1, id);
    stmt_bind_text(s, 2, e->question);
    stmt_bind_text(s, 3, e->words);
    stmt_bind_text(s, 4, e->heard);
    stmt_bind_text(s, 5, e->plan);
    stmt_bind_text(s, 6, e->by);
    stmt_bind_int(s, 7, e->at);
    TRY(stmt_run(s, why));
    return count(v, why);
}

err_t verified_put(struct verified *v, struct arena *a, const struct verified_entry *e, str *id,
                   struct why *why)
{
    if (e->words.n == 0)
        return why_fail(why, ERR_BAD_INPUT, "the question has no words to know it by");
    if (atomic_load(&v->n) >= VERIFIED_MAX)
        return why_fail(why, ERR_TOO_LARGE, "there are %d verified questions; remove some first",
                        VERIFIED_MAX);
    str made = ident_new(a);
    pthread_mutex_lock(&v->lock);
    err_t err = put(v, e, made, why);
    pthread_mutex_unlock(&v->lock);
    if (err == ERR_OK)
        *id = made;
    return err;
}

err_t verified_remove(struct verified *v, str id, struct why *why)
{
    pthread_mutex_lock(&v->lock);
    struct stmt *s = db_prepare(v->db, "DELETE FROM verified WHERE id = ?", why);
    stmt_bind_text(s, 1, id);
    err_t e = stmt_run(s, why);
    bool gone = e == ERR_OK && db_changes(v->db) > 0;
    if (e == ERR_OK)
        e = count(v, why);
    pthread_mutex_unlock(&v->lock);
    return e == ERR_OK && !gone ? why_fail(why, ERR_NOT_FOUND, "there is no such verified question")
                                : e;
}

static void read_entry(struct stmt *s, struct arena *a, struct verified_entry *out)
{
    *out = (struct verified_entry){
        .id = arena_str(a, stmt_text(s, 0)),
        .question = arena_str(a, stmt_text(s, 1)),
        .words = arena_str(a, stmt_text(s, 2)),
        .heard = arena_str(a, stmt_text(s, 3)),
        .plan = arena_str(a, stmt_text(s, 4)),
        .by = arena_str(a, stmt_text(s, 5)),
        .at = stmt_int(s, 6),
    };
}

/* The same words come first; of several heard alike, the newest. */
err_t verified_find(struct verified *v, struct arena *a, str words, str heard,
                    struct verified_entry *out, struct why *why)
{
    pthread_mutex_lock(&v->lock);
    struct stmt *s = db_prepare(v->db,
                                "SELECT " COLUMNS " FROM verified WHERE words = ?1"
                                " OR (heard = ?2 AND ?2 <> '')"
                                " ORDER BY words = ?1 DESC, at DESC LIMIT 1",
                                why);
    stmt_bind_text(s, 1, words);
    stmt_bind_text(s, 2, heard);
    err_t e = stmt_step(s, why);
    if (e == ERR_OK)
        read_entry(s, a, out);
    stmt_reset(s);
    pthread_mutex_unlock(&v->lock);
    return e;
}

err_t verified_list(struct verified *v, struct arena *a, struct verified_entry **out, size_t *n,
                    struct why *why)
{
    VEC(struct verified_entry) all = { 0 };
    err_t e;

    pthread_mutex_lock(&v->lock);
    struct stmt *s = db_prepare(v->db, "SELECT " COLUMNS " FROM verified ORDER BY at DESC, id",
                                why);
    while ((e = stmt_step(s, why)) == ERR_OK)
        read_entry(s, a, vec_push(a, &all));
    stmt_reset(s);
    pthread_mutex_unlock(&v->lock);
    *out = all.p;
    *n = all.n;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Words in the form of norm_text(), between spaces. */
static bool is_among(str word, const char *words)
{
    str rest = str_c(words);

    while (rest.n)
        if (str_eq(word, str_cut(&rest, ' ')))
            return true;
    return false;
}

static const char articles[] = "a an the",
                  opening[] = "and auric can could do give hello hey hi i "
                              "just kindly know let like me need ok plea "
                              "please pl quickly see show tell to u want "
                              "we will would you",
                  closing[] = "plea please pl thank thanks you";

/* What norm_text() drops and a number or a comparison hangs on. */
static void add_signs(struct buf *b, str question)
{
    for (size_t i = 0; i < question.n; i++) {
        char c = question.p[i];
        bool minus = c == '-' && i + 1 < question.n && question.p[i + 1] >= '0' &&
                     question.p[i + 1] <= '9' && (i == 0 || question.p[i - 1] == ' ');
        if (minus || (c && strchr("<>=%+*/", c)))
            buf_byte(b, c);
    }
}

str verified_words(struct arena *a, str question)
{
    char norm[NORM_BYTES_MAX];
    str rest = { norm, norm_text(question, norm, sizeof norm) };
    VEC(str) words = { 0 };
    struct buf b;
    bool begun = false;

    if (rest.n == sizeof norm)
        return STR(""); /* cut off: its end would not count */
    while (rest.n) {
        str word = str_cut(&rest, ' ');
        begun = begun || !is_among(word, opening);
        if (begun && !is_among(word, articles))
            *vec_push(a, &words) = word;
    }
    while (words.n && is_among(words.p[words.n - 1], closing))
        words.n--;
    buf_init(&b, a);
    for (size_t i = 0; i < words.n; i++) {
        buf_add(&b, words.p[i]);
        buf_byte(&b, ' ');
    }
    add_signs(&b, question);
    return b.n ? str_trim(buf_str(&b)) : STR("");
}
