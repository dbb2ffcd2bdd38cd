/** The workflows of every workload. A step returns a small value at once: what is measured is the engine. */

const step = (id, value) => ({ id, kind: 'task', ref: 'noop', with: { value: { k: value } } });

function chain(length) {
  const nodes = Array.from({ length }, (_, i) => step(`s${i}`, i));
  return { nodes, edges: nodes.slice(1).map(({ id }, i) => ({ from: nodes[i].id, to: id })) };
}

function fan(width) {
  const branches = Array.from({ length: width }, (_, i) => step(`p${i}`, i));
  return {
    nodes: [step('first', 0), ...branches, step('last', 1)],
    edges: branches.flatMap(({ id }) => [
      { from: 'first', to: id },
      { from: id, to: 'last' },
    ]),
  };
}

/** By kind: the source, and how many steps one run has. */
export const templates = {
  chain10: { steps: 10, source: chain(10) },
  chain5: { steps: 5, source: chain(5) },
  one: { steps: 1, source: chain(1) },
  fan100: { steps: 102, source: fan(100) },
};
