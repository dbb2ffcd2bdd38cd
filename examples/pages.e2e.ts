import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { install, type Installation } from '@maestro/testing';
import { researching } from './research-agent/research.cases';
import { follow, stepsIn, type Place } from './pages';
import { startServers, type Servers } from './servers/serve.cjs';
import { triaging } from './kev-triage/triage.cases';
import { voting } from './voting-agents/voting.cases';

/**
 * Every page with commands, followed word for word, the one with what comes before all others first; then what pages do not tell. All on
 * one installation: what the cases are about, the pages have made.
 */
const ROOT = join(__dirname, '..');
const folders = readdirSync(__dirname)
  .map((name) => `examples/${name}/README.md`)
  .filter((page) => existsSync(join(ROOT, page)));
const pages = ['examples/README.md', 'docs/first-agent.md', ...folders]
  .map((page) => ({ page, text: readFileSync(join(ROOT, page), 'utf8') }))
  .filter(({ text }) => stepsIn(text).length > 0);
/** Where the pages say that the servers listen. */
const ADDRESS = '127.0.0.1:7480';

let maestro: Installation;
let servers: Servers;
let place: Place;

beforeAll(async () => {
  servers = await startServers();
  maestro = await install({ worker: 1, scheduler: 0 });
  place = settle();
}, 60_000);
afterAll(async () => {
  if (place) rmSync(place.folder, { recursive: true });
  await servers?.close();
  await maestro?.stop();
});

/** The examples in a folder of their own, with the address of these servers, and the command on the path. */
function settle(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'maestro-pages-'));
  const copy = join(folder, 'examples');
  cpSync(__dirname, copy, { recursive: true, filter: (path) => !path.includes('node_modules') });
  for (const name of readdirSync(copy, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.json')) {
      const file = join(copy, name);
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll(ADDRESS, servers.host));
    }
  const command = join(folder, 'maestro');
  writeFileSync(
    command,
    `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'apps/cli/bin/maestro.cjs')}" "$@"\n`,
  );
  chmodSync(command, 0o755);
  const env = {
    PATH: [folder, process.env['PATH']].join(delimiter),
    MAESTRO_URL: maestro.services.apiUrl,
    MAESTRO_API_KEY: maestro.apiKey,
  };
  return { folder, env };
}

jest.setTimeout(60_000);

describe('can be followed word for word:', () => {
  it.each(pages)('$page', async ({ text }) => {
    await follow(text.replaceAll(ADDRESS, servers.host), place);
  });
});

const stage = () => ({ maestro, servers });
describe('triage', () => triaging(stage));
describe('research', () => researching(stage));
describe('voting', () => voting(stage));
