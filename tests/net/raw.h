/* raw.h - a client that sends exactly the bytes it is told to. */
#ifndef TESTS_NET_RAW_H
#define TESTS_NET_RAW_H

#include "base/buf.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RAW_PATIENCE_MS = 10000 };

static inline int raw_connect(uint16_t port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) < 0)
        abort();
    return fd;
}

static inline void raw_send(int fd, str s)
{
    while (s.n) {
        ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        s = str_sub(s, (size_t)n, s.n);
    }
}

/* Append what comes within `ms`; false at the end or when nothing came. */
static inline bool raw_more(int fd, struct buf *b, int ms)
{
    struct pollfd p = { fd, POLLIN, 0 };
    char piece[16384];

    if (poll(&p, 1, ms) <= 0)
        return false;
    ssize_t n = recv(fd, piece, sizeof piece, 0);
    if (n <= 0)
        return false;
    buf_add(b, (str){ piece, (size_t)n });
    return true;
}

/* Read until `wanted` has come. */
static inline bool raw_until(int fd, struct buf *b, str wanted)
{
    while (str_find(buf_str(b), wanted) == b->n)
        if (!raw_more(fd, b, RAW_PATIENCE_MS))
            return str_find(buf_str(b), wanted) != b->n;
    return true;
}

/* Read until the server hangs up; false when it does not. */
static inline bool raw_to_end(int fd, struct buf *b)
{
    char c;

    while (raw_more(fd, b, RAW_PATIENCE_MS))
        ;
    struct pollfd p = { fd, POLLIN, 0 };
    return poll(&p, 1, 0) == 1 && recv(fd, &c, 1, 0) <= 0;
}

#endif
