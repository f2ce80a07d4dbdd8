// The line to the server on which questions travel: a WebSocket, or, where a
// proxy does not let one through, an event stream for each question.
import { send, Failure, UNREACHABLE } from './api.js';
import { readEvents } from './sse.js';

const OPEN_WITHIN_MS = 5000;
const TRY_AGAIN_AFTER_MS = 60000;

/** `onSession(state)` hears about the session. Each question brings its own listener. */
export function openLine({ onSession }) {
  const listeners = new Map(); // question id -> function(event)
  const streams = new Map(); // question id -> AbortController
  let socket = null;
  let opening = null;
  let avoidUntil = 0;

  function finish(id, event) {
    const listener = listeners.get(id);
    listeners.delete(id);
    streams.delete(id);
    listener?.(event);
  }

  function receive(event) {
    if (event.type === 'session') {
      onSession(event.state);
    } else if (event.type === 'answer' || event.type === 'error') {
      finish(event.id, event);
    } else {
      listeners.get(event.id)?.(event);
    }
  }

  function connect() {
    if (socket?.readyState === WebSocket.OPEN) return Promise.resolve(true);
    if (Date.now() < avoidUntil) return Promise.resolve(false);
    opening ??= new Promise((resolve) => {
      const url = new URL('/ws', location.href);
      url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
      const fresh = new WebSocket(url);
      const timer = setTimeout(() => fresh.close(), OPEN_WITHIN_MS);
      fresh.onopen = () => {
        clearTimeout(timer);
        socket = fresh;
        opening = null;
        resolve(true);
      };
      fresh.onmessage = (message) => receive(JSON.parse(message.data));
      fresh.onclose = () => {
        clearTimeout(timer);
        if (socket === fresh) {
          socket = null;
          for (const id of [...listeners.keys()]) {
            if (!streams.has(id)) finish(id, { type: 'lost' });
          }
        } else {
          opening = null;
          avoidUntil = Date.now() + TRY_AGAIN_AFTER_MS;
          resolve(false);
        }
      };
    });
    return opening;
  }

  async function stream(id, body) {
    const control = new AbortController();
    streams.set(id, control);
    try {
      const response = await send('POST', '/api/ask', {
        body, accept: 'text/event-stream', signal: control.signal,
      });
      for await (const { event, data } of readEvents(response.body)) {
        receive({ ...unwrapped(event, data), type: event, id });
      }
      finish(id, { type: 'lost' });
    } catch (reason) {
      if (reason.name === 'AbortError') return;
      finish(id, { type: 'error', error: reason instanceof Failure ? reason : UNREACHABLE });
    }
  }

  return {
    /** Asks; `listener` hears accepted, step and delta, then one of answer, error, lost. */
    async ask(id, body, listener) {
      listeners.set(id, listener);
      const open = await connect();
      if (!listeners.has(id)) return; // stopped meanwhile
      if (open) socket.send(JSON.stringify({ type: 'ask', id, ...body }));
      else await stream(id, body);
    },
    stop(id) {
      if (!listeners.delete(id)) return;
      if (streams.has(id)) streams.get(id).abort();
      else if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'stop', id }));
      streams.delete(id);
    },
    /** After a new sign-in the old connection speaks for the old session. */
    reset() {
      avoidUntil = 0;
      socket?.close();
      socket = null;
    },
  };
}

/** An event of the stream may hold the answer or the error bare, as the API gives them. */
function unwrapped(event, data) {
  if (event === 'answer' && !data.answer) return { answer: data };
  if (event === 'error' && !data.error) return { error: data };
  return data;
}
