import { Parser } from 'htmlparser2';
import { MaestroError } from '@maestro/problems';

const silent = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
  'object',
  'select',
  'head',
]);
const blocks = new Set(
  'address article aside blockquote body dd div dl dt fieldset figcaption figure footer form header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
const headings = new Map([1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, '#'.repeat(level)]));
/** Elements in each other. Browsers stop at 512; what goes deeper was not written by anybody. */
const MAX_DEPTH = 1_000;

export interface HtmlText {
  title: string;
  text: string;
}

/**
 * The text of a page as somebody would read it: headings as in Markdown, blocks apart, cells of a row behind each other. What is
 * not shown is left out. The parser keeps no tree, so that no page takes more memory than its text.
 *
 * @throws MaestroError `too-deep`, `limit-exceeded`
 */
export function htmlText(html: string, maxLength: number): HtmlText {
  const page = new Page(maxLength);
  const parser = new Parser(
    {
      onopentag: (name) => page.open(name),
      onclosetag: (name) => page.close(name),
      ontext: (text) => page.write(text),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html);
  parser.end();
  return page.result();
}

class Page {
  private readonly parts: string[] = [];
  private length = 0;
  private depth = 0;
  private muted = 0;
  private pre = 0;
  private inTitle = false;
  private title = '';

  constructor(private readonly maxLength: number) {}

  open(name: string): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH)
      throw new MaestroError('too-deep', `The page has more than ${MAX_DEPTH} elements in each other.`);
    if (name === 'title') this.inTitle = true;
    if (silent.has(name)) this.muted += 1;
    if (name === 'pre') this.pre += 1;
    const heading = headings.get(name);
    if (heading !== undefined) this.add(`\n\n${heading} `);
    else if (name === 'br') this.add('\n');
    else if (name === 'li') this.add('\n- ');
    else if (name === 'td' || name === 'th') this.add(' ');
    else if (name === 'tr') this.add('\n');
    else if (blocks.has(name)) this.add('\n\n');
  }

  close(name: string): void {
    this.depth -= 1;
    if (name === 'title') this.inTitle = false;
    if (silent.has(name)) this.muted -= 1;
    if (name === 'pre') this.pre -= 1;
    if (headings.has(name) || (blocks.has(name) && name !== 'li' && name !== 'tr')) this.add('\n\n');
  }

  write(text: string): void {
    if (this.inTitle && this.title.length < 512) this.title += text;
    this.add(this.pre > 0 ? text : text.replace(/\s+/g, ' '));
  }

  result(): HtmlText {
    const text = this.parts
      .join('')
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
    return { title: this.title.replace(/\s+/g, ' ').trim(), text };
  }

  private add(text: string): void {
    if (this.muted > 0) return;
    this.parts.push(text);
    this.length += text.length;
    if (this.length > this.maxLength)
      throw new MaestroError('limit-exceeded', `A document may have ${this.maxLength} characters of text.`);
  }
}
