// The list of conversations: by date, searched, renamed, pinned, deleted.
import { html, useEffect, useId, useRef, useState } from './html.js';
import { grouped } from './groups.js';
import { addressOf, change } from './history.js';
import { Icon, IconButton } from './icons.js';
import { activeThread, announce, set, useStore } from './store.js';

export function Conversations() {
  const all = useStore((s) => s.conversations);
  const active = useStore((s) => activeThread(s)?.id);
  const [sought, setSought] = useState('');
  const [opened, setOpened] = useState(null); // the row whose buttons are shown
  const needle = sought.trim().toLocaleLowerCase();
  const rows = needle ? all.filter((c) => c.title.toLocaleLowerCase().includes(needle)) : all;
  return html`
    <nav class="conversations" aria-label="Conversations">
      ${all.length > 0 && html`
        <div class="search">
          <${Icon} name="search"/>
          <label class="hidden" for="search">Search conversations</label>
          <input id="search" type="search" placeholder="Search" autocomplete="off" value=${sought}
            onInput=${(e) => setSought(e.target.value)}/>
        </div>`}
      ${grouped(rows).map(({ name, rows: list }) => html`
        <section key=${name}>
          <h2 class="group-name">${name}</h2>
          <ul>${list.map((row) => html`
            <${Row} key=${row.id} row=${row} current=${row.id === active} opened=${opened === row.id}
              onOpen=${(on) => setOpened(on ? row.id : null)}/>`)}</ul>
        </section>`)}
      ${all.length === 0 && html`<p class="muted nothing">Your conversations will be listed here.</p>`}
      ${all.length > 0 && rows.length === 0 && html`
        <p class="muted nothing">No conversation has “${sought.trim()}” in its title.</p>`}
    </nav>`;
}

function Row({ row, current, opened, onOpen }) {
  const [renaming, setRenaming] = useState(false);
  const id = useId();
  const more = useRef(null);
  const attempt = (patch, done) => change(row.id, patch)
    .then(() => announce(done), (failure) => announce(failure.message));
  const close = () => {
    onOpen(false);
    setRenaming(false);
    more.current?.focus();
  };

  if (renaming) {
    return html`<li><${Rename} title=${row.title} onCancel=${close} onSave=${(title) => {
      close();
      attempt({ title }, 'Renamed.');
    }}/></li>`;
  }
  return html`
    <li class=${`conversation${current ? ' is-current' : ''}`} onKeyDown=${(event) => {
      if (event.key === 'Escape' && opened) close();
    }}>
      <div class="conversation-line">
        <a href=${addressOf(row.id)} title=${row.title}
          aria-current=${current ? 'page' : undefined}
          onClick=${() => set({ drawer: false })}>${row.title || 'Untitled'}</a>
        <button type="button" class="icon-button" ref=${more} aria-expanded=${opened} aria-controls=${id}
          aria-label="More for ${row.title}" title="Rename, pin, delete" onClick=${() => onOpen(!opened)}>
          <${Icon} name="more"/></button>
      </div>
      ${opened && html`
        <div class="row-actions" id=${id}>
          <button type="button" class="action" onClick=${() => setRenaming(true)}><${Icon} name="pencil"/>Rename</button>
          <button type="button" class="action" onClick=${() => {
            close();
            attempt({ pinned: !row.pinned }, row.pinned ? 'Unpinned.' : 'Pinned.');
          }}><${Icon} name="pin"/>${row.pinned ? 'Unpin' : 'Pin'}</button>
          <button type="button" class="action" onClick=${() =>
            set({ dialog: { kind: 'delete', row } })}><${Icon} name="bin"/>Delete</button>
        </div>`}
    </li>`;
}

function Rename({ title, onSave, onCancel }) {
  const field = useRef(null);
  useEffect(() => field.current.select(), []);
  const submit = (event) => {
    event.preventDefault();
    const text = field.current.value.trim();
    if (text && text !== title) onSave(text);
    else onCancel();
  };
  return html`
    <form class="rename" onSubmit=${submit}>
      <input ref=${field} aria-label="New title" defaultValue=${title} maxlength="120" autocomplete="off"
        onKeyDown=${(event) => event.key === 'Escape' && onCancel()}/>
      <${IconButton} icon="check" label="Save the title" type="submit"/>
      <${IconButton} icon="close" label="Keep the old title" onClick=${onCancel}/>
    </form>`;
}
