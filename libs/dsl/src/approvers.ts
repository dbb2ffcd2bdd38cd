/** How whoever may decide is named wherever people are asked: a role, a member, a key. */
export const APPROVER = /^(role|user|key):\S{1,255}$/;

/** JSON Schema of those who are asked. */
export const approversSchema = {
  type: 'array',
  minItems: 1,
  maxItems: 50,
  uniqueItems: true,
  items: { type: 'string', pattern: APPROVER.source },
} as const;
