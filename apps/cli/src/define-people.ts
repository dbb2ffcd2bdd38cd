import type { Command } from 'commander';
import type { GlobalOptions } from './context';
import type { KeyRequest, NewKeyOptions } from './commands/key';
import type { MemberRequest } from './commands/member';

type Define = (usage: string, description: string) => Command;

export interface PeopleActions {
  key(globals: GlobalOptions, request: KeyRequest): Promise<number>;
  member(globals: GlobalOptions, request: MemberRequest): Promise<number>;
}

/** What the commands about keys and people need of the tree. */
export interface PeopleTree {
  actions: PeopleActions;
  finish(code: Promise<number>): Promise<void>;
  globalsOf(command: Command): GlobalOptions;
  group(name: string, description: string): Define;
}

/** `maestro key …` and `maestro member …`. */
export function definePeople(tree: PeopleTree): void {
  const { actions, finish, globalsOf } = tree;
  const key = (command: Command, request: KeyRequest) => finish(actions.key(globalsOf(command), request));
  const member = (command: Command, request: MemberRequest) =>
    finish(actions.member(globalsOf(command), request));

  const defineKey = tree.group('key', 'make, show, rotate and revoke API keys');
  defineKey('list', 'show the API keys').action((_: unknown, command: Command) =>
    key(command, { verb: 'list' }),
  );
  defineKey('create <name>', 'make an API key, and show it once')
    .requiredOption('--role <role>', 'its role: none above your own')
    .option('--scope <permission...>', 'what of the role it may do; all unless told')
    .option('--expires <time>', 'when it stops working (RFC 3339)')
    .action((name: string, options: NewKeyOptions, command: Command) =>
      key(command, { verb: 'create', name, options }),
    );
  defineKey('revoke <id>', 'end an API key').action((id: string, _: unknown, command: Command) =>
    key(command, { verb: 'revoke', id }),
  );
  defineKey('rotate <id>', 'give an API key another secret, and show it once')
    .option('--grace <seconds>', 'how long the old secret goes on', '0')
    .action((id: string, { grace }: { grace: string }, command: Command) =>
      key(command, { verb: 'rotate', id, grace }),
    );

  const defineMember = tree.group('member', 'invite people, and give them roles');
  defineMember('list', 'show the people of the tenant').action((_: unknown, command: Command) =>
    member(command, { verb: 'list' }),
  );
  defineMember('invite <email>', 'invite a person, and show the invitation once')
    .requiredOption('--role <role>', 'their role: none above your own')
    .action((email: string, { role }: { role: string }, command: Command) =>
      member(command, { verb: 'invite', email, role }),
    );
  defineMember('set-role <id> <role>', 'give a person another role').action(
    (id: string, role: string, ...[, command]: [unknown, Command]) =>
      member(command, { verb: 'set-role', id, role }),
  );
  defineMember('remove <id>', 'remove a person; their sessions end').action(
    (id: string, _: unknown, command: Command) => member(command, { verb: 'remove', id }),
  );
}
