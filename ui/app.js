// Starts the page: one root component, and the keys that work everywhere.
import { html, render } from './js/html.js';
import { stop } from './js/asking.js';
import { Chat } from './js/chat.js';
import { focusComposer } from './js/composer.js';
import { Dialogs } from './js/dialogs.js';
import { openFromAddress } from './js/history.js';
import { Mark } from './js/icons.js';
import { shortcutsOn } from './js/keep.js';
import { Notice } from './js/refusal.js';
import { start } from './js/session.js';
import { Sidebar, startNew } from './js/sidebar.js';
import { SignInPage } from './js/signin.js';
import { activeThread, announce, get, runningTurn, set, subscribe, useStore } from './js/store.js';

const Status = () => html`
  <p class="hidden" role="status" id="status">${useStore((s) => s.status)}</p>`;

function App() {
  const phase = useStore((s) => s.phase);
  if (phase === 'loading') return html`<main class="splash" aria-label="Loading"><${Mark}/></main>`;
  if (phase === 'unreachable') return html`<${Unreachable}/>`;
  if (phase === 'signed-out') return html`<${SignInPage}/>`;
  return html`
    <a class="skip" href="#question" onClick=${(event) => {
      event.preventDefault();
      focusComposer();
    }}>Skip to the question</a>
    <${Sidebar}/>
    <${Chat}/>
    <${Dialogs}/>
    <${Status}/>`;
}

const Unreachable = () => html`
  <main class="splash">
    <h1 class="hidden">auric</h1>
    <${Notice} icon="offline" title="The server cannot be reached" again=${() => {
      set({ phase: 'loading' });
      start();
    }}>Check your connection, or ask your administrator whether auric is running.<//>
  </main>`;

const isTyping = (target) => target.closest?.('input, textarea, select, [contenteditable]');

function onKey(event) {
  if (get().phase !== 'ready' || get().dialog) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === 'Escape' && runningTurn(get())) {
    stop();
  } else if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'o') {
    event.preventDefault();
    startNew();
  } else if (plain && !isTyping(event.target) && shortcutsOn()) {
    if (event.key === '/') {
      event.preventDefault();
      focusComposer();
    } else if (event.key === '?') {
      set({ dialog: { kind: 'help' } });
    }
  }
}

function showTitle() {
  const title = get().phase === 'ready' && activeThread(get())?.title;
  const next = title ? `${title} · auric` : 'auric';
  if (document.title !== next) document.title = next;
}

window.addEventListener('keydown', onKey);
window.addEventListener('hashchange', () => get().phase === 'ready' && openFromAddress());
window.addEventListener('offline', () => set({ online: false }));
window.addEventListener('online', () => {
  set({ online: true });
  announce('You are online again.');
});

render(html`<${App}/>`, document.getElementById('app'));
subscribe(showTitle);
start();
