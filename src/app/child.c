#include "app/child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGS_MAX = 32 };

/* Between fork and exec only what is safe there. */
static pid_t spawn(const char *const *argv, int out_fd, int err_fd)
{
    pid_t parent = getpid(), pid = fork();

    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(1);
    if (out_fd >= 0)
        dup2(out_fd, STDOUT_FILENO);
    if (err_fd >= 0)
        dup2(err_fd, STDERR_FILENO);
    signal(SIGINT, SIG_IGN); /* Ctrl-C is for the parent, which ends us */
    execv("/proc/self/exe", (char *const *)(uintptr_t)argv);
    _exit(127);
}

static bool read_line(int fd, char *out, size_t cap)
{
    size_t n = 0;

    while (n + 1 < cap) {
        ssize_t got = read(fd, out + n, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || out[n] == '\n')
            break;
        n++;
    }
    out[n] = '\0';
    return n > 0;
}

err_t child_start(struct child *c, const char *const *argv, struct why *why)
{
    char line[256] = "";
    int fds[2];

    if (pipe(fds) != 0)
        return why_fail(why, ERR_IO, "pipe: %s", strerror(errno));
    c->pid = spawn(argv, fds[1], -1);
    close(fds[1]);
    bool said = c->pid > 0 && read_line(fds[0], line, sizeof line);
    close(fds[0]);
    if (!said || sscanf(line, "address %127s", c->url) != 1) {
        child_stop(c);
        return why_fail(why, ERR_UNAVAILABLE, "`auric %s %s` did not start", argv[1],
                        argv[2] ? argv[2] : "");
    }
    return ERR_OK;
}

void child_stop(struct child *c)
{
    int status;

    if (c->pid <= 0)
        return;
    kill(c->pid, SIGTERM);
    waitpid(c->pid, &status, 0);
    c->pid = 0;
}

err_t child_run(const char *const *argv, struct why *why)
{
    char said[512] = "", line[512];
    int fds[2], status = 0;

    if (pipe(fds) != 0)
        return why_fail(why, ERR_IO, "pipe: %s", strerror(errno));
    pid_t pid = spawn(argv, STDERR_FILENO, fds[1]);
    close(fds[1]);
    while (pid > 0 && read_line(fds[0], line, sizeof line))
        snprintf(said, sizeof said, "%s", line);
    close(fds[0]);
    if (pid <= 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status))
        return why_fail(why, ERR_IO, "`auric %s %s` failed: %s", argv[1], argv[2] ? argv[2] : "",
                        said);
    return ERR_OK;
}
