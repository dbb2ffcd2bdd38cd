import { text } from '@maestro/nest-kit';

const printable = (max: number) => (value: string) =>
  value.length <= max && /^[\x20-\x7e]*$/.test(value) ? value : null;

const prompts = ['none', 'login', 'select_account', 'consent'];

/** A path of ours. `//host` and `/\\host` would lead away. */
const path = (value: string) =>
  value.length <= 1_024 && /^\/(?![/\\])[\x21-\x7e]*$/.test(value) && !value.includes('\\') ? value : null;

export const loginQuery = {
  provider: text({
    parse: printable(32),
    expects: 'the name of a provider',
    description: 'Who vouches for you.',
  }),
  return_to: text({
    parse: path,
    expects: 'a path of this server, beginning with one /',
    description: 'Where to go once you are in; `/api/auth/session` unless told.',
  }),
  invite: text({
    parse: (value) => (/^inv_[A-Za-z0-9]{32}$/.test(value) ? value : null),
    expects: 'an invitation, inv_…',
    description: 'The invitation you were sent, the first time.',
  }),
  prompt: text({
    parse: (value) => (prompts.includes(value) ? value : null),
    expects: `one of ${prompts.join(', ')}`,
    description: 'What the provider shall ask, as OpenID Connect has it.',
  }),
};

const given = (description: string) =>
  text({ parse: printable(6_000), expects: 'printable text', description });

/** What providers send people back with. Most of it is not ours to read, but none of it may make the way back fail. */
export const callbackQuery = {
  code: given('The code that the provider gives.'),
  state: given('What the browser was sent away with.'),
  iss: given('Who answers.'),
  session_state: given('Of no use here.'),
  scope: given('Of no use here.'),
  authuser: given('Of no use here.'),
  hd: given('Of no use here.'),
  prompt: given('Of no use here.'),
  error: given('Why the provider does not let the person in.'),
  error_description: given('The same in words.'),
  error_uri: given('Where more is said about it.'),
};
