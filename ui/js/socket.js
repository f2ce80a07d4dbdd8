// The line to the server on which questions travel: a WebSocket, or, where a
// proxy does not let one through, an event stream for each question.
import { send, Failure, UNREACHABLE } from './api.js';
import { readEvents } from './sse.js';

const OPEN_WITHIN_MS = 5000;
const TRY_AGAIN_AFTER_MS = 60000;

/** `onSession(state)` hears about the session. Each question brings its own listener. */
export function openLine({ onSession }) {
  const asked = new Map(); // question id -> {listener, stop()}
  let socket = null; // the open one
  let opening = null; // a promise of it, or of null when it cannot be had
  let avoidUntil = 0;

  function finish(id, event) {
    const question = asked.get(id);
    asked.delete(id);
    question?.listener(event);
  }

  function receive(event) {
    if (event.type === 'session') {
      onSession(event.state);
    } else if (event.type === 'answer' || event.type === 'error') {
      finish(event.id, event);
    } else {
      asked.get(event.id)?.listener(event);
    }
  }

  function open() {
    const url = new URL('/ws', location.href);
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const fresh = new WebSocket(url);
    return new Promise((resolve) => {
      const timer = setTimeout(() => fresh.close(), OPEN_WITHIN_MS);
      fresh.onopen = () => {
        clearTimeout(timer);
        socket = fresh;
        resolve(fresh);
      };
      fresh.onmessage = (message) => receive(JSON.parse(message.data));
      fresh.onclose = () => {
        clearTimeout(timer);
        if (socket === fresh) socket = null;
        for (const [id, { via }] of [...asked]) if (via === fresh) finish(id, { type: 'lost' });
        resolve(null); // changes nothing for one that was open
      };
    });
  }

  async function connect() {
    if (socket?.readyState === WebSocket.OPEN) return socket;
    if (Date.now() < avoidUntil) return null;
    opening ??= open().finally(() => { opening = null; });
    const found = await opening;
    if (!found) avoidUntil = Date.now() + TRY_AGAIN_AFTER_MS;
    return found;
  }

  async function stream(id, body, question) {
    const control = new AbortController();
    question.stop = () => control.abort();
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
    /** Opens the socket ahead of the first question. */
    warm: connect,
    /** Asks; `listener` hears accepted, step and delta, then one of answer, error, lost. */
    async ask(id, body, listener) {
      const question = { listener, via: null, stop: () => {} };
      asked.set(id, question);
      const found = await connect();
      if (!asked.has(id)) return; // stopped meanwhile
      if (!found) {
        await stream(id, body, question);
        return;
      }
      question.via = found;
      question.stop = () => found.send(JSON.stringify({ type: 'stop', id }));
      found.send(JSON.stringify({ type: 'ask', id, ...body }));
    },
    /** Stops a question; its listener hears no more. */
    stop(id) {
      const question = asked.get(id);
      asked.delete(id);
      question?.stop();
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
