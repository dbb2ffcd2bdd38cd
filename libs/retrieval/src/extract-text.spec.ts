import { contentBytes, extractText } from './extract-text';
import { htmlText } from './html-text';
import { pdfText } from './pdf-text';

/** A PDF of one page with one line. */
function pdf(line: string): Buffer {
  const stream = `BT /F1 12 Tf 20 100 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.4\n${body}trailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF`, 'latin1');
}

describe('the text of a document', () => {
  it('is what is shown of a page', () => {
    const page =
      '<title>Fish &amp; co</title><style>p{}</style><h2>Fish</h2><p>They <b>swim</b>.<ul><li>one<li>two</ul>' +
      '<table><tr><td>a<td>b</table><pre>x\n  y</pre><script>bad()</script>';
    expect(htmlText(page, 1_000)).toEqual({
      title: 'Fish & co',
      text: expect.stringMatching(/## Fish\n\nThey swim\.\n\n- one\n- two\n\na b\n\nx\ny$/),
    });
    expect(htmlText(page, 1_000).text).not.toContain('bad()');
  });

  it('is bounded, however deep and however long a page is', () => {
    expect(() => htmlText('<i>'.repeat(1_001), 1_000)).toThrow(expect.objectContaining({ code: 'too-deep' }));
    expect(() => htmlText('<p>x</p>'.repeat(1_000), 1_000)).toThrow(
      expect.objectContaining({ code: 'limit-exceeded' }),
    );
  });

  it('is read from a PDF in a thread, within its time', async () => {
    expect(await extractText(pdf('Fish swim.'), 'application/pdf')).toEqual({
      title: '',
      text: 'Fish swim.',
    });
    await expect(pdfText(pdf('Fish swim.'), { maxLength: 3 })).rejects.toMatchObject({
      code: 'limit-exceeded',
    });
    await expect(pdfText(pdf('Fish swim.'), { maxLength: 99, timeMs: 1 })).rejects.toThrow('too long');
  });

  it('takes its title from Markdown, and no bytes that are no text', async () => {
    const text = 'Hello\n# Fish\nswim\0';
    const read = { title: 'Fish', text: 'Hello\n# Fish\nswim\ufffd' };
    expect(await extractText(Buffer.from(text), 'text/markdown')).toEqual(read);
    expect(() => contentBytes('%%%', { encoding: 'base64', pointer: '/content' })).toThrow('base 64');
  });
});
