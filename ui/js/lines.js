// Lines over time: each series has its own dash and its own marker.
import { html } from './html.js';
import { Frame, Grid } from './bars.js';
import { textWidth } from './measure.js';
import { linear, ticks } from './scale.js';
import { compact } from './format.js';

const DASHES = ['', '7 4', '2 4', '10 3 2 3'];
const MARKERS = [
  (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (x, y, r) => `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
  (x, y, r) => `M${x} ${y - r * 1.2}l${r * 1.2} ${r * 2.2}h${-2.4 * r}z`,
  (x, y, r) => `M${x} ${y - r * 1.3}l${r * 1.3} ${r * 1.3}l${-r * 1.3} ${r * 1.3}l${-r * 1.3} ${-r * 1.3}z`,
];

export function Lines({ data, width, id, at, walk, summary }) {
  const { labels, series } = data;
  const height = Math.round(Math.min(280, Math.max(200, width * 0.42)));
  const all = series.flatMap((s) => s.values).filter((v) => v !== null);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  // From zero, unless that would flatten the line into the top of the picture.
  const grid = ticks(least >= 0 && least < most * 0.7 ? 0 : least, most);
  const left = Math.max(...grid.map((t) => textWidth(compact(t), 12))) + 10;
  const bottom = height - 26;
  const y = linear(grid[0], grid.at(-1), bottom, 14);
  const band = (width - left) / labels.length;
  const x = (i) => left + band * (i + 0.5);
  const every = Math.ceil(Math.max(...labels.map((l) => textWidth(l, 12))) / Math.max(1, band - 8));
  const dots = labels.length <= 60;
  return html`
    <${Frame} ...${{ id, width, height, data, summary, walk }}>
      <${Grid} grid=${grid} y=${y} left=${left} width=${width}/>
      ${at !== null && html`<line class="cursor" x1=${x(at)} x2=${x(at)} y1="8" y2=${bottom}/>`}
      ${series.map((s, n) => html`
        <path class="line stroke-${n}" d=${path(s.values, x, y)} stroke-dasharray=${DASHES[n]}/>`)}
      ${labels.map((label, i) => html`
        <g class=${`mark-group${at === i ? ' is-at' : ''}`} ...${walk.mark(i)}>
          <rect class="hit" x=${left + band * i} y="0" width=${band} height=${height}/>
          ${series.map((s, n) => s.values[i] !== null && (dots || at === i) && html`
            <path class="dot fill-${n}" d=${MARKERS[n](x(i), y(s.values[i]), at === i ? 5.5 : 3.5)}/>`)}
          ${i % every === 0 && html`<text class="tick centre" x=${x(i)} y=${height - 8}>${label}</text>`}
        </g>`)}
    <//>`;
}

/** How series `i` is drawn, for the legend. */
export const LineSample = ({ i }) => html`
  <svg class="line-sample" viewBox="0 0 28 12" aria-hidden="true" focusable="false">
    <path class="line stroke-${i}" d="M1 6H27" stroke-dasharray=${DASHES[i]}/>
    <path class="dot fill-${i}" d=${MARKERS[i](14, 6, 3.5)}/>
  </svg>`;

/** A gap in the values is a gap in the line: nothing is drawn where nothing is known. */
function path(values, x, y) {
  let pen = 'M';
  return values.map((value, i) => {
    if (value === null) {
      pen = 'M';
      return '';
    }
    const step = `${pen}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = 'L';
    return step;
  }).join('');
}
