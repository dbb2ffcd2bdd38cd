/** Lets time pass. In a storm the moment itself is part of what is tested; tests of one thing wait for conditions. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
