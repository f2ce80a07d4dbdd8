// What one can do with an answer: copy it, link to it, export it, judge it.
import { html, useId, useState } from './html.js';
import { api } from './api.js';
import { cellFormat } from './format.js';
import { plainText } from './words.js';
import { Icon } from './icons.js';
import { announce, get } from './store.js';
import { addressOf } from './history.js';

const REASONS = [
  'The figure is wrong', 'The question was misread', 'Records are missing',
  'The data is out of date', 'Something else',
];

const SHOWN_MS = 2500;

export function Actions({ answer, question, refused }) {
  const [said, setSaid] = useState('');
  const features = get().me?.features;
  const mayVerify = !refused && answer.id && answer.interpretation && features?.includes('admin');
  const mayExport = !refused && answer.rows.length > 0
    && (!features || features.includes('export'));

  function say(text) {
    setSaid(text);
    announce(text);
    setTimeout(() => setSaid((now) => (now === text ? '' : now)), SHOWN_MS);
  }

  const attempt = (action, done) => () =>
    action().then(() => say(done), (failure) => say(failure.message || 'That did not work.'));

  const copy = () => navigator.clipboard.writeText(plainText(answer, question, cellsOf(answer)));
  const link = () => navigator.clipboard.writeText(
    new URL(`/${addressOf(answer.conversation_id)}`, location.href).href);

  return html`
    <div class="actions no-print">
      <div class="action-row">
        <${Action} icon="copy" label="Copy" onClick=${attempt(copy, 'Copied.')}/>
        ${answer.conversation_id && html`
          <${Action} icon="link" label="Link" onClick=${attempt(link, 'The link is copied.')}/>`}
        ${mayExport && html`
          <${Action} icon="download" label="CSV" onClick=${attempt(() => exportCsv(answer), 'The file is saved.')}/>`}
        ${mayVerify && html`
          <${Action} icon="right" label="Verify"
            title="From now on this question is always read like this"
            onClick=${attempt(() => api.verify(answer.id), 'Verified: this question is now always read like this.')}/>
          <${Action} icon="pin" label="Keep as a case"
            title="auric eval will check that it is still read like this"
            onClick=${attempt(() => api.keepCase(answer.id), 'Kept: auric eval will check it.')}/>`}
        ${answer.id && html`<${Feedback} answer=${answer} say=${say}/>`}
        <span class="said">${said}</span>
      </div>
    </div>`;
}

const Action = ({ icon, label, ...rest }) => html`
  <button type="button" class="action" ...${rest}><${Icon} name=${icon}/>${label}</button>`;

function cellsOf({ columns, rows }) {
  if (!rows.length || (rows.length === 1 && columns.length === 1)) return [];
  const formats = columns.map((column, i) => cellFormat(column, rows.map((row) => row[i])));
  return [columns.map((c) => c.label || c.name), ...rows.map((row) => row.map((x, i) => formats[i](x)))];
}

async function exportCsv(answer) {
  const address = URL.createObjectURL(await api.exportCsv(answer.id));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = `auric-${answer.id}.csv`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

function Feedback({ answer, say }) {
  const [verdict, setVerdict] = useState(null);
  const [asking, setAsking] = useState(false);

  async function judge(which, note) {
    try {
      await api.feedback(answer.id, which, note);
      setVerdict(which);
      setAsking(false);
      say('Thank you. The data owner will see this.');
    } catch (failure) {
      say(failure.message);
    }
  }

  return html`
    <button type="button" class="icon-button judge" aria-label="This answer is right"
      title="This answer is right" aria-pressed=${verdict === 'right'} onClick=${() => judge('right')}>
      <${Icon} name="right"/></button>
    <button type="button" class="icon-button judge" aria-label="This answer is wrong"
      title="This answer is wrong" aria-pressed=${verdict === 'wrong'} aria-expanded=${asking}
      onClick=${() => setAsking(!asking)}><${Icon} name="wrong"/></button>
    ${asking && html`<${Reasons} onSend=${(note) => judge('wrong', note)}
      onCancel=${() => setAsking(false)}/>`}`;
}

function Reasons({ onSend, onCancel }) {
  const id = useId();
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    onSend([form.get('reason'), form.get('note').trim()].filter(Boolean).join(': '));
  };
  return html`
    <form class="reasons" onSubmit=${submit} aria-label="What is wrong with this answer?">
      <fieldset>
        <legend>What is wrong with it?</legend>
        ${REASONS.map((reason, i) => html`
          <label><input type="radio" name="reason" value=${reason} defaultChecked=${i === 0}/> ${reason}</label>`)}
      </fieldset>
      <label for="${id}-note">Anything to add?</label>
      <textarea id="${id}-note" name="note" rows="2" maxlength="1000"></textarea>
      <div class="buttons">
        <button type="submit" class="button small">Send</button>
        <button type="button" class="button quiet small" onClick=${onCancel}>Cancel</button>
      </div>
    </form>`;
}
