// The conversation on the screen.
import { html } from './html.js';
import { ask } from './asking.js';
import { Composer } from './composer.js';
import { load } from './history.js';
import { Icon, IconButton, Mark } from './icons.js';
import { FAILURES } from './words.js';
import { Notice } from './refusal.js';
import { Turn } from './turn.js';
import { activeThread, set, useStore } from './store.js';

export function Chat() {
  const thread = useStore(activeThread);
  const online = useStore((s) => s.online);
  const started = thread && (thread.id || thread.turns.length > 0);
  return html`
    <div class="chat">
      <${TopBar} title=${started ? thread.title : ''}/>
      ${!online && html`<p class="banner" role="alert"><${Icon} name="offline"/>You are offline. You can
        read and write; asking works again when the connection is back.</p>`}
      <main id="main" tabindex="-1" class=${started ? '' : 'is-empty'}>
        ${started && html`<h1 class="hidden">${thread.title || 'Conversation'}</h1>`}
        ${thread && !started && html`<${Welcome}/>`}
        <div class="log" role="log" aria-live="off" aria-label="Conversation">
          ${thread && html`<${Log} thread=${thread}/>`}
        </div>
      </main>
      ${thread?.loaded !== false && html`<${Composer}/>`}
    </div>`;
}

const TopBar = ({ title }) => html`
  <header class="top no-print">
    <${IconButton} icon="menu" label="Conversations" class="icon-button drawer-open"
      onClick=${() => set({ drawer: true })}/>
    <p class="top-title">${title}</p>
    <button type="button" class="button quiet small" onClick=${() => set({ dialog: { kind: 'models' } })}>
      <${Icon} name="book"/><span>What can I ask?</span></button>
    <${IconButton} icon="help" label="Help" onClick=${() => set({ dialog: { kind: 'help' } })}/>
  </header>`;

function Log({ thread }) {
  if (thread.failure) {
    return html`<${Notice} icon="alert" title=${FAILURES[thread.failure.code] ?? 'This conversation cannot be opened'}
      again=${() => load(thread.key, thread.id)}>${thread.failure.message}<//>`;
  }
  if (!thread.loaded) return html`<p class="muted loading">Opening the conversation…</p>`;
  return thread.turns.map((turn, i) => html`
    <${Turn} key=${turn.key} turn=${turn} threadKey=${thread.key} isFirst=${i === 0}
      isLast=${i === thread.turns.length - 1}/>`);
}

function Welcome() {
  const me = useStore((s) => s.me);
  const first = (me.user.display_name || me.user.name).split(' ')[0];
  const starters = me.starters ?? [];
  return html`
    <section class="welcome">
      <${Mark}/>
      <h1>What would you like to know, ${first}?</h1>
      <p class="muted">Ask in your own words. Every answer shows how it was read and where it comes from.</p>
      ${starters.length > 0 && html`
        <ul class="starters" aria-label="Questions to start with">
          ${starters.map((text) => html`
            <li><button type="button" class="starter" onClick=${() => ask(text)}>
              <span>${text}</span><${Icon} name="chevron"/></button></li>`)}
        </ul>`}
    </section>`;
}
