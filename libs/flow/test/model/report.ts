/** A line of figures on the terminal: how much a test has looked at. */
export function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
