#include "net/mailbox.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

err_t mailbox_init(struct mailbox *m, struct why *why)
{
    m->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (m->fd < 0)
        return why_fail(why, ERR_IO, "cannot make an eventfd: %s", strerror(errno));
    pthread_mutex_init(&m->lock, NULL);
    m->first = NULL;
    m->last = &m->first;
    return ERR_OK;
}

void mailbox_fini(struct mailbox *m)
{
    mailbox_deliver(m);
    pthread_mutex_destroy(&m->lock);
    close(m->fd);
}

/* A full counter means that the loop has been told already. */
void mailbox_wake(struct mailbox *m)
{
    int saved = errno;
    ssize_t n = write(m->fd, &(uint64_t){ 1 }, sizeof(uint64_t));

    (void)n;
    errno = saved;
}

/* Only the first letter wakes the loop: it takes all there are at once. */
void mailbox_post(struct mailbox *m, struct letter *l)
{
    l->next = NULL;
    pthread_mutex_lock(&m->lock);
    bool was_empty = !m->first;
    *m->last = l;
    m->last = &l->next;
    pthread_mutex_unlock(&m->lock);
    if (was_empty)
        mailbox_wake(m);
}

void mailbox_deliver(struct mailbox *m)
{
    uint64_t count;
    ssize_t n = read(m->fd, &count, sizeof count);

    (void)n;
    pthread_mutex_lock(&m->lock);
    struct letter *l = m->first;
    m->first = NULL;
    m->last = &m->first;
    pthread_mutex_unlock(&m->lock);
    while (l) {
        struct letter *next = l->next;
        l->deliver(l);
        l = next;
    }
}
