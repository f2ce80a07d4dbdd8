// What opens above the page: help, the session's end, deleting.
import { html, useEffect, useId, useRef, useState } from './html.js';
import { remove } from './history.js';
import { IconButton } from './icons.js';
import { keepShortcuts, shortcutsOn } from './keep.js';
import { ModelsPanel } from './models.js';
import { leave } from './session.js';
import { SignInForm } from './signin.js';
import { get, set, useStore } from './store.js';

const close = () => set({ dialog: null });

/** A native dialog: it keeps the focus inside and gives it back. */
export function Dialog({ title, kind = '', mayClose = true, children }) {
  const box = useRef(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current.showModal();
    return () => before?.isConnected && before.focus();
  }, []);
  return html`
    <dialog ref=${box} class=${`dialog ${kind}`} aria-labelledby=${id} onCancel=${(event) => {
      event.preventDefault();
      if (mayClose) close();
    }} onClose=${() => {
      if (mayClose) close();
      else box.current?.showModal(); // a browser lets a second Escape through
    }} onClick=${(event) => {
      if (mayClose && event.target === box.current) close();
    }}>
      <div class="dialog-body">
        <header>
          <h2 id=${id}>${title}</h2>
          ${mayClose && html`<${IconButton} icon="close" label="Close" onClick=${close}/>`}
        </header>
        ${children}
      </div>
    </dialog>`;
}

export function Dialogs() {
  const dialog = useStore((s) => s.dialog);
  if (!dialog) return null;
  const Kind = { help: Help, models: Models, 'sign-in': SignInAgain, delete: Delete }[dialog.kind];
  return html`<${Kind} ...${dialog}/>`;
}

const Models = () => html`
  <${Dialog} title="What can I ask?" kind="is-sheet"><${ModelsPanel}/><//>`;

const SignInAgain = () => html`
  <${Dialog} title="Your session has ended" kind="is-locked" mayClose=${false}>
    <p>Sign in again to go on. What you wrote is kept.</p>
    <${SignInForm} user=${get().me.user.name}/>
    <p class="centred"><button type="button" class="link" onClick=${leave}>Sign in as somebody else</button></p>
  <//>`;

function Delete({ row }) {
  const [failure, setFailure] = useState('');
  const confirm = () => remove(row.id).then(close, (reason) => setFailure(reason.message));
  return html`
    <${Dialog} title="Delete this conversation?" kind="is-small">
      <p>“${row.title}” will be gone from your list. What was asked and answered stays in the
        audit record.</p>
      ${failure && html`<p class="form-error" role="alert">${failure}</p>`}
      <div class="buttons">
        <button type="button" class="button danger" onClick=${confirm}>Delete</button>
        <button type="button" class="button quiet" onClick=${close}>Keep it</button>
      </div>
    <//>`;
}

const KEYS = [
  ['Enter', 'Ask'],
  ['Shift + Enter', 'New line'],
  ['↑ in an empty field', 'Bring back the last question'],
  ['Esc', 'Stop the answer, close a dialog'],
  ['Ctrl + Shift + O', 'New conversation'],
  ['/', 'Go to the question', true],
  ['?', 'This help', true],
];

function Help() {
  const [single, setSingle] = useState(shortcutsOn());
  const toggle = () => {
    keepShortcuts(!single);
    setSingle(!single);
  };
  return html`
    <${Dialog} title="Help">
      <p>Ask as you would ask a colleague: “How many Sony products are we launching this quarter?”,
        “List them by region”, “And Samsung?”. Every answer shows how the question was read, with its
        dates, and how it was worked out. If something cannot be answered, it says so.</p>
      <h3>Keys</h3>
      <table class="keys-table">
        <tbody>${KEYS.filter(([,, character]) => !character || single).map(([key, what]) => html`
          <tr><th scope="row"><kbd>${key}</kbd></th><td>${what}</td></tr>`)}</tbody>
      </table>
      <label class="check"><input type="checkbox" checked=${single} onChange=${toggle}/>
        Shortcuts of a single character</label>
      <p class="muted small-text">auric ${get().me?.version ?? ''}</p>
    <//>`;
}
