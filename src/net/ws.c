/* WebSocket over a taken-over bufferevent; frames by libwslay (RFC 6455). */
#include "net/edge.h"

#include <event2/buffer.h>
#include <event2/event.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <wslay/wslay.h>

static ssize_t on_recv(wslay_event_context_ptr c, uint8_t *to, size_t n, int flags, void *ctx)
{
    struct stream *st = ctx;
    int got = evbuffer_remove(bufferevent_get_input(st->bev), to, n);

    (void)flags;
    if (got > 0)
        return got;
    wslay_event_set_error(c, WSLAY_ERR_WOULDBLOCK);
    return -1;
}

static ssize_t on_send(wslay_event_context_ptr c, const uint8_t *from, size_t n, int flags,
                       void *ctx)
{
    struct stream *st = ctx;

    (void)flags;
    if (evbuffer_add(bufferevent_get_output(st->bev), from, n) == 0)
        return (ssize_t)n;
    wslay_event_set_error(c, WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static void on_message(wslay_event_context_ptr c, const struct wslay_event_on_msg_recv_arg *m,
                       void *ctx)
{
    struct stream *st = ctx;

    if (wslay_is_ctrl_frame(m->opcode) || st->retired)
        return;
    if (m->opcode != WSLAY_TEXT_FRAME) {
        wslay_event_queue_close(c, WSLAY_CODE_UNSUPPORTED_DATA, NULL, 0);
        wslay_event_shutdown_read(c);
    } else if (st->on.on_text) {
        st->on.on_text(st->on.ctx, st->id, (str){ (const char *)m->msg, m->msg_length });
    }
}

/* The header with this name lists `token`. */
static bool header_lists(const struct request *r, str name, str token)
{
    str list = request_header(r, name);

    while (list.n)
        if (str_eq_nocase(str_trim(str_cut(&list, ',')), token))
            return true;
    return false;
}

/* 16 bytes in base64. */
static bool is_key(str key)
{
    uint8_t bytes[18];

    return key.n == 24 && str_ends(key, STR("==")) &&
           EVP_DecodeBlock(bytes, (const unsigned char *)key.p, 24) == 18;
}

bool ws_accept(const struct request *r, char accept[32])
{
    static const str GUID = { "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 36 };
    str key = request_header(r, STR("Sec-WebSocket-Key"));
    char text[24 + 36];
    uint8_t digest[20];

    if (!str_eq(r->method, STR("GET")) || !is_key(key) ||
        !str_eq(request_header(r, STR("Sec-WebSocket-Version")), STR("13")) ||
        !header_lists(r, STR("Upgrade"), STR("websocket")) ||
        !header_lists(r, STR("Connection"), STR("upgrade")))
        return false;
    memcpy(text, key.p, 24);
    memcpy(text + 24, GUID.p, GUID.n);
    if (!EVP_Q_digest(NULL, "SHA1", NULL, text, sizeof text, digest, NULL))
        return false;
    EVP_EncodeBlock((unsigned char *)accept, digest, sizeof digest);
    return true;
}

/* Everything wslay has goes to the output; then it may be over. */
static void flush(struct stream *st)
{
    if (wslay_event_send(st->ws) != 0) {
        stream_retire(st);
        stream_destroy(st);
    } else if (wslay_event_get_close_sent(st->ws)) {
        stream_linger(st);
        stream_wind_up(st);
    }
}

/* After a broken frame nothing more is read, so no close frame will be seen:
 * hang up on this side and let the peer do the same. */
bool ws_is_over(struct stream *st)
{
    if (wslay_event_get_close_received(st->ws))
        return true;
    if (!wslay_event_get_read_enabled(st->ws))
        shutdown(bufferevent_getfd(st->bev), SHUT_WR);
    return false;
}

void ws_start(struct stream *st)
{
    static const struct wslay_event_callbacks callbacks = {
        .recv_callback = on_recv,
        .send_callback = on_send,
        .on_msg_recv_callback = on_message,
    };
    struct evbuffer *out = bufferevent_get_output(st->bev);

    if (wslay_event_context_server_init(&st->ws, &callbacks, st) != 0)
        abort();
    wslay_event_config_set_max_recv_msg_length(st->ws, WS_MESSAGE_MAX);
    evbuffer_add_printf(out,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n",
                        st->accept);
    reply_stream_head(st->server, out);
    evbuffer_add(out, "\r\n", 2);
    if (evbuffer_get_length(bufferevent_get_input(st->bev)))
        bufferevent_trigger(st->bev, EV_READ, BEV_OPT_DEFER_CALLBACKS);
}

/* The application may write to the stream or close it from inside on_text. */
void ws_receive(struct stream *st)
{
    if (!wslay_event_get_read_enabled(st->ws)) {
        evbuffer_drain(bufferevent_get_input(st->bev), SIZE_MAX);
        return;
    }
    st->in_callback = true;
    int failed = wslay_event_recv(st->ws);
    st->in_callback = false;
    if (failed || st->must_destroy) {
        stream_retire(st);
        stream_destroy(st);
    } else {
        flush(st);
    }
}

static void queue(struct stream *st, uint8_t opcode, str bytes)
{
    struct wslay_event_msg m = { opcode, (const uint8_t *)bytes.p, bytes.n };

    if (wslay_event_queue_msg(st->ws, &m) == WSLAY_ERR_NOMEM)
        abort();
    if (!st->in_callback)
        flush(st);
}

void ws_send(struct stream *st, str text)
{
    queue(st, WSLAY_TEXT_FRAME, text);
}

void ws_ping(struct stream *st)
{
    queue(st, WSLAY_PING, STR(""));
}

void ws_close(struct stream *st, uint16_t code)
{
    wslay_event_queue_close(st->ws, code, NULL, 0);
    if (!st->in_callback)
        flush(st);
}

void ws_free(struct stream *st)
{
    if (st->ws)
        wslay_event_context_free(st->ws);
}
