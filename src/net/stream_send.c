/* Writing to streams from any thread: a letter to the loop, or, there, at once. */
#include "net/edge.h"

#include <assert.h>
#include <stdlib.h>

enum { STREAM_POSTED_MAX = 4 << 20 }; /* bytes in letters that the loop has not read */

struct write_letter {
    struct letter letter;
    struct server *server;
    stream_id id;
    char *bytes; /* NULL: close the stream */
    bool breaks; /* and that at once */
    size_t n;
};

static void deliver_write(struct letter *l)
{
    struct write_letter *m = (struct write_letter *)l;
    struct streams *t = &m->server->streams;

    pthread_mutex_lock(&t->lock);
    struct stream *st = stream_find(t, m->id);
    if (st)
        st->posted -= m->n;
    bool overrun = st && st->overrun;
    pthread_mutex_unlock(&t->lock);
    if (overrun)
        stream_drop(st);
    else if (st && m->bytes)
        stream_write(st, m->bytes, m->n);
    else if (st && m->breaks)
        stream_break(st);
    else if (st)
        stream_close_nicely(st, 1000);
    free(m->bytes);
    free(m);
}

/* Whether the stream is there to be sent `n` more bytes.  When its letters
 * alone pass the limit, its writer outruns the loop: it is given up. */
static bool account(struct streams *t, stream_id id, size_t n)
{
    pthread_mutex_lock(&t->lock);
    struct stream *st = stream_find(t, id);
    bool takes = st && !st->overrun;
    if (takes) {
        st->overrun = st->posted > STREAM_POSTED_MAX;
        st->posted += n;
    }
    pthread_mutex_unlock(&t->lock);
    return takes;
}

static bool is_started(struct server *s, stream_id id)
{
    pthread_mutex_lock(&s->streams.lock);
    const struct stream *st = stream_find(&s->streams, id);
    pthread_mutex_unlock(&s->streams.lock);
    return st && st->conn;
}

/* On the loop thread it is written at once, unless the letter that starts the
 * stream is still in the box. */
static void post_letter(struct server *s, stream_id id, struct write_letter what)
{
    struct write_letter *m = malloc(sizeof *m);

    if (!m)
        abort();
    *m = what;
    m->letter.deliver = deliver_write;
    m->server = s;
    m->id = id;
    if (!account(&s->streams, id, m->n)) {
        free(m->bytes);
        free(m);
    } else if (server_is_loop(s) && is_started(s, id)) {
        deliver_write(&m->letter);
    } else {
        mailbox_post(&s->box, &m->letter);
    }
}

static void post(struct server *s, stream_id id, char *bytes, size_t n)
{
    post_letter(s, id, (struct write_letter){ .bytes = bytes, .n = n });
}

/* Lines end with CR, LF or both; each becomes a "data:" line of its own. */
static void add_data(struct buf *b, str data)
{
    for (;;) {
        size_t n = 0;
        while (n < data.n && data.p[n] != '\n' && data.p[n] != '\r')
            n++;
        buf_lit(b, "data: ");
        buf_add(b, str_sub(data, 0, n));
        buf_byte(b, '\n');
        if (n == data.n)
            return;
        n += str_starts(str_sub(data, n, data.n), STR("\r\n")) ? 2 : 1;
        data = str_sub(data, n, data.n);
    }
}

void stream_send_event(struct server *s, stream_id id, str event, str data)
{
    struct buf b;

    assert(str_find_byte(event, '\n') == event.n && str_find_byte(event, '\r') == event.n);
    buf_init(&b, NULL);
    if (event.n) {
        buf_lit(&b, "event: ");
        buf_add(&b, event);
        buf_byte(&b, '\n');
    }
    add_data(&b, data);
    buf_byte(&b, '\n');
    post(s, id, b.p, b.n);
}

void stream_send_text(struct server *s, stream_id id, str text)
{
    char *copy = malloc(text.n + 1);

    if (!copy)
        abort();
    if (text.n)
        memcpy(copy, text.p, text.n);
    post(s, id, copy, text.n);
}

void stream_close(struct server *s, stream_id id)
{
    post(s, id, NULL, 0);
}

void stream_reset(struct server *s, stream_id id)
{
    post_letter(s, id, (struct write_letter){ .breaks = true });
}
