// Calls of the HTTP API. The session lives in an HttpOnly cookie; the CSRF
// token lives here, in memory, and goes with every call that changes something.

export class Failure extends Error {
  constructor(error, status = 0) {
    super(error.message || 'Something went wrong.');
    this.code = error.code || 'internal';
    this.status = status;
    this.requestId = error.request_id || null;
    this.retryAfter = error.retry_after ?? null;
  }
}

export const UNREACHABLE = {
  code: 'unreachable',
  message: 'The server cannot be reached. Check your connection and try again.',
};

let csrf = '';
let whenSignedOut = () => {};

export const setCsrf = (token) => { csrf = token || ''; };
export const onSignedOut = (callback) => { whenSignedOut = callback; };

/** Sends a request; a refusal becomes a Failure. A lost session is told once, here. */
export async function send(method, path, { body, accept, signal, quiet } = {}) {
  const headers = { Accept: accept || 'application/json' };
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, {
      method, headers, signal, credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (reason) {
    if (reason.name === 'AbortError') throw reason;
    throw new Failure(UNREACHABLE);
  }
  if (response.ok) return response;
  const failure = new Failure(await errorOf(response), response.status);
  if (response.status === 401 && !quiet) whenSignedOut();
  throw failure;
}

async function errorOf(response) {
  const error = await response.json().then((body) => body.error, () => null);
  return {
    code: `http_${response.status}`,
    message: `The server answered with status ${response.status}.`,
    retry_after: Number(response.headers.get('Retry-After')) || null,
    request_id: response.headers.get('X-Request-Id'),
    ...error,
  };
}

export async function call(method, path, body, options = {}) {
  const response = await send(method, path, { ...options, body });
  if (response.status === 204) return null;
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

const at = (id) => `/api/conversations/${encodeURIComponent(id)}`;

export const api = {
  me: () => call('GET', '/api/me', undefined, { quiet: true }),
  login: (credentials) => call('POST', '/api/login', credentials, { quiet: true }),
  logout: () => call('POST', '/api/logout', {}, { quiet: true }),
  models: () => call('GET', '/api/models'),
  conversations: () => call('GET', '/api/conversations'),
  conversation: (id) => call('GET', at(id)),
  change: (id, patch) => call('PATCH', at(id), patch),
  remove: (id) => call('DELETE', at(id)),
  feedback: (answerId, verdict, note) =>
    call('POST', '/api/feedback', { answer_id: answerId, verdict, ...(note && { note }) }),
  verify: (answerId) => call('POST', '/api/admin/verified', { answer_id: answerId }),
  keepCase: (answerId) => call('POST', '/api/admin/cases', { answer_id: answerId }),
  exportCsv: async (answerId) => {
    const path = `/api/answers/${encodeURIComponent(answerId)}/export?format=csv`;
    return (await send('GET', path, { accept: 'text/csv' })).blob();
  },
};
