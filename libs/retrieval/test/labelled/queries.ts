import type { LabelledDocument } from './documents';

/** A question, and what a document has to be about to answer it. */
export interface LabelledQuery {
  query: string;
  kind: 'plain' | 'typo' | 'paraphrase';
  vendor?: RegExp;
  product?: RegExp;
  cwes?: readonly string[];
  ransomware?: true;
}

const memory = ['CWE-119', 'CWE-120', 'CWE-122', 'CWE-125', 'CWE-787', 'CWE-416'];
const commands = ['CWE-77', 'CWE-78'];

export const labelledQueries: readonly LabelledQuery[] = [
  { kind: 'plain', query: 'Citrix Session Recording', vendor: /Citrix/, product: /Session Recording/ },
  { kind: 'plain', query: 'deserialization of untrusted data', cwes: ['CWE-502'] },
  { kind: 'plain', query: 'Apple out-of-bounds write', vendor: /Apple/, cwes: ['CWE-787'] },
  { kind: 'plain', query: 'path traversal in MagicINFO', product: /MagicINFO/, cwes: ['CWE-22'] },
  { kind: 'plain', query: 'Microsoft SharePoint', product: /SharePoint/ },
  { kind: 'plain', query: 'use after free in Windows', product: /Windows/, cwes: ['CWE-416'] },
  { kind: 'plain', query: 'Cisco improper access control', vendor: /Cisco/ },
  { kind: 'plain', query: 'Ivanti ransomware', vendor: /Ivanti/ },
  { kind: 'plain', query: 'Fortinet FortiOS', vendor: /Fortinet/ },
  { kind: 'plain', query: 'SQL injection', cwes: ['CWE-89'] },
  { kind: 'plain', query: 'cross-site scripting in a mail client', cwes: ['CWE-79'] },
  { kind: 'plain', query: 'server-side request forgery', cwes: ['CWE-918'] },
  { kind: 'plain', query: 'Chromium type confusion', product: /Chromium/, cwes: ['CWE-843'] },
  { kind: 'plain', query: 'Linux kernel', product: /Kernel/ },
  { kind: 'plain', query: 'hard-coded credentials', cwes: ['CWE-798'] },
  { kind: 'plain', query: 'SonicWall command injection', vendor: /SonicWall/, cwes: commands },
  { kind: 'plain', query: 'VMware ESXi', vendor: /VMware/ },
  { kind: 'plain', query: 'unrestricted upload of dangerous files', cwes: ['CWE-434'] },
  { kind: 'plain', query: 'Trimble Cityworks', vendor: /Trimble/ },
  { kind: 'plain', query: 'missing authentication ransomware', cwes: ['CWE-306'], ransomware: true },
  { kind: 'typo', query: 'Micorsoft Widnows', product: /Windows/ },
  { kind: 'typo', query: 'deserialisation of untrused data', cwes: ['CWE-502'] },
  { kind: 'typo', query: 'Fortinte', vendor: /Fortinet/ },
  { kind: 'typo', query: 'SharePiont', product: /SharePoint/ },
  { kind: 'typo', query: 'Citirx NetScaler', vendor: /Citrix/ },
  { kind: 'typo', query: 'Ivnati Connect Secure', vendor: /Ivanti/ },
  { kind: 'typo', query: 'comand injection', cwes: [...commands, 'CWE-94'] },
  { kind: 'typo', query: 'Sonicwal', vendor: /SonicWall/ },
  { kind: 'typo', query: 'path travresal', cwes: ['CWE-22'] },
  { kind: 'typo', query: 'Chromim type confussion', product: /Chromium/, cwes: ['CWE-843'] },
  { kind: 'typo', query: 'Lunix Kernal', product: /Kernel/ },
  { kind: 'typo', query: 'Androd framework', vendor: /Android/ },
  { kind: 'typo', query: 'cros-site scriptng', cwes: ['CWE-79'] },
  { kind: 'paraphrase', query: 'shell commands in a request', cwes: commands },
  { kind: 'paraphrase', query: 'how does an ordinary user become an administrator', cwes: ['CWE-269'] },
  { kind: 'paraphrase', query: 'file names that lead out of the folder', cwes: ['CWE-22'] },
  { kind: 'paraphrase', query: 'built-in password', cwes: ['CWE-798'] },
  { kind: 'paraphrase', query: 'statements for the database in a form', cwes: ['CWE-89'] },
  {
    kind: 'paraphrase',
    query: 'which products can be entered without a login',
    cwes: ['CWE-306', 'CWE-287'],
  },
  { kind: 'paraphrase', query: 'scripts that run in a visitor browser', cwes: ['CWE-79'] },
  { kind: 'paraphrase', query: 'overwritten memory next to a buffer', cwes: memory },
  {
    kind: 'paraphrase',
    query: 'fetching addresses of the internal network through the server',
    cwes: ['CWE-918'],
  },
  { kind: 'paraphrase', query: 'uploading web shells', cwes: ['CWE-434'] },
  { kind: 'paraphrase', query: 'objects rebuilt from attacker controlled bytes', cwes: ['CWE-502'] },
];

/** 3 where all that a question names fits, 1 where some of it does, 0 where none does. */
export function gradeOf(document: LabelledDocument, asked: LabelledQuery): number {
  const { vendor, product, cwes, ransomware } = asked;
  const fits = [
    ...(vendor ? [vendor.test(document.vendor)] : []),
    ...(product ? [product.test(document.product)] : []),
    ...(cwes ? [cwes.some((cwe) => document.cwes.includes(cwe))] : []),
    ...(ransomware ? [document.ransomware] : []),
  ];
  return fits.every(Boolean) ? 3 : fits.some(Boolean) ? 1 : 0;
}

/** Normalised discounted cumulative gain of the first ten: 1 where nothing better could stand there. */
export function ndcg(ranking: readonly number[], all: readonly number[]): number {
  const gain = (grades: readonly number[]) =>
    grades.slice(0, 10).reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0);
  const best = gain([...all].sort((a, b) => b - a));
  return best === 0 ? 1 : gain(ranking) / best;
}
