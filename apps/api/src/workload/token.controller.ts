import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { WrongKeyLimiter } from '@maestro/governance';
import { AcceptsText, WRONG_KEYS } from '@maestro/nest-kit';
import { parseId } from '@maestro/persistence';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import { CONNECTIONS, type Connections } from '../connections';
import { AnswerNotKept } from '../http/answer-not-kept.decorator';
import { Operation } from '../http/operation.decorator';
import { readScopes } from '../keys/read-grant';
import { AccessTokenDto, TokenBody } from './trust-rule.dto';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TOKEN_TYPES = ['urn:ietf:params:oauth:token-type:jwt', 'urn:ietf:params:oauth:token-type:id_token'];
const FIELDS = ['grant_type', 'subject_token', 'subject_token_type', 'audience', 'scope'] as const;

type Fields = Partial<Record<(typeof FIELDS)[number], string>>;

/** The way in for machines. */
@ApiTags('identity')
@Controller('api/auth')
export class TokenController {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    @Inject(WRONG_KEYS) private readonly limiter: WrongKeyLimiter,
  ) {}

  @Post('token')
  @HttpCode(200)
  @AnswerNotKept()
  @AcceptsText({ 'application/x-www-form-urlencoded': 'form' })
  @Operation({
    id: 'exchangeToken',
    summary: 'Get a key for the token of a machine',
    description:
      'OAuth 2.0 token exchange (RFC 8693), as JSON or as a form. A trust rule of the tenant decides.',
    access: 'public',
    answers: { 200: { type: AccessTokenDto, description: 'The key.' } },
  })
  async exchange(@Req() request: FastifyRequest, @Body() body: TokenBody): Promise<AccessTokenDto> {
    const wait = this.limiter.retryAfter(request.ip);
    if (wait !== null)
      throw new MaestroError('rate-limited', 'Too many wrong credentials came from this address.', {
        retryAfter: wait,
      });
    const { subject_token: token = '', audience = '', scope } = read(body);
    const scopes = readScopes(scope?.split(' ').filter((word) => word !== ''));
    try {
      const tenantId = parseId('ten', audience);
      if (tenantId === null) throw new MaestroError('invalid-token', 'The token is not valid.');
      const issued = await this.connections.tokens.exchange({ tenantId, token, scopes });
      return {
        access_token: issued.token,
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: 'Bearer',
        expires_in: issued.expiresInSeconds,
        scope: issued.permissions.join(' '),
      };
    } catch (error) {
      this.limiter.record(request.ip);
      throw error;
    }
  }
}

/** @throws MaestroError `missing-field`, `unknown-field`, `validation-failed` */
function read({ form, ...fields }: TokenBody): Fields {
  const given: Fields = form === undefined ? fields : fieldsOf(form);
  const faults: FieldProblem[] = (['grant_type', 'subject_token', 'subject_token_type', 'audience'] as const)
    .filter((name) => !given[name])
    .map((name) => ({ pointer: `/${name}`, code: 'missing-field', message: 'This field is required.' }));
  if (given.grant_type && given.grant_type !== GRANT)
    faults.push(fault('/grant_type', `This must be ${GRANT}.`));
  if (given.subject_token_type && !TOKEN_TYPES.includes(given.subject_token_type))
    faults.push(fault('/subject_token_type', `This must be one of ${TOKEN_TYPES.join(', ')}.`));
  const [first] = faults;
  if (first)
    throw new MaestroError(
      first.code === 'missing-field' ? 'missing-field' : 'validation-failed',
      `${first.pointer}: ${first.message}`,
      {
        errors: faults,
      },
    );
  return given;
}

function fieldsOf(form: string): Fields {
  const pairs = [...new URLSearchParams(form)];
  const names = pairs.map(([name]) => name);
  const unknown = names.find((name) => !(FIELDS as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new MaestroError('unknown-field', `There is no field ${unknown.slice(0, 64)}.`);
  if (new Set(names).size < names.length) throw new MaestroError('duplicate-key', 'A field is given twice.');
  return Object.fromEntries(pairs);
}

function fault(pointer: string, message: string): FieldProblem {
  return { pointer, code: 'validation-failed', message };
}
