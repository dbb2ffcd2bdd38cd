/** A piece of a text: UTF-16 offsets, the end not included. */
export interface Range {
  start: number;
  end: number;
}

/** The same for people: 1-based line and column in UTF-16 units; the length ends with the line. */
export interface Span {
  line: number;
  column: number;
  length: number;
}

/** Turns offsets of one text into lines and columns. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  span({ start, end }: Range): Span {
    const line = this.lineOf(start);
    const lineStart = this.starts[line] ?? 0;
    const lineEnd = Math.max(start, (this.starts[line + 1] ?? this.text.length + 1) - 1);
    return {
      line: line + 1,
      column: start - lineStart + 1,
      length: Math.max(1, Math.min(end, lineEnd) - start),
    };
  }

  private lineOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
