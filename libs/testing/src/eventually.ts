export interface EventuallyOptions {
  /** How long the condition may stay unmet; 10 s unless told. */
  timeoutMs?: number;
  /** Between two looks; 20 ms unless told. */
  intervalMs?: number;
  /** What is waited for, in the message of the failure. */
  what?: string;
}

type Falsy = false | null | undefined | 0 | '';

/**
 * Looks again and again until the condition gives something truthy, and returns that. An assertion that throws
 * counts as unmet.
 *
 * @throws when the time is over, with the last value or error.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000, intervalMs = 20, what = 'The condition' }: EventuallyOptions = {},
): Promise<Exclude<T, Falsy>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const look = await attempt(condition);
    if ('value' in look && look.value) return look.value as Exclude<T, Falsy>;
    if (performance.now() > deadline) throw unmet(look, `${what} was not met within ${timeoutMs} ms`);
    await pause(intervalMs);
  }
}

type Look<T> = { value: T } | { error: unknown };

async function attempt<T>(condition: () => T | Promise<T>): Promise<Look<T>> {
  try {
    return { value: await condition() };
  } catch (error) {
    return { error };
  }
}

function unmet(look: Look<unknown>, message: string): Error {
  if ('value' in look) return new Error(`${message}; the last value was ${render(look.value)}`);
  const text = look.error instanceof Error ? look.error.message : render(look.error);
  return new Error(`${message}; the last error was: ${text}`, { cause: look.error });
}

function render(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
