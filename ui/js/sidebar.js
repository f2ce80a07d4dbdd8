// The side of the page, a drawer on a phone: conversations, and whose they are.
import { html, useEffect, useRef, useState } from './html.js';
import { clock, number, plural, words } from './format.js';
import { Conversations } from './conversations.js';
import { openFromAddress } from './history.js';
import { Icon, IconButton, Mark } from './icons.js';
import { keepTheme, themeOf } from './keep.js';
import { signOut } from './session.js';
import { set, useStore } from './store.js';

export function startNew() {
  history.pushState(null, '', '#/');
  openFromAddress();
}

const NARROW = matchMedia('(max-width: 60rem)');

export function Sidebar() {
  const drawer = useStore((s) => s.drawer);
  const box = useRef(null);
  const [narrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const follow = () => setNarrow(NARROW.matches);
    NARROW.addEventListener('change', follow);
    return () => NARROW.removeEventListener('change', follow);
  }, []);
  useEffect(() => {
    if (!drawer || !narrow) return undefined;
    const before = document.activeElement;
    box.current.querySelector('button')?.focus();
    return () => before?.isConnected && before.focus();
  }, [drawer, narrow]);
  return html`
    <div class=${`side-space${drawer ? ' is-open' : ''}`}>
      <div class="scrim" onClick=${() => set({ drawer: false })}></div>
      <aside class="sidebar no-print" ref=${box} aria-label="Conversations and account"
        inert=${narrow && !drawer} onKeyDown=${(event) => {
          if (event.key === 'Escape' && drawer) set({ drawer: false });
        }}>
        <div class="brand">
          <${Mark}/><span class="brand-name">auric</span>
          <${IconButton} icon="close" label="Close the menu" class="icon-button drawer-close"
            onClick=${() => set({ drawer: false })}/>
        </div>
        <button type="button" class="button wide new" onClick=${startNew}><${Icon} name="plus"/>New conversation</button>
        <${Conversations}/>
        <${Account}/>
      </aside>
    </div>`;
}

function Account() {
  const me = useStore((s) => s.me);
  const { limit, remaining, reset_at: reset } = me.quota ?? {};
  return html`
    <section class="account" aria-label="Account">
      ${limit > 0 && html`
        <p class="quota"><span><b>${number(remaining)}</b> of ${plural(limit, 'question')} left</span>
          ${reset && remaining < limit && html`<span class="muted">full again at ${clock(reset)}</span>`}</p>`}
      <div class="who">
        <span class="avatar" aria-hidden="true">${initials(me.user.display_name || me.user.name)}</span>
        <span class="who-text"><span class="who-name">${me.user.display_name || me.user.name}</span>
          <span class="muted">${words(me.role)}</span></span>
        <${IconButton} icon="leave" label="Sign out" onClick=${signOut}/>
      </div>
      <${Theme}/>
    </section>`;
}

const initials = (name) =>
  name.split(/[\s.]+/).filter(Boolean).slice(0, 2).map((part) => part[0].toUpperCase()).join('');

const THEMES = [['system', 'screen', 'As the system'], ['light', 'sun', 'Light'], ['dark', 'moon', 'Dark']];

function Theme() {
  const [theme, setTheme] = useState(themeOf());
  return html`
    <fieldset class="theme">
      <legend class="hidden">Colours</legend>
      ${THEMES.map(([name, icon, label]) => html`
        <label class="theme-choice" title=${label}>
          <input type="radio" name="theme" value=${name} checked=${theme === name} onChange=${() => {
            keepTheme(name);
            setTheme(name);
          }}/>
          <${Icon} name=${icon}/><span class="hidden">${label}</span>
        </label>`)}
    </fieldset>`;
}
