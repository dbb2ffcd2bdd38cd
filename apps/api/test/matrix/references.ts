/** Definitions of templates that name something, by what they name: the places in them where a name of another tenant may stand. */
export const REFERENCES: Readonly<Record<string, (name: string) => object>> = {
  subflow: (name) => ({ nodes: [{ id: 'a', kind: 'subflow', ref: name }], edges: [] }),
  'subflow of the latest version': (name) => ({
    nodes: [{ id: 'a', kind: 'subflow', ref: `${name}@latest` }],
    edges: [],
  }),
  handler: (name) => ({ nodes: [{ id: 'a', kind: 'task', ref: name }], edges: [] }),
  agent: (name) => ({
    nodes: [{ id: 'a', kind: 'task', ref: 'agent_call', with: { agent: name } }],
    edges: [],
  }),
  secret: (name) => ({
    nodes: [{ id: 'a', kind: 'task', ref: 'http', with: { url: `https://x.test/\${{ secrets.${name} }}` } }],
    edges: [],
  }),
  approver: (name) => ({
    nodes: [{ id: 'a', kind: 'approval', with: { message: 'Go?', approvers: [`key:${name}`] } }],
    edges: [],
  }),
  dataset: (name) => ({
    nodes: [{ id: 'a', kind: 'task', ref: 'load', with: { dataset: name, records: [], key: 'id' } }],
    edges: [],
  }),
};
