/** One worker process of a peer. Its reports are gathered for one turn of the event loop. */
import { now } from '../measure/clock.mjs';

let gathered = [];
let worker;

function report(kind, id) {
  gathered.push([kind, id, now()]);
  if (gathered.length === 1) setImmediate(send);
}

function send() {
  const events = gathered;
  gathered = [];
  if (process.connected) process.send({ events });
}

async function serve(file, context) {
  const module = await import(file);
  const begin = context.begins ? (id) => report('begin', id) : () => undefined;
  worker = await module.worker(context, { begin, end: (id) => report('end', id) });
  process.send({ ready: true });
}

async function stop() {
  await Promise.race([worker?.stop(), new Promise((resolve) => setTimeout(resolve, 2_000))]).catch(
    () => undefined,
  );
  process.exit(0);
}

process.on('message', (message) => {
  if (message.serve) {
    serve(message.serve, message.context).catch((error) => {
      console.error(error);
      process.exit(1);
    });
  }
  if (message.run) message.ids.forEach((id) => worker.startHere(message.run, id));
  if (message.stop) void stop();
});
process.on('disconnect', () => process.exit(0));
