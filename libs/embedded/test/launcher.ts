/** A launcher in a process of its own, to be killed or run as another user. Options come as JSON; it ends on `stop`. */
import { startEmbeddedStack, type EmbeddedStackOptions } from '../src/stack';

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as EmbeddedStackOptions;
  const { stop, ...addresses } = await startEmbeddedStack(options);
  process.once('message', () => void stop().then(() => process.disconnect()));
  process.send?.(addresses);
}

main().catch((error: Error) => {
  process.send?.({ failure: error.message });
  process.disconnect();
});
