import type { Command } from 'commander';
import type { AddOptions, CollectionAction, CollectionOptions, QueryOptions } from './commands/collection';
import { own } from './own-options';

/** The second words of `maestro collection`. `act` is called with the command they belong to, for its global options. */
export function defineCollection(
  define: (usage: string, description: string) => Command,
  act: (command: Command, asked: CollectionAction) => Promise<void>,
): void {
  define('list', 'show the collections').action(function (this: Command) {
    return act(this, { action: 'list' });
  });
  define('create <name>', 'make a collection')
    .option('--language <language>', 'whose stems of words count, as english')
    .option('--embedding <model>', 'what makes vectors, as local/hashed-ngrams')
    .option('--description <text>', 'what it holds')
    .option('--chunk-size <n>', 'characters of a passage at most')
    .option('--chunk-overlap <n>', 'characters that it shares with the one before')
    .action(function (this: Command, name: string) {
      return act(this, { action: 'create', name, options: own<CollectionOptions>(this) });
    });
  define('add <name> <file...>', 'bring files in: text, Markdown, HTML or PDF, by their endings')
    .option('--title <text>', 'the title of the document; the one in the file unless told')
    .option('--uri <uri>', 'where the document is from')
    .option('--metadata <json>', 'what can be filtered by, as a JSON object')
    .action(function (this: Command, name: string, files: string[]) {
      return act(this, { action: 'add', name, files, options: own<AddOptions>(this) });
    });
  define('query <name> <question>', 'find the passages that answer a question')
    .option('-k, --count <n>', 'so many at most; 8 unless told')
    .option('--mode <mode>', 'text, vector or hybrid')
    .option('--filter <json>', 'what the metadata has to meet, as a JSON object')
    .option('--min-score <n>', 'leave out what scores less')
    .action(function (this: Command, name: string, question: string) {
      return act(this, { action: 'query', name, question, options: own<QueryOptions>(this) });
    });
  define('delete <name> [document]', 'delete a document, or the collection with all of them').action(
    function (this: Command, name: string, document: string | undefined) {
      return act(this, { action: 'delete', name, document });
    },
  );
  define('reindex <name>', 'make passages anew after its settings changed').action(function (
    this: Command,
    name: string,
  ) {
    return act(this, { action: 'reindex', name });
  });
}
