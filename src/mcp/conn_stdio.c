#include "mcp/conn.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_MS = 50, EXIT_MS = 1000, ARGS_MAX = 63 };

/* The child's standard input and output are one socket, on which a write to a
 * child that is gone is an error and not a signal. */
struct child {
    struct conn conn;
    pid_t pid;
    int fd;
    struct buf in; /* what was read and not yet used */
};

extern char **environ;

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static err_t write_line(struct child *c, str s, struct why *why)
{
    while (s.n) {
        ssize_t n = send(c->fd, s.p, s.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            c->conn.broken = true;
            return why_fail(why, ERR_UNAVAILABLE, "the MCP server's process is gone");
        }
        s = str_sub(s, (size_t)n, s.n);
    }
    return ERR_OK;
}

static err_t send_message(struct child *c, struct arena *a, str message, struct why *why)
{
    return write_line(c, arena_fmt(a, "%.*s\n", STR_ARG(message)), why);
}

/* We declare no abilities, so all that a server may ask is whether we live. */
static err_t answer(struct child *c, const struct conn_call *call, const struct rpc *in)
{
    json_t *reply = str_eq(in->method, STR("ping"))
                        ? rpc_result(in->id, json_object())
                        : rpc_error(in->id, RPC_METHOD_NOT_FOUND, "not offered", NULL);

    return send_message(c, call->arena, json_text_take(call->arena, reply), call->why);
}

/* Lines that are no messages are noise of the child, and late replies nobody's. */
static err_t look_at(struct child *c, const struct conn_call *call, str line, json_t *id,
                     struct rpc *reply, bool *found)
{
    struct rpc m;

    if (str_trim(line).n == 0 || rpc_read(call->arena, line, REPLY_MAX, &m, NULL) != 0)
        return ERR_OK;
    if (m.kind == RPC_REQUEST)
        return answer(c, call, &m);
    if (m.kind == RPC_NOTIFICATION || !m.id || !json_equal(m.id, id))
        return ERR_OK;
    *reply = m;
    *found = true;
    return ERR_OK;
}

static err_t read_more(struct child *c, const struct conn_call *call, double until)
{
    struct pollfd p = { .fd = c->fd, .events = POLLIN };
    char piece[65536];

    for (;;) {
        if (caller_is_gone(call))
            return why_fail(call->why, ERR_CANCELLED, "stopped");
        double left = until - now_ms();
        if (left <= 0)
            return why_fail(call->why, ERR_TIMEOUT, "the MCP server took too long");
        if (poll(&p, 1, left < LOOK_MS ? (int)left + 1 : LOOK_MS) > 0)
            break;
    }
    ssize_t n = recv(c->fd, piece, sizeof piece, 0);
    if (n <= 0) {
        c->conn.broken = true;
        return why_fail(call->why, ERR_UNAVAILABLE, "the MCP server's process ended");
    }
    buf_add(&c->in, (str){ piece, (size_t)n });
    if (c->in.overflow) {
        c->conn.broken = true;
        return why_fail(call->why, ERR_TOO_LARGE, "the MCP server's answer is too large");
    }
    return ERR_OK;
}

static err_t await(struct child *c, const struct conn_call *call, json_t *id, struct rpc *reply)
{
    double until = now_ms() + call->timeout_ms;
    size_t searched = 0;

    for (bool found = false; !found;) {
        str rest = str_sub(buf_str(&c->in), searched, c->in.n);
        size_t n = str_find_byte(rest, '\n');
        if (n == rest.n) {
            searched = c->in.n;
            TRY(read_more(c, call, until));
            continue;
        }
        TRY(look_at(c, call, str_sub(buf_str(&c->in), 0, searched + n), id, reply, &found));
        buf_drop(&c->in, searched + n + 1);
        searched = 0;
    }
    return ERR_OK;
}

static err_t carry(struct conn *conn, const struct conn_call *call, str message, json_t *id,
                   struct rpc *reply)
{
    struct child *c = conn->impl;

    TRY(send_message(c, call->arena, message, call->why));
    if (!id)
        return ERR_OK;
    err_t e = await(c, call, id, reply);
    if (e == ERR_CANCELLED) {
        json_t *params = json_pack("{s:O}", "requestId", id);
        json_t *note = rpc_request(NULL, "notifications/cancelled", params);
        (void)!send_message(c, call->arena, json_text_take(call->arena, note), NULL);
    }
    if (e == ERR_TIMEOUT)
        conn->broken = true; /* it may never answer again */
    return e;
}

static bool has_exited(pid_t pid, unsigned wait_ms)
{
    for (double until = now_ms() + wait_ms;;) {
        if (waitpid(pid, NULL, WNOHANG) != 0)
            return true;
        if (now_ms() >= until)
            return false;
        nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
    }
}

/* The end of its input asks it to go; then less and less kindly. */
static void close_child(struct conn *conn)
{
    struct child *c = conn->impl;

    shutdown(c->fd, SHUT_WR);
    if (!has_exited(c->pid, EXIT_MS)) {
        kill(c->pid, SIGTERM);
        if (!has_exited(c->pid, EXIT_MS)) {
            kill(c->pid, SIGKILL);
            waitpid(c->pid, NULL, 0);
        }
    }
    close(c->fd);
    buf_fini(&c->in);
    free(c);
}

static size_t split(struct arena *a, str command, char **argv)
{
    size_t n = 0;

    while (command.n && n < ARGS_MAX) {
        str word = str_cut(&command, ' ');
        if (word.n)
            argv[n++] = arena_cstr(a, word);
    }
    argv[n] = NULL;
    return n;
}

static int spawn(pid_t *pid, char **argv, int fd)
{
    posix_spawn_file_actions_t files;
    int failed;

    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, fd, 0);
    posix_spawn_file_actions_adddup2(&files, fd, 1);
    failed = posix_spawnp(pid, argv[0], &files, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

err_t conn_stdio(struct conn **out, const char *command, struct why *why)
{
    static const struct conn_ops ops = { carry, close_child };
    struct arena *a = arena_new();
    char *argv[ARGS_MAX + 1];
    int ends[2];
    pid_t pid;

    if (split(a, str_c(command), argv) == 0) {
        arena_free(a);
        return why_fail(why, ERR_BAD_INPUT, "stdio: needs a command");
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        arena_free(a);
        return why_fail(why, ERR_UNAVAILABLE, "no more descriptors");
    }
    int failed = spawn(&pid, argv, ends[1]);
    close(ends[1]);
    arena_free(a);
    if (failed) {
        close(ends[0]);
        return why_fail(why, ERR_UNAVAILABLE, "cannot start %.200s: %s", command, strerror(failed));
    }
    struct child *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    *c = (struct child){ .conn = { .ops = &ops, .impl = c }, .pid = pid, .fd = ends[0] };
    buf_init(&c->in, NULL);
    c->in.max = REPLY_MAX;
    *out = &c->conn;
    return ERR_OK;
}
