import { ApiSchema } from '@nestjs/swagger';
import { formatId, type MemberRow } from '@maestro/persistence';
import { roles, type Role } from '@maestro/tenancy';
import { TextField, WordField } from '../http/fields';
import { ListOf } from '../http/page';
import { ShowsMany, ShowsText, ShowsTexts, ShowsTime, ShowsWord } from '../http/shows';

const states = ['invited', 'active'] as const;

@ApiSchema({ name: 'Member', description: 'A person of the tenant.' })
export class MemberDto {
  @ShowsText('Id of the member.', { example: 'mem_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText(
    'Where the invitation went. It proves nothing: who signs in is known by their provider\u2019s word.',
  )
  email!: string;
  @ShowsText('What to call them.', { nullable: true }) name!: string | null;
  @ShowsWord(roles, 'Their role.') role!: string;
  @ShowsWord(states, 'Whether they have come.') status!: (typeof states)[number];
  @ShowsTime('Until when the invitation holds.', { nullable: true }) invite_expires_at!: string | null;
  @ShowsText('Who invited them.') created_by!: string;
  @ShowsTime('When.') created_at!: string;
}

export const MemberList = ListOf(MemberDto, 'MemberList');

@ApiSchema({ name: 'InvitedMember', description: 'A member with the invitation: shown this once.' })
export class InvitedMemberDto extends MemberDto {
  @ShowsText('Signing in with it makes whoever does so this member. Send it to them.', { example: 'inv_…' })
  invite_token!: string;
}

@ApiSchema({ name: 'InviteBody' })
export class InviteBody {
  @TextField({ description: 'Whom.', required: true, min: 3, max: 254, example: 'ada@example.org' })
  email!: string;
  @TextField({ description: 'What to call them.', max: 200 }) name?: string;
  @WordField({ description: 'No role above your own.', required: true, words: roles }) role!: Role;
}

@ApiSchema({ name: 'MemberChanges' })
export class MemberChanges {
  @WordField({ description: 'No role above your own.', required: true, words: roles }) role!: Role;
}

@ApiSchema({
  name: 'Role',
  description: 'A set of permissions and nothing else. Tenants have no roles of their own.',
})
export class RoleDto {
  @ShowsWord(roles, 'Its name.') name!: string;
  @ShowsTexts('What it allows.') permissions!: string[];
}

@ApiSchema({ name: 'RoleList' })
export class RoleListDto {
  @ShowsMany(() => RoleDto, 'The roles there are, the one that allows most first.') data!: RoleDto[];
}

export function showMember(row: MemberRow): MemberDto {
  return {
    ...{ id: formatId('mem', row.id), email: row.email, name: row.name, role: row.role },
    status: row.linked ? 'active' : 'invited',
    invite_expires_at: row.inviteExpiresAt?.toISOString() ?? null,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
  };
}
