// Scales and ticks of a chart. Pure.

/** Round numbers from at most `low` to at least `high`, about `count` steps apart. */
export function ticks(low, high, count = 4) {
  if (low === high) high = low + 1;
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const first = Math.floor(low / step + 1e-9) * step;
  const all = [];
  for (let i = 0; all.length < 50; i += 1) {
    const tick = Number((first + i * step).toPrecision(12));
    all.push(tick);
    if (tick >= high - step * 1e-9) break;
  }
  return all;
}

/** A function from numbers in [low, high] to [from, to]. */
export const linear = (low, high, from, to) =>
  (x) => from + ((x - low) / (high - low || 1)) * (to - from);
