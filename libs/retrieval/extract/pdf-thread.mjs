// Reads one PDF in a thread of its own and tells its text, or what is wrong with it. Whoever started the thread ends it.
import { parentPort, workerData } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';

const { bytes, maxLength, maxPages } = workerData;
const refuse = (code, detail) => ({ code, detail });

async function read() {
  // No fonts, pictures or scripts: nothing of the file is run.
  const options = { isEvalSupported: false, disableFontFace: true, stopAtErrors: false, verbosity: 0 };
  const pdf = await getDocumentProxy(bytes, options).catch((error) => error);
  if (pdf instanceof Error)
    return refuse(
      'validation-failed',
      pdf.name === 'PasswordException'
        ? 'The PDF needs a password.'
        : 'The content is no PDF that can be read.',
    );
  if (pdf.numPages > maxPages) return refuse('limit-exceeded', `A PDF may have ${maxPages} pages.`);
  const pages = [];
  let length = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const text = items.map(({ str = '', hasEOL = false }) => (hasEOL ? `${str}\n` : str)).join('');
    pages.push(text);
    length += text.length;
    if (length > maxLength)
      return refuse('limit-exceeded', `A document may have ${maxLength} characters of text.`);
    page.cleanup();
  }
  return { text: pages.join('\n\n') };
}

parentPort.postMessage(
  await read().catch(() => refuse('validation-failed', 'The content is no PDF that can be read.')),
);
