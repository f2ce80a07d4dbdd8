// Signing in and out, and what happens when a session ends by itself.
import { api, onSignedOut, setCsrf } from './api.js';
import { draftOf, keepDraft, keepSignedIn, wasSignedIn } from './keep.js';
import { announce, get, set } from './store.js';
import { resumeWaiting, resetLine, warmLine } from './asking.js';
import { loadConversations, openFromAddress } from './history.js';

const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('auric') : null;

export async function start() {
  onSignedOut(sessionEnded);
  tabs?.addEventListener('message', (event) => {
    if (event.data === 'signed-out' && get().phase === 'ready') leave();
  });
  if (!wasSignedIn()) {
    set({ phase: 'signed-out' });
    return;
  }
  try {
    enter(await api.me());
  } catch (failure) {
    set({ phase: failure.status === 401 ? 'signed-out' : 'unreachable' });
  }
}

function enter(me) {
  setCsrf(me.csrf);
  set({ phase: 'ready', me, draft: draftOf(me.user.name), dialog: null });
  loadConversations();
  loadModels();
  openFromAddress();
  warmLine();
}

async function loadModels() {
  const may = get().me.features?.includes('metadata') ?? true;
  const { models } = may ? await api.models().catch(() => ({ models: [] })) : { models: [] };
  set({ models });
}

export async function signIn(credentials) {
  const made = await api.login(credentials);
  setCsrf(made.csrf);
  keepSignedIn(true);
  const me = await api.me();
  const back = get().phase === 'ready' && get().me.user.name === me.user.name;
  resetLine();
  if (!back) {
    set({ threads: {}, active: null, conversations: [], models: null });
    enter(me);
    return;
  }
  setCsrf(me.csrf);
  set({ me, dialog: null });
  announce('You are signed in again.');
  loadConversations();
  warmLine();
  resumeWaiting();
}

/** The session ran out: the work on the screen stays, behind the dialog. */
export function sessionEnded() {
  if (get().phase === 'ready' && get().dialog?.kind !== 'sign-in') {
    set({ dialog: { kind: 'sign-in' }, drawer: false });
  }
}

export async function signOut() {
  keepDraft(get().me.user.name, '');
  await api.logout().catch(() => {}); // the session may be over already
  tabs?.postMessage('signed-out');
  leave();
}

/** To the sign-in page, with nothing of this user left in the page. */
export function leave() {
  setCsrf('');
  keepSignedIn(false);
  resetLine();
  history.replaceState(null, '', '/');
  set({
    phase: 'signed-out', me: null, models: null, conversations: [], threads: {},
    active: null, draft: '', drawer: false, dialog: null,
  });
}

export async function refreshMe() {
  const me = await api.me().catch(() => null);
  if (me && get().phase === 'ready') set({ me });
}

export function writeDraft(text) {
  set({ draft: text });
  keepDraft(get().me.user.name, text);
}
