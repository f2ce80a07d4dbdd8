// The list of conversations, and which of them the address names: #/c/ID.
import { api } from './api.js';
import { shaped } from './shape.js';
import {
  announce, get, newThread, patchThread, set, threadOf,
} from './store.js';

export async function loadConversations() {
  const { conversations } = await api.conversations().catch(() => ({}));
  if (conversations) set({ conversations });
}

/** A thread has a new turn: its row moves to the top. */
export async function conversationChanged(threadKey) {
  await loadConversations();
  const thread = get().threads[threadKey];
  const row = get().conversations.find((c) => c.id === thread?.id);
  if (row) patchThread(threadKey, { title: row.title });
}

export function openFromAddress() {
  const id = /^#\/c\/([^/?]+)/.exec(location.hash)?.[1];
  if (id) open(decodeURIComponent(id));
  else openNew();
}

function openNew() {
  const empty = Object.values(get().threads).find((t) => !t.id && !t.turns.length);
  set({ active: (empty ?? newThread()).key, drawer: false });
}

async function open(id) {
  const known = threadOf(id);
  if (known?.loaded) {
    set({ active: known.key, drawer: false });
    return;
  }
  const row = get().conversations.find((c) => c.id === id);
  const thread = known ?? newThread({ id, title: row?.title ?? '', loaded: false });
  set({ active: thread.key, drawer: false });
  await load(thread.key, id);
}

export async function load(key, id) {
  patchThread(key, { failure: null });
  try {
    const { title, turns } = await api.conversation(id);
    patchThread(key, { title, loaded: true, turns: turns.map(turnOf) });
  } catch (failure) {
    patchThread(key, { failure });
  }
}

const turnOf = ({ question, at, answer }, i) => ({
  key: `${answer?.id ?? i}`, question, at, answer: answer ? shaped(answer) : null,
  state: answer ? 'done' : 'lost', steps: [], text: '', error: null,
});

export const addressOf = (id) => `#/c/${encodeURIComponent(id)}`;

export async function change(id, patch) {
  await api.change(id, patch);
  set((s) => ({
    conversations: s.conversations.map((c) => (c.id === id ? { ...c, ...patch } : c)),
  }));
  const thread = threadOf(id);
  if (thread && patch.title) patchThread(thread.key, { title: patch.title });
}

export async function remove(id) {
  await api.remove(id);
  const thread = threadOf(id);
  set((s) => {
    const threads = { ...s.threads };
    if (thread) delete threads[thread.key];
    return { threads, conversations: s.conversations.filter((c) => c.id !== id) };
  });
  if (!get().threads[get().active]) {
    history.replaceState(null, '', '#/');
    openNew();
  }
  announce('The conversation was deleted.');
}
