import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Fact {
  cveID: string;
  vendorProject: string;
  product: string;
  dateAdded: string;
  dueDate: string;
  knownRansomwareCampaignUse: string;
  cwes: string[];
}

/** A short document, and what it is about: questions are judged by that, not by its words. */
export interface LabelledDocument {
  id: string;
  vendor: string;
  product: string;
  cwes: string[];
  ransomware: boolean;
  title: string;
  text: string;
}

/** Ways to say of a weakness what it is. A document uses one of them, a question may use another. */
const weaknesses: Readonly<Record<string, readonly [string, string]>> = {
  'CWE-20': ['improper input validation', 'data from outside is trusted without being checked'],
  'CWE-22': ['path traversal', 'file names with dots lead out of the intended folder'],
  'CWE-77': ['command injection', 'text of the request is run as a command'],
  'CWE-78': ['operating system command injection', 'a request runs commands of the shell'],
  'CWE-79': ['cross-site scripting', 'a script of the attacker runs in the browser of a visitor'],
  'CWE-89': ['SQL injection', 'the database runs statements that came in a form field'],
  'CWE-94': ['code injection', 'the attacker supplies source code that is evaluated'],
  'CWE-119': ['memory corruption', 'writes outside of a memory buffer'],
  'CWE-120': ['classic buffer overflow', 'a copy without a check of its size'],
  'CWE-122': ['heap-based buffer overflow', 'more is written to the heap than there is room for'],
  'CWE-125': ['out-of-bounds read', 'memory behind the end of a buffer is disclosed'],
  'CWE-200': ['exposure of sensitive information', 'secrets can be read by strangers'],
  'CWE-264': ['permissions and access controls', 'rights are not checked as they should be'],
  'CWE-269': ['improper privilege management', 'an ordinary user becomes administrator'],
  'CWE-284': ['improper access control', 'what should be closed is open to everybody'],
  'CWE-287': ['improper authentication', 'somebody gets in without proving who they are'],
  'CWE-306': ['missing authentication for a critical function', 'no login is asked for'],
  'CWE-399': ['resource management errors', 'memory runs out and the service stops'],
  'CWE-416': ['use after free', 'a pointer is followed to memory that was given back'],
  'CWE-434': ['unrestricted upload of dangerous files', 'a web shell can be uploaded'],
  'CWE-502': ['deserialization of untrusted data', 'objects are rebuilt from bytes of the attacker'],
  'CWE-59': ['link following', 'a symbolic link points the program to another file'],
  'CWE-787': ['out-of-bounds write', 'memory next to the buffer is overwritten'],
  'CWE-798': ['hard-coded credentials', 'the same built-in password everywhere'],
  'CWE-843': ['type confusion', 'an object is taken for one of another kind'],
  'CWE-918': ['server-side request forgery', 'the server is made to fetch internal addresses'],
};

const CATALOGUE = join(__dirname, '../../../../examples/kev-ingest/catalog.facts.json');
/** Of one product so many at most, so that the set is not about Windows alone. */
const PER_PRODUCT = 6;
const COUNT = 180;

/** Documents made of recorded facts of the KEV catalogue: the same ones each time. */
export function labelledDocuments(): LabelledDocument[] {
  const { vulnerabilities } = JSON.parse(readFileSync(CATALOGUE, 'utf8')) as { vulnerabilities: Fact[] };
  const perProduct = new Map<string, number>();
  const chosen = vulnerabilities.filter((fact) => {
    const taken = perProduct.get(fact.product) ?? 0;
    if (taken >= PER_PRODUCT || !fact.cwes.some((cwe) => cwe in weaknesses)) return false;
    perProduct.set(fact.product, taken + 1);
    return true;
  });
  return chosen.slice(0, COUNT).map(documentOf);
}

function documentOf(fact: Fact, i: number): LabelledDocument {
  const { cveID: id, vendorProject: vendor, product, cwes } = fact;
  const known = cwes.filter((cwe) => cwe in weaknesses);
  const said = known.map((cwe) => weaknesses[cwe]?.[i % 2]);
  const ransomware = fact.knownRansomwareCampaignUse === 'Known';
  return {
    ...{ id, vendor, product, cwes: known, ransomware },
    title: `${id} in ${vendor} ${product}`,
    text: [
      `${vendor} ${product} has a flaw: ${said.join('; ')}.`,
      ransomware
        ? 'Ransomware campaigns are known to use it.'
        : 'It is exploited in the wild; no ransomware is known to use it.',
      `Added on ${fact.dateAdded}. Apply the update of the vendor by ${fact.dueDate}, or stop using the product.`,
    ].join(' '),
  };
}
