#include "mcp/stdio.h"

#include "base/buf.h"

#include <errno.h>
#include <unistd.h>

struct stream {
    struct mcp_server *server;
    const struct mcp_caller *who;
    int out;
    struct buf line;
};

static int write_all(int fd, str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        s = str_sub(s, (size_t)n, s.n);
    }
    return 0;
}

static int answer(struct stream *s, str message)
{
    struct arena *a = arena_new();
    struct buf out;
    str reply;
    int failed = 0;

    if (mcp_server_handle(s->server, a, s->who, message, &reply)) {
        buf_init(&out, a);
        buf_add(&out, reply);
        buf_byte(&out, '\n');
        failed = write_all(s->out, buf_str(&out));
    }
    arena_free(a);
    return failed;
}

static int end_line(struct stream *s)
{
    str line = str_trim(buf_str(&s->line));
    int failed = 0;

    if (s->line.overflow)
        failed = write_all(s->out, STR("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,"
                                       "\"message\":\"the message is too large\"}}\n"));
    else if (line.n)
        failed = answer(s, line);
    s->line.n = 0;
    s->line.overflow = false;
    return failed;
}

static int take(struct stream *s, str piece)
{
    while (piece.n) {
        size_t n = str_find_byte(piece, '\n');
        buf_add(&s->line, str_sub(piece, 0, n));
        if (n < piece.n && end_line(s) != 0)
            return -1;
        piece = str_sub(piece, n + 1, piece.n);
    }
    return 0;
}

int mcp_stdio_serve(struct mcp_server *server, const struct mcp_caller *who, int in, int out)
{
    struct stream s = { .server = server, .who = who, .out = out };
    char piece[16384];
    int failed = 0;

    buf_init(&s.line, NULL);
    s.line.max = MCP_MESSAGE_MAX;
    while (!failed) {
        ssize_t n = read(in, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            failed = -1;
        if (n <= 0)
            break;
        failed = take(&s, (str){ piece, (size_t)n });
    }
    if (!failed && s.line.n)
        failed = end_line(&s);
    buf_fini(&s.line);
    return failed;
}
