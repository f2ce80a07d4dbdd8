// Bars: lying, for things with names; or standing (a column chart), for time.
import { html } from './html.js';
import { Patterns } from './chart.js';
import { fitted, textWidth } from './measure.js';
import { linear, ticks } from './scale.js';
import { compact } from './format.js';

const TOP = 8;
const GAP = 10;

export const Bars = (props) => (props.data.kind === 'bar' ? Lying(props) : Standing(props));

const extent = (series) => {
  const all = series.flatMap((s) => s.values).filter((v) => v !== null);
  return [Math.min(0, ...all), Math.max(0, ...all)];
};

/** The first series is plain, the others carry a pattern beside their colour. */
const paint = (id, i) => (i === 0 ? { class: 'fill-0' } : { fill: `url(#${id}-p${i})` });

export const Frame = ({ id, width, height, data, summary, walk, children }) => html`
  <svg class="marks" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="group"
    aria-labelledby="${id}-t" aria-describedby="${id}-d" ref=${walk.group} onKeyDown=${walk.onKeyDown}>
    <title id="${id}-t">${data.title}</title>
    <desc id="${id}-d">${summary}</desc>
    <${Patterns} id=${id}/>
    ${children}
  </svg>`;

function Lying({ data, width, id, at, walk, summary }) {
  const { labels, series } = data;
  const thick = series.length > 1 ? 14 : 20;
  const band = thick * series.length + 12;
  const labelled = Math.min(Math.max(...labels.map((l) => textWidth(l))) + GAP, width * 0.38);
  const valued = Math.max(...series.flatMap((s) => s.values.map((v) => textWidth(s.format(v))))) + GAP;
  const [low, high] = extent(series);
  const x = linear(low, high, labelled + (low < 0 ? valued : 0), width - valued);
  const height = band * labels.length;
  return html`
    <${Frame} ...${{ id, width, height, data, summary, walk }}>
      ${labels.map((label, i) => html`
        <g class=${`mark-group${at === i ? ' is-at' : ''}`} ...${walk.mark(i)}>
          <rect class="hit" x="0" y=${i * band} width=${width} height=${band}/>
          <text x=${labelled - GAP} y=${i * band + band / 2} class="tick end mid">${fitted(label, labelled - GAP)}</text>
          ${series.map((s, n) => s.values[i] !== null && html`
            <rect ...${paint(id, n)} rx="3" height=${thick}
              x=${Math.min(x(0), x(s.values[i]))} y=${i * band + 6 + n * thick}
              width=${Math.max(1, Math.abs(x(s.values[i]) - x(0)))}/>
            <text class=${`value mid${s.values[i] < 0 ? ' end' : ''}`}
              x=${x(s.values[i]) + (s.values[i] < 0 ? -6 : 6)} y=${i * band + 6 + n * thick + thick / 2}>${s.format(s.values[i])}</text>`)}
        </g>`)}
      <line class="axis" x1=${x(0)} x2=${x(0)} y1="0" y2=${height}/>
    <//>`;
}

function Standing({ data, width, id, at, walk, summary }) {
  const { labels, series } = data;
  const height = Math.round(Math.min(280, Math.max(200, width * 0.42)));
  const [low, high] = extent(series);
  const grid = ticks(low, high);
  const left = Math.max(...grid.map((t) => textWidth(compact(t), 12))) + GAP;
  const bottom = height - 26;
  const y = linear(grid[0], grid.at(-1), bottom, TOP + 14);
  const band = (width - left) / labels.length;
  const thick = Math.max(2, Math.min(44, (band * 0.72) / series.length));
  const every = Math.ceil(Math.max(...labels.map((l) => textWidth(l, 12))) / Math.max(1, band - 4));
  const roomForValues = series.length === 1
    && Math.max(...series[0].values.map((v) => textWidth(series[0].format(v), 12))) < band + 4;
  const start = (i) => left + band * i + (band - thick * series.length) / 2;
  return html`
    <${Frame} ...${{ id, width, height, data, summary, walk }}>
      <${Grid} grid=${grid} y=${y} left=${left} width=${width}/>
      ${labels.map((label, i) => html`
        <g class=${`mark-group${at === i ? ' is-at' : ''}`} ...${walk.mark(i)}>
          <rect class="hit" x=${left + band * i} y="0" width=${band} height=${height}/>
          ${series.map((s, n) => s.values[i] !== null && html`
            <rect ...${paint(id, n)} rx="3" width=${Math.max(1, thick - 2)}
              x=${start(i) + n * thick} y=${Math.min(y(0), y(s.values[i]))}
              height=${Math.max(1, Math.abs(y(s.values[i]) - y(0)))}/>
            ${roomForValues && html`<text class="value centre" x=${start(i) + thick / 2}
              y=${y(s.values[i]) + (s.values[i] < 0 ? 16 : -6)}>${s.format(s.values[i])}</text>`}`)}
          ${i % every === 0 && html`<text class="tick centre" x=${left + band * (i + 0.5)} y=${height - 8}>${
            fitted(label, every > 1 ? band * every : Math.max(band, 20), 12)}</text>`}
        </g>`)}
      <line class="axis" x1=${left} x2=${width} y1=${y(0)} y2=${y(0)}/>
    <//>`;
}

export const Grid = ({ grid, y, left, width }) => html`
  <g aria-hidden="true">
    ${grid.map((tick) => html`
      <line class="grid" x1=${left} x2=${width} y1=${y(tick)} y2=${y(tick)}/>
      <text class="tick end mid" x=${left - GAP + 2} y=${y(tick)}>${compact(tick)}</text>`)}
  </g>`;
