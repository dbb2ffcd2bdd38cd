/** A Markdown table; cells are escaped so that no text can break its row. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** A generated page: its title, where it comes from, its parts. */
export function page(title: string, source: string, parts: readonly string[]): string {
  const note = `<!-- Generated from ${source}; do not edit. -->`;
  return [`# ${title}`, note, ...parts].join('\n\n') + '\n';
}
