// A question's life on the page: asked, worked on step by step, answered,
// stopped, lost and found again.
import { api } from './api.js';
import { openLine } from './socket.js';
import {
  activeThread, announce, get, newKey, patchThread, patchTurn, runningTurn, set,
} from './store.js';
import { conversationChanged } from './history.js';
import { refreshMe, sessionEnded } from './session.js';
import { shaped } from './shape.js';
import { spokenAnswer } from './words.js';

const line = openLine({
  onSession: (state) => { if (state === 'expired') sessionEnded(); },
});

export const resetLine = () => line.reset();
export const warmLine = () => line.warm();

/** Asks in the thread on the screen. */
export function ask(question) {
  const thread = activeThread(get());
  const text = question.trim();
  if (!thread || !text || runningTurn(get())) return false;
  const turn = { key: newKey('q'), question: text, at: new Date().toISOString() };
  patchThread(thread.key, { turns: [...thread.turns, turn], title: thread.title || text });
  run(thread.key, turn);
  return true;
}

/** Asks the question of `turn` again, in its place. */
export function askAgain(threadKey, turn) {
  if (!runningTurn(get())) run(threadKey, turn);
}

function run(threadKey, turn) {
  const id = newKey('c');
  const fresh = { state: 'running', asked: id, steps: [], text: '', answer: null, error: null };
  patchTurn(threadKey, turn.key, fresh);
  announce('Working on it.');
  const body = { question: turn.question };
  const conversation = get().threads[threadKey].id;
  if (conversation) body.conversation_id = conversation;
  line.ask(id, body, (event) => hear(threadKey, turn.key, event));
}

function hear(threadKey, turnKey, event) {
  const change = (patch) => patchTurn(threadKey, turnKey, patch);
  if (event.type === 'accepted') {
    adopt(threadKey, event.conversation_id);
  } else if (event.type === 'step') {
    change((turn) => ({ steps: withStep(turn.steps, event) }));
  } else if (event.type === 'delta') {
    change((turn) => ({ text: turn.text + event.text }));
  } else if (event.type === 'answer') {
    adopt(threadKey, event.answer.conversation_id);
    const answer = shaped(event.answer, Date.now());
    change({ state: 'done', answer });
    announce(spokenAnswer(answer));
    settled(threadKey);
  } else if (event.type === 'error') {
    failed(change, event.error);
    settled(threadKey);
  } else if (event.type === 'lost') {
    find(threadKey, turnKey);
  }
}

function withStep(steps, { step, label, state, ms, detail }) {
  const known = steps.findIndex((s) => s.step === step);
  const row = { step, label, state, ms, detail };
  return known < 0 ? [...steps, row] : steps.map((s, i) => (i === known ? { ...s, ...row } : s));
}

function failed(change, error) {
  if (error.code === 'unauthenticated' || error.status === 401) {
    change({ state: 'waiting', error: null }); // asked again after the sign-in
    sessionEnded();
    return;
  }
  change({
    state: 'failed',
    error: {
      code: error.code, message: error.message,
      request_id: error.request_id ?? error.requestId,
      retry_after: error.retry_after ?? error.retryAfter,
      at: Date.now(),
    },
  });
  announce(error.message);
}

function settled(threadKey) {
  conversationChanged(threadKey);
  refreshMe();
}

/** The server gave the thread its conversation: its address is now shown. */
function adopt(threadKey, id) {
  const thread = get().threads[threadKey];
  if (!id || !thread || thread.id === id) return;
  patchThread(threadKey, { id });
  if (get().active === threadKey) history.replaceState(null, '', `#/c/${id}`);
}

export function stop() {
  const turn = runningTurn(get());
  if (!turn) return;
  line.stop(turn.asked);
  patchTurn(get().active, turn.key, { state: 'stopped' });
  announce('Stopped.');
}

/** The line broke in the middle of a question: the server may have answered it all the same. */
async function find(threadKey, turnKey) {
  const lost = () => patchTurn(threadKey, turnKey, { state: 'lost' });
  const thread = get().threads[threadKey];
  if (!thread) return;
  const place = thread.turns.findIndex((turn) => turn.key === turnKey);
  if (!thread.id) {
    const me = await api.me().catch((failure) => failure);
    if (me.status === 401) failed((p) => patchTurn(threadKey, turnKey, p), { code: 'unauthenticated' });
    else lost();
    return;
  }
  try {
    const { turns } = await api.conversation(thread.id);
    const answered = thread.turns.slice(0, place).filter((t) => t.answer).length;
    const last = turns.at(-1);
    if (turns.length <= answered || !last.answer || last.question !== thread.turns[place].question) {
      throw new Error('not answered');
    }
    const answer = shaped(last.answer);
    patchTurn(threadKey, turnKey, { state: 'done', answer });
    announce(spokenAnswer(answer));
  } catch (failure) {
    if (failure.status === 401) patchTurn(threadKey, turnKey, { state: 'waiting' });
    else lost();
  }
}

/** After a new sign-in: questions that the old session could not carry through. */
export function resumeWaiting() {
  for (const thread of Object.values(get().threads)) {
    const turn = thread.turns.find((t) => t.state === 'waiting');
    if (turn) run(thread.key, turn);
  }
}

export function useQuestion(text) {
  set({ dialog: null, drawer: false });
  ask(text);
}
