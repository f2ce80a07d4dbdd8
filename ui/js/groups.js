// Conversations in groups by date. Pure.

const DAY_MS = 86400000;

/** Rows in groups by date, newest first, pinned ones on top. */
export function grouped(conversations, now = new Date()) {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const nameOf = ({ pinned, updated_at: at }) => {
    const time = new Date(at).getTime();
    if (pinned) return 'Pinned';
    if (time >= midnight) return 'Today';
    if (time >= midnight - DAY_MS) return 'Yesterday';
    if (time >= midnight - 7 * DAY_MS) return 'Last 7 days';
    if (time >= midnight - 30 * DAY_MS) return 'Last 30 days';
    return new Date(at).toLocaleDateString('en-GB', { month: 'long', year: 'numeric' });
  };
  const newest = [...conversations].sort((a, b) =>
    (b.pinned ? 1 : 0) - (a.pinned ? 1 : 0) || new Date(b.updated_at) - new Date(a.updated_at));
  const groups = [];
  for (const row of newest) {
    const name = nameOf(row);
    if (groups.at(-1)?.name !== name) groups.push({ name, rows: [] });
    groups.at(-1).rows.push(row);
  }
  return groups;
}
