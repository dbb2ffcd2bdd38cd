/** Parts of paths that are no ids: the caller chooses them, whatever others chose. With the reason. */
const CALLERS_OWN: Readonly<Record<string, string>> = {
  'model-pricing': 'a model is named by whoever makes it; what it costs is for each tenant to say',
  documents: 'a document is named by who brings it, and PUT makes it, in a collection that is theirs',
  signals: 'a signal is named by who sends it, to a run that is theirs',
  secrets:
    'a secret is named by its tenant, and PUT makes it; apps/api/test/secrets.itest.ts asks for those of others',
};

/** The parameters of a path that are ids, each with the collection it is of. */
export function idsIn(path: string): { name: string; collection: string }[] {
  const parts = path.split('/');
  return parts.flatMap((part, i) => {
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    const collection = parts[i - 1] ?? '';
    return name === undefined || collection in CALLERS_OWN || collection === 'versions'
      ? []
      : [{ name, collection }];
  });
}
