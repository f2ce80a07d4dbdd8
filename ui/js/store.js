// The state of the page: one object, replaced and never changed in place.
import { useEffect, useState } from './html.js';

const listeners = new Set();

let state = {
  phase: 'loading', // loading, signed-out, ready, unreachable
  me: null,
  models: null,
  conversations: [],
  threads: {}, // key -> {key, id, title, loaded, failure, turns}
  active: null, // key of the thread on the screen
  draft: '',
  drawer: false,
  dialog: null, // {kind: 'help' | 'models' | 'sign-in' | 'delete', ...}
  online: navigator.onLine,
  status: '', // what a screen reader is told next
};

export const get = () => state;

export function set(patch) {
  state = { ...state, ...(typeof patch === 'function' ? patch(state) : patch) };
  for (const listener of [...listeners]) listener();
}

/** Calls `listener` after every change; gives back how to end that. */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The part of the state a component shows; it is drawn again when that part changes. */
export function useStore(select) {
  const [, redraw] = useState(0);
  const chosen = select(state);
  useEffect(() => {
    let shown = chosen;
    const listener = () => {
      const now = select(state);
      if (now !== shown) {
        shown = now;
        redraw((n) => n + 1);
      }
    };
    listener();
    return subscribe(listener);
  }, []);
  return chosen;
}

/** Tells a screen reader, also when it is the same sentence twice. */
export function announce(text) {
  set({ status: state.status === text ? `${text}\u00a0` : text });
}

let serial = 0;
export const newKey = (prefix) => `${prefix}${Date.now().toString(36)}${(serial += 1)}`;

export function newThread(patch = {}) {
  const key = newKey('t');
  const thread = { key, id: null, title: '', loaded: true, failure: null, turns: [], ...patch };
  set((s) => ({ threads: { ...s.threads, [key]: thread } }));
  return thread;
}

export function patchThread(key, patch) {
  set((s) => {
    const thread = s.threads[key];
    if (!thread) return {};
    const change = typeof patch === 'function' ? patch(thread) : patch;
    return { threads: { ...s.threads, [key]: { ...thread, ...change } } };
  });
}

export function patchTurn(threadKey, turnKey, patch) {
  patchThread(threadKey, (thread) => ({
    turns: thread.turns.map((turn) => {
      if (turn.key !== turnKey) return turn;
      return { ...turn, ...(typeof patch === 'function' ? patch(turn) : patch) };
    }),
  }));
}

export const threadOf = (id) => Object.values(state.threads).find((t) => t.id === id);
export const activeThread = (s) => s.threads[s.active];
export const runningTurn = (s) =>
  activeThread(s)?.turns.find((turn) => turn.state === 'running');
