/** A picture of the result: steps a second in W3 and the latency of a run in W1, one bar for each engine. */

const WIDTH = 760;
const LABEL = 130;
const BAR = 20;
const GAP = 8;
const HEAD = 34;

const panels = [
  { workload: 'w3', metric: 'steps_per_s', title: 'W3: steps a second (longer is better)' },
  { workload: 'w1', metric: 'p50_ms', title: 'W1: ms for a run of 10 steps, p50 (shorter is better)' },
];

/** SVG text; panels without figures are left out. */
export function plot(lines) {
  let top = 10;
  const parts = [];
  for (const panel of panels) {
    const bars = barsOf(lines, panel);
    if (bars.length === 0) continue;
    parts.push(panelOf(panel.title, bars, top));
    top += HEAD + bars.length * (BAR + GAP) + 16;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" role="img" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

function barsOf(lines, { workload, metric }) {
  const rows = lines.filter((line) => line.workload === workload && line.metric === metric);
  const own = rows.find(({ peer, product }) => peer !== 'one worker' && product !== null);
  if (!own) return [];
  const peers = rows.filter(({ peer, peer_value: value }) => peer && peer !== 'one worker' && value !== null);
  return [
    { name: 'Maestro', value: own.product, fill: '#1f6feb' },
    ...peers.map(({ peer, peer_value: value }) => ({ name: peer, value, fill: '#9aa4b2' })),
  ];
}

function panelOf(title, bars, top) {
  const most = Math.max(...bars.map(({ value }) => value));
  const room = WIDTH - LABEL - 90;
  const drawn = bars.map(({ name, value, fill }, row) => {
    const y = top + HEAD + row * (BAR + GAP);
    const length = Math.max(1, Math.round((value / most) * room));
    const text = y + BAR - 5;
    return `<text x="${LABEL - 8}" y="${text}" text-anchor="end" fill="#1f2328">${name}</text>
<rect x="${LABEL}" y="${y}" width="${length}" height="${BAR}" fill="${fill}"/>
<text x="${LABEL + length + 6}" y="${text}" fill="#1f2328">${value.toLocaleString('en')}</text>`;
  });
  return `<text x="10" y="${top + 18}" font-weight="bold" fill="#1f2328">${title}</text>\n${drawn.join('\n')}`;
}
