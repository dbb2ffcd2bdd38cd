/**
 * Loaded into a measured worker before its own code: reports to the bench when a run has ended and, where asked, when
 * a first step begins or a task is claimed, as the workers of the peers do. It listens where the worker tells its metrics anyway.
 */
const Module = require('node:module');

const load = Module._load;
let gathered = [];
let claims = 0;

function report(...event) {
  gathered.push([...event, Number(process.hrtime.bigint()) / 1e6]);
  if (gathered.length === 1) setImmediate(send);
}

function send() {
  const events = gathered;
  gathered = [];
  if (process.connected) process.send({ events });
}

/** Metrics are told after the commit: by then the end of a run is durable. */
function heard(telemetry) {
  const record = (name, value, labels) => {
    if (name === 'taskQueueWait' && process.env.BENCH_CLAIMS) report('begin', (claims += 1));
    if (name === 'runsFinished') for (let i = 0; i < value; i += 1) report('end', null);
    return telemetry.record(name, value, labels);
  };
  return Object.create(telemetry, { record: { value: record, enumerable: true } });
}

function tellBegins(handler) {
  const { execute } = handler;
  handler.execute = (input, ctx) => {
    if (ctx.task === 0) report('begin', ctx.runId);
    return execute(input, ctx);
  };
}

let wrapped;
let told = false;
Module._load = function loadWithProbe(request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (request === '@maestro/telemetry') return (wrapped ??= heard(loaded));
  if (process.env.BENCH_BEGINS && !told && /noop\.handler(\.js)?$/.test(request)) {
    told = true;
    tellBegins(loaded.noopHandler);
  }
  return loaded;
};
