// "What can I ask?": the models and fields that this user may see.
import { html, useState } from './html.js';
import { plural } from './format.js';
import { Icon } from './icons.js';
import { focusComposer } from './composer.js';
import { writeDraft } from './session.js';
import { set, useStore } from './store.js';

const TYPES = {
  text: 'text', long_text: 'long text', int: 'whole number', float: 'number', bool: 'yes or no',
  date: 'date', datetime: 'date and time', time: 'time', enum: 'one of a list', reference: 'link',
};

const matches = (needle, ...texts) =>
  texts.some((text) => text?.toLocaleLowerCase().includes(needle));

export function ModelsPanel() {
  const models = useStore((s) => s.models);
  const [sought, setSought] = useState('');
  const needle = sought.trim().toLocaleLowerCase();
  if (!models) return html`<p class="muted">Loading…</p>`;
  if (!models.length) {
    return html`<p>There is nothing that your role may see. Ask the owner of the data for access.</p>`;
  }
  const found = models.filter((m) => !needle || matches(needle, m.label, m.description)
    || m.fields.some((f) => matches(needle, f.label)));
  return html`
    <div class="search">
      <${Icon} name="search"/>
      <label class="hidden" for="model-search">Search models and fields</label>
      <input id="model-search" type="search" placeholder="Search models and fields" autocomplete="off"
        value=${sought} onInput=${(e) => setSought(e.target.value)}/>
    </div>
    <p class="muted" role="status">${needle ? `${found.length} of ${plural(models.length, 'model')}`
      : plural(models.length, 'model')}</p>
    <div class="models">
      ${found.map((model) => html`<${Model} key=${model.id} model=${model} needle=${needle}/>`)}
    </div>`;
}

function Model({ model, needle }) {
  const fields = needle && !matches(needle, model.label, model.description)
    ? model.fields.filter((f) => matches(needle, f.label)) : model.fields;
  const start = (text) => {
    writeDraft(text);
    set({ dialog: null });
    setTimeout(focusComposer);
  };
  return html`
    <details class="model" open=${Boolean(needle)}>
      <summary>
        <${Icon} name="chevron"/>
        <span class="model-name">${model.label}</span>
        ${model.records != null && html`<span class="muted">${plural(model.records, 'record')}</span>`}
      </summary>
      ${model.description && html`<p>${model.description}</p>`}
      <p class="model-actions">
        <button type="button" class="pill small" onClick=${() => start(`How many ${model.label} records are there?`)}>Count them</button>
        <button type="button" class="pill small" onClick=${() => start(`List ${model.label} records`)}>List them</button>
      </p>
      <table class="small-table">
        <thead><tr><th scope="col">Field</th><th scope="col">Holds</th></tr></thead>
        <tbody>${fields.map((field) => html`
          <tr>
            <th scope="row">${field.label}${field.description && html`<span class="muted">${field.description}</span>`}</th>
            <td>${field.type === 'reference' && field.ref ? html`<span class="ref"><${Icon} name="link"/> ${field.ref}</span>`
              : TYPES[field.type] ?? field.type}</td>
          </tr>`)}</tbody>
      </table>
    </details>`;
}
