// The answer: the figure, the sentence, what was understood, the chart, the
// table, and what one can do with them.
import { html } from './html.js';
import { number, period, periodName, plural, words } from './format.js';
import { changeOf, figureOf, REFUSALS } from './words.js';
import { Actions } from './actions.js';
import { Chart } from './chart.js';
import { Icon } from './icons.js';
import { Proof } from './proof.js';
import { Refusal } from './refusal.js';
import { Table } from './table.js';

export function Answer({ answer, question, again, busy, isLast, onAsk }) {
  const refused = REFUSALS[answer.status];
  return html`
    <div class="answer">
      ${refused ? html`<${Refusal} answer=${answer} again=${again} busy=${busy}/>`
        : html`<${Headline} answer=${answer}/>`}
      <${Reading} reading=${answer.interpretation} verified=${answer.verified}
        language=${answer.language} refused=${refused}/>
      <${Cautions} answer=${answer}/>
      ${answer.options.length > 0 && html`<${Options} answer=${answer} busy=${busy} onAsk=${onAsk}/>`}
      ${!refused && html`
        <${Compared} answer=${answer}/>
        <${Chart} answer=${answer}/>
        ${hasTable(answer) && html`<${Table} answer=${answer}/>`}`}
      <${Actions} answer=${answer} question=${question} refused=${refused}/>
      <${Proof} answer=${answer}/>
    </div>
    ${isLast && answer.followups.length > 0 && html`
      <${FollowUps} list=${answer.followups} busy=${busy} onAsk=${onAsk}/>`}`;
}

/** One cell is the headline already. */
export const hasTable = ({ rows, columns }) =>
  rows.length > 0 && columns.length > 0 && !(rows.length === 1 && columns.length === 1);

function Headline({ answer }) {
  const figure = figureOf(answer);
  const change = answer.comparison && changeOf(answer.comparison);
  const [first, ...rest] = (answer.text || '').split(/\n{2,}|\n/).filter(Boolean);
  const long = figure?.text.length > 12;
  const badge = change && html`<${Badge} change=${change} comparison=${answer.comparison}/>`;
  return html`
    <div class="headlines">
      ${figure && html`
        <div class="figure-line">
          <span class=${`figure${long ? ' is-long' : ''}`}>${figure.text}</span>${badge}
        </div>`}
      ${first && html`<h3 class="headline">${first}</h3>`}
      ${rest.map((text) => html`<p class="prose">${text}</p>`)}
      ${!figure && badge && html`<p>${badge}</p>`}
    </div>`;
}

const DIRECTIONS = { up: 'Up', down: 'Down', same: '' };

const Badge = ({ change, comparison }) => html`
  <span class=${`badge is-${change.direction}`}>
    <${Icon} name=${change.direction}/>
    <span><span class="hidden">${DIRECTIONS[change.direction]} </span>${change.amount}${
      change.pct && ` (${change.pct})`}</span>
    <span class="badge-label">${comparison.previous != null && `from ${number(comparison.previous)} `}${
      comparison.label}</span>
  </span>`;

/** Two bars for now and before: only beside a single figure. */
function Compared({ answer }) {
  const { comparison, interpretation, chart } = answer;
  if (!comparison || figureOf(answer) === null || (chart && chart.kind !== 'kpi')) return null;
  if (comparison.previous == null || comparison.current < 0 || comparison.previous < 0) return null;
  const most = Math.max(comparison.current, comparison.previous) || 1;
  const rows = [
    [periodName(interpretation?.period?.label) || 'Now', comparison.current, 'now'],
    [periodName(comparison.label) || 'Before', comparison.previous, 'before'],
  ];
  return html`
    <dl class="compared">
      ${rows.map(([label, value, kind]) => html`
        <div class=${`is-${kind}`}>
          <dt>${label}</dt>
          <dd><i style=${{ width: `${Math.max(1, (70 * value) / most)}%` }}></i><b>${number(value)}</b></dd>
        </div>`)}
    </dl>`;
}

const LANGUAGES = { de: 'German', fr: 'French', es: 'Spanish' };

function Reading({ reading, verified, language, refused }) {
  if (!reading || (refused && !reading.text)) return null;
  const { text, model, filters, period: dates } = reading;
  const chips = [
    verified && ['right', 'Reading', verified],
    model && ['table', 'Model', words(model)],
    dates && ['calendar', 'Period', [periodName(dates.label), period(dates)].filter(Boolean).join(': ')],
    ...filters.map((filter) => ['filter', 'Filter', filter]),
  ].filter(Boolean);
  return html`
    <div class="reading">
      ${text && html`<p><span class="reading-name">${
        LANGUAGES[language] ? `Read from ${LANGUAGES[language]} as:` : 'Read as:'}</span> ${text}</p>`}
      ${chips.length > 0 && html`
        <ul class="chips">${chips.map(([icon, kind, label]) => html`
          <li class="chip"><${Icon} name=${icon}/><span class="hidden">${kind}: </span>${label}</li>`)}
        </ul>`}
    </div>`;
}

/** What was left out of the reading, and what the server warns of. */
function Cautions({ answer }) {
  const missed = answer.interpretation?.not_understood ?? []; // a refusal has no reading
  const list = [
    ...(missed.length ? [`Not understood, so not used: ${missed.map((word) => `“${word}”`).join(', ')}`] : []),
    ...answer.warnings,
  ];
  return list.length > 0 && html`
    <ul class="warnings" aria-label="Warnings">
      ${list.map((text) => html`<li class="caution"><${Icon} name="alert"/><span>${text}</span></li>`)}
    </ul>`;
}

function Options({ answer, busy, onAsk }) {
  return html`
    <ul class="options" aria-label="Choices">
      ${answer.options.map((option) => html`
        <li><button type="button" class="option" disabled=${busy}
          onClick=${() => onAsk(option.question || option.label)}>
          <span class="option-label">${option.label}</span>
          <span class="option-value">${optionValue(option)}</span>
          <${Icon} name="chevron"/>
        </button></li>`)}
    </ul>`;
}

/** What the choice would give, computed already. */
function optionValue({ value, rows }) {
  if (value != null) return typeof value === 'number' ? number(value) : String(value);
  if (!rows?.length) return '';
  if (rows.length === 1 && rows[0].length === 1) {
    const [[cell]] = rows;
    return typeof cell === 'number' ? number(cell) : String(cell ?? '');
  }
  return plural(rows.length, 'row');
}

const FollowUps = ({ list, busy, onAsk }) => html`
  <div class="followups no-print" role="group" aria-label="Questions to go on with">
    ${list.map((text) => html`
      <button type="button" class="pill" disabled=${busy} onClick=${() => onAsk(text)}>${text}</button>`)}
  </div>`;
