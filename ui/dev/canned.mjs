// Answers for ui/dev/stub.mjs, in the shapes of the real server. The figures
// are invented: they are there to be drawn, not to be believed.

const STEPS = [
  ['security_check', 'Checking the question', 0.06, { verdict: 'allow', score: 0.01, rules: [], role: 'executive', quota_remaining: 87 }],
  ['query_analysis', 'Understanding the question', 0.21, {
    intent: 'COUNT_AGGREGATION', query_type: 'aggregate', complexity: 'simple', confidence: 0.97,
    entities: [
      { text: 'Sony', type: 'BRAND', confidence: 0.98 },
      { text: 'products', type: 'OBJECT', confidence: 0.99 },
      { text: 'this quarter', type: 'TIME_PERIOD', confidence: 1 },
    ],
  }],
  ['model_discovery', 'Choosing the model', 0.08, { models: [
    { model: 'Product', role: 'primary', score: 0.94, reason: 'named in the question' },
    { model: 'Launch', role: 'filter', score: 0.71, reason: 'holds the launch date' },
    { model: 'Brand', role: 'secondary', score: 0.55, reason: 'Product refers to it' },
  ] }],
  ['field_analysis', 'Mapping the fields', 0.07, { mappings: [
    { entity: 'Sony', field: 'Product.Brand', operator: 'is', confidence: 0.98 },
    { entity: 'this quarter', field: 'Launch.Launch date', operator: 'between', confidence: 0.96 },
  ], joins: ['Launch.Product to Product'] }],
  ['query_construction', 'Building the query', 0.05, {
    universe: '7f1c0a52-8f0e-4b71-9d0b-6f1f0c6ad1aa', repository: 'golden-records', aggregate: 'count',
    filters: [{ field: 'BRAND_1', operator: 'EQUALS', value: 'Sony' },
      { field: 'LAUNCHDATE_1', operator: 'BETWEEN', value: '2026-10-01 to 2026-12-31' }],
    limit: 1, plan: {
      model: '7f1c0a52', columns: [{ label: 'Products', expr: { op: 'agg', agg: 'count' } }],
      where: { op: 'eq', left: { op: 'field', path: [{ model: '6df8a88f', field: 'BRAND' }] }, right: { value: 'Sony' } },
    },
  }],
  ['data_retrieval', 'Fetching the records', 1.9, { requests: 2, pages: 1, records_read: 2, cache: { models: 'memory', fields: 'memory' } }],
  ['response_synthesis', 'Writing the answer', 0.11, { facts: ['count is 47', 'previous is 18', 'change is 29'], slots: 3, chart: 'kpi' }],
  ['audit_log', 'Writing the audit record', 0.3, { sequence: 1042, hash: '9c1e7b0a55d2f0b1' }],
];

let serial = 1041;

function answer(patch, steps = STEPS) {
  serial += 1;
  return {
    id: `a${serial}`, status: 'answer', confidence: 0.96, columns: [], rows: [], row_count: 0,
    truncated: false, followups: [], warnings: [], options: [],
    provenance: {
      universe_id: '7f1c0a52-8f0e-4b71-9d0b-6f1f0c6ad1aa', requests: 2, records_read: 2,
      as_of: new Date().toISOString(), notes: [
        { model: 'Launch', what: 'count where Launch date is between 2026-10-01 and 2026-12-31, brand is Sony', records: 1, ms: 0.9 },
        { model: 'Launch', what: 'count where Launch date is between 2026-07-01 and 2026-09-30, brand is Sony', records: 1, ms: 0.8 },
      ],
    },
    timings_ms: { ...Object.fromEntries(steps.map(([step,, ms]) => [step, ms])), total: steps.reduce((sum, [,, ms]) => sum + ms, 0) },
    trace: steps.map(([step, label, ms, detail]) => ({ step, label, ms, detail })),
    audit_seq: serial, ...patch,
  };
}

const QUARTER = { from: '2026-10-01', to: '2027-01-01', label: 'this quarter (1 Oct 2026 to 31 Dec 2026)' };

const count = (brand, now, before) => answer({
  text: `You are launching ${now} ${brand} products this quarter, 1 October to 31 December 2026.\n`
    + `That is ${now - before} more than the ${before} of last quarter.`,
  value: now,
  interpretation: {
    text: `the number of products with brand ${brand} and a launch date in this quarter`,
    model: 'Product', fields: ['Brand', 'Launch date'], filters: [`Brand is ${brand}`], period: QUARTER,
  },
  columns: [{ name: 'count', label: 'Products', type: 'number' }], rows: [[now]], row_count: 1,
  comparison: { current: now, previous: before, change: now - before, change_pct: (100 * (now - before)) / before, label: 'last quarter' },
  chart: { kind: 'kpi', x: 0, y: [0], title: 'Products' },
  followups: ['And Samsung?', 'List them', `How many ${brand} products are launching next quarter?`],
});

const BRANDS = [['Sony', 47, 812400.5], ['Samsung', 31, 640210], ['Bang & Olufsen', 22, 505000.25],
  ['LG', 19, 310440], ['Bose', 14, 221900.75], ['Déjà Vu Électronique', 9, 90210], ['Sony Music', 4, 12050], ["O'Neill Audio", 2, 3100]];

const byBrand = (kind = 'bar') => answer({
  text: 'Sony launches the most products this quarter, 47 of 148, followed by Samsung with 31.',
  interpretation: { text: 'the number of products with a launch date in this quarter, by brand, largest first', model: 'Product', fields: ['Brand', 'Launch date'], filters: [], period: QUARTER },
  columns: [{ name: 'brand', label: 'Brand', type: 'text', key: true }, { name: 'count', label: 'Products', type: 'number' },
    { name: 'share', label: 'Share', type: 'number', percent: true }, { name: 'budget', label: 'Budget', type: 'number' }],
  rows: BRANDS.map(([brand, n, budget]) => [brand, n, (100 * n) / 148, budget]), row_count: BRANDS.length,
  chart: { kind, x: 0, y: [1], title: 'Products launching this quarter, by brand' },
  followups: ['And last quarter?', 'Only Europe', 'Show it by month'],
});

const MONTHS = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01',
  '2026-07-01', '2026-08-01', '2026-09-01', '2026-10-01', '2026-11-01', '2026-12-01'];

const byMonth = (kind = 'line') => answer({
  text: 'Launches rose from 12 in January to 58 in November 2026.',
  interpretation: { text: 'Number of launches in this year, by month, this year beside last year', model: 'Launch', fields: ['Launch date'], filters: [], period: { from: '2026-01-01', to: '2027-01-01', label: 'this year (1 Jan 2026 to 31 Dec 2026)' } },
  columns: [{ name: 'month', label: 'Month', type: 'text', key: true }, { name: 'count', label: 'Launches', type: 'number' },
    { name: 'before', label: 'Launches before', type: 'number' }],
  rows: MONTHS.map((m, i) => [new Date(m).toLocaleDateString('en-GB', { month: 'short', year: 'numeric' }),
    [12, 14, 22, 19, 27, 31, 24, 29, 44, 41, 58, 37][i], [10, 9, 15, 18, 17, 22, 25, 20, 31, 33, 39, i === 11 ? null : 30][i]]),
  row_count: 12, chart: { kind, x: 0, y: [1, 2], title: 'Launches by month' },
  followups: ['Which month had the fewest?', 'By region', 'And in 2025?'],
  warnings: ['3 launches have no date and are not counted.'],
});

const NAMES = ['WH-1000XM6 Wireless Headphones', 'Bravia 9 75" Mini LED', 'PlayStation Portal Remote Player', 'α7 V Mirrorless Camera',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', 'INZONE M10S Gaming Monitor'];
const REGIONS = ['EMEA', 'North America', 'Asia Pacific', null, 'Latin America'];

const list = () => answer({
  text: 'These are the first 64 of 412 Sony products, by launch date.',
  interpretation: { text: 'the products with brand Sony, newest launch first', model: 'Product', fields: ['Brand'], filters: ['Brand is Sony'], not_understood: ['funky'] },
  columns: [{ name: 'name', label: 'Name', type: 'text', key: true }, { name: 'date', label: 'Launch date', type: 'date' },
    { name: 'region', label: 'Region', type: 'reference' }, { name: 'price', label: 'List price', type: 'number' },
    { name: 'units', label: 'Units planned', type: 'number' }, { name: 'live', label: 'Announced', type: 'bool' }],
  rows: Array.from({ length: 64 }, (_, i) => [`${NAMES[i % NAMES.length]} ${i < 6 ? '' : i}`.trim(),
    `2026-${String(12 - (i % 12)).padStart(2, '0')}-${String(28 - (i % 27)).padStart(2, '0')}`, REGIONS[i % 5],
    99.5 + ((i * 37) % 900), ((i * 7919) % 50000) + 500, i % 3 === 0]),
  row_count: 412, truncated: true, confidence: 0.81,
  warnings: ['The word “funky” was not used: no field holds such a value.'],
  followups: ['How many are there by region?', 'Only those above 500', 'And Samsung?'],
});

const clarify = () => answer({
  status: 'clarify', text: 'Three brands are called something like Sony. Which one do you mean?', confidence: 0.5,
  interpretation: { text: 'the number of products of a brand like “Sony”', model: 'Product', fields: ['Brand'], filters: [] },
  options: [
    { label: 'Sony', question: 'How many products has the brand Sony?', value: 412 },
    { label: 'Sony Music', question: 'How many products has the brand Sony Music?', value: 38 },
    { label: 'Sony Professional', question: 'How many products has the brand Sony Professional?', rows: [[77]] },
  ],
});

const refusal = (status, text, steps = STEPS.slice(0, 1)) => answer({
  status, text, confidence: 1, interpretation: undefined,
  provenance: { requests: 0, records_read: 0, notes: [] },
  followups: status === 'abstain' ? ['What can I ask?'] : [],
}, [...steps, STEPS[7]]);

/** The answer, or the error, to a question of a role. */
export function answerTo(question, role) {
  const q = question.toLowerCase();
  if (/ignore .*instructions|system prompt|jailbreak/.test(q)) {
    return { answer: refusal('blocked', 'The question asks me to set my rules aside. I do not do that.') };
  }
  if (/quota/.test(q)) return { error: { code: 'limited', message: 'You have asked 100 questions in this hour, which is the limit of your role.', request_id: 'r-51c9', retry_after: 75 } };
  if (/crash/.test(q)) {
    const error = { code: 'upstream', message: 'The hub did not answer in time.', request_id: 'r-7710' };
    return { answer: { ...refusal('error', error.message, STEPS.slice(0, 6)), error } };
  }
  if (role === 'clerk') {
    return { answer: refusal('denied', 'Your role, clerk, does not include product data. Ask Robin Meyer (data owner, robin.meyer@example.com) if you need it.') };
  }
  if (/weather|joke/.test(q)) return { answer: refusal('abstain', 'I answer questions about the golden records. None of them holds anything about the weather.', STEPS.slice(0, 3)) };
  if (/which sony|unclear/.test(q)) return { answer: clarify() };
  if (/list|show them/.test(q)) return { answer: list() };
  if (/share|pie/.test(q)) return { answer: byBrand('pie') };
  if (/column/.test(q)) return { answer: byMonth('column') };
  if (/month|trend/.test(q)) return { answer: byMonth() };
  if (/brand|group/.test(q) && /by|per/.test(q)) return { answer: byBrand() };
  if (/samsung/.test(q)) return { answer: count('Samsung', 31, 35) };
  return { answer: count('Sony', 47, 18) };
}

export const steps = STEPS;

const field = (label, type, description, ref) => ({ id: label.toUpperCase().replaceAll(' ', ''), label, type, description, ref });

export const models = [
  { id: 'm1', label: 'Product', description: 'Everything we sell or will sell.', records: 4120, fields: [
    field('Name', 'text', 'As on the box'), field('Brand', 'reference', 'Who makes it', 'Brand'), field('Category', 'reference', '', 'Category'),
    field('List price', 'float', 'In euros, without tax'), field('Status', 'enum', 'Planned, announced, on sale, withdrawn')] },
  { id: 'm2', label: 'Launch', description: 'When a product reaches a region.', records: 1893, fields: [
    field('Launch date', 'date', 'The first day of sale'), field('Product', 'reference', '', 'Product'), field('Region', 'reference', '', 'Region'), field('Units planned', 'int')] },
  { id: 'm3', label: 'Campaign', description: 'Advertising for a launch.', records: 640, fields: [field('Name', 'text'), field('Budget', 'float'), field('Start', 'date')] },
  { id: 'm4', label: 'Retailer', description: '', records: 212, fields: [field('Name', 'text'), field('Country', 'enum')] },
];

export const starters = {
  executive: ['How many Sony products are we launching this quarter?', 'Launches by brand this quarter',
    'Launches by month this year', 'What share has each brand?'],
  manager: ['List the Sony products', 'Launches by brand this quarter', 'Launches by month this year', 'Which Sony do we sell?'],
  clerk: ['What can you do?', 'Whom do I ask for access?'],
};
