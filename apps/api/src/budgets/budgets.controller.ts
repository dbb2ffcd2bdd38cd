import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { budgetKey, passBudget } from '@maestro/engine';
import { CurrentPrincipal, cursor, limit, text, type ParametersOf } from '@maestro/nest-kit';
import {
  budgetScopes, changeBudget, deleteBudget, findBudget, formatId, hasBudgetSubject, insertBudget, listBudgets, lockBudget,
  parseId, readBurn, recordAudit, type BudgetChange, type BudgetRow, type BudgetScope, type TenantTx,
} from '@maestro/persistence'; // prettier-ignore
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { amountIn } from '../http/money';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import {
  BudgetChanges, BudgetDto, BudgetList, BurnDto, moving, NewBudgetBody, showBudget, TopUpBody,
} from './budget.dto'; // prettier-ignore
import { burnWindow, showBurn } from './burn';
import { noSuchSubject, readBudget } from './read-budget';

const LIST = 'budgets';
const budgetQuery = {
  scope: text<BudgetScope>({
    parse: (word) => budgetScopes.find((scope) => scope === word) ?? null,
    expects: `one of ${budgetScopes.join(', ')}`,
    description: 'Only accounts of this scope.',
    code: 'invalid-filter',
  }),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};

@ApiTags('budgets')
@Controller('api/budgets')
export class BudgetsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listBudgets',
    summary: 'List the accounts',
    access: 'budget:read',
    answers: { 200: { type: BudgetList, description: 'Accounts, in the order of their making.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(budgetQuery) { scope, limit: rows, after }: ParametersOf<typeof budgetQuery>,
  ): Promise<Listed<BudgetDto>> {
    const filter = { scope, after: positionIn(LIST, after), limit: rows };
    const page = await this.connections.tenants.withTenant(tenantId, (tx) => listBudgets(tx, filter));
    return listed(page, { list: LIST, keyOf: ({ id }) => id }, showBudget);
  }

  @Post()
  @Operation({
    id: 'createBudget',
    summary: 'Open an account',
    description: 'From now on every billable attempt below it reserves its worst case there first.',
    access: 'budget:write',
    answers: { 201: { type: BudgetDto, description: 'The account.' } },
  })
  async create(@CurrentPrincipal() principal: Principal, @Body() body: NewBudgetBody): Promise<BudgetDto> {
    const budget = readBudget(body, principal);
    return this.connections.tenants.withTenant(principal.tenantId, async (tx) => {
      if (!(await hasBudgetSubject(tx, budget))) throw noSuchSubject();
      if (!(await insertBudget(tx, budget)))
        throw new MaestroError(
          'budget-exists',
          'There is an account of this subject and period: change that one.',
        );
      await audit(tx, principal, { action: 'budget.opened', id: budget.id, detail: { ...body } });
      return showBudget(await found(tx, budget.id));
    });
  }

  @Get(':id')
  @Tagged({ moving })
  @Operation({
    id: 'getBudget',
    summary: 'Read an account',
    access: 'budget:read',
    answers: { 200: { type: BudgetDto, description: 'The account.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<BudgetDto> {
    return this.connections.tenants.withTenant(tenantId, async (tx) =>
      showBudget(await found(tx, keyIn(id))),
    );
  }

  @Patch(':id')
  @Tagged({ moving, ifMatch: 'required' })
  @Operation({
    id: 'updateBudget',
    summary: 'Change an account',
    description: 'A higher cap lets those that wait for it go on.',
    access: 'budget:write',
    answers: { 200: { type: BudgetDto, description: 'The account as it is now.' } },
  })
  update(
    @ThisExchange() exchange: Exchange,
    @Param('id') id: string,
    @Body() body: BudgetChanges,
  ): Promise<BudgetDto> {
    const change = { ...body, ...(body.cap === undefined ? {} : { cap: amountIn(body.cap, '/cap') }) };
    const check = (row: BudgetRow) => exchange.precondition.check(showBudget(row));
    return this.change(exchange.principal, keyIn(id), {
      change: change as BudgetChange,
      action: 'budget.changed',
      check,
    });
  }

  @Post(':id/top-up')
  @HttpCode(200)
  @Operation({
    id: 'topUpBudget',
    summary: 'Top an account up',
    description: 'Raises the cap, and lets those that wait for it go on, as many as it reaches for.',
    access: 'budget:write',
    answers: { 200: { type: BudgetDto, description: 'The account as it is now.' } },
  })
  topUp(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() { amount }: TopUpBody,
  ): Promise<BudgetDto> {
    const change = { more: amountIn(amount, '/amount') };
    return this.change(principal, keyIn(id), { change, action: 'budget.topped_up' });
  }

  @Delete(':id')
  @HttpCode(204)
  @Tagged({ moving, ifMatch: 'required' })
  @Operation({
    id: 'deleteBudget',
    summary: 'Close an account',
    description: 'It binds nobody any more; the ledger keeps what was spent.',
    access: 'budget:write',
    answers: { 204: { description: 'It is closed.' } },
  })
  async remove(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param('id') text: string,
  ): Promise<void> {
    const id = keyIn(text);
    await this.connections.tenants.withTenant(principal.tenantId, async (tx) => {
      const row = await lockBudget(tx, id);
      if (!row) throw noSuchBudget();
      precondition.check(showBudget(row));
      await deleteBudget(tx, id);
      await audit(tx, principal, { action: 'budget.closed', id, detail: {} });
    });
    await passBudget(this.connections.engine, principal.tenantId, budgetKey(id));
  }

  @Get(':id/burn')
  @Operation({
    id: 'getBudgetBurn',
    summary: 'See how fast an account is used up',
    access: 'budget:read',
    answers: { 200: { type: BurnDto, description: 'What was charged, and where it leads.' } },
  })
  async burn(@CurrentPrincipal() { tenantId }: Principal, @Param('id') text: string): Promise<BurnDto> {
    const id = keyIn(text);
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const row = await found(tx, id);
      const now = new Date();
      const points = await readBurn(tx, { id, timezone: row.timezone, ...burnWindow(row, now) });
      return showBurn(row, points, now);
    });
  }

  private async change(
    principal: Principal,
    id: string,
    { change, action, check }: { change: BudgetChange; action: string; check?: (row: BudgetRow) => void },
  ): Promise<BudgetDto> {
    const { tenants, engine } = this.connections;
    const shown = await tenants.withTenant(principal.tenantId, async (tx) => {
      const row = await lockBudget(tx, id);
      if (!row) throw noSuchBudget();
      check?.(row);
      if (!(await changeBudget(tx, id, change))) throw inUse(row);
      await audit(tx, principal, { action, id, detail: { ...change } });
      return showBudget(await found(tx, id));
    });
    await passBudget(engine, principal.tenantId, budgetKey(id));
    return shown;
  }
}

/** An id that is none names nothing, like one that is another tenant's. */
function keyIn(text: string): string {
  const id = parseId('bud', text);
  if (id === null) throw noSuchBudget();
  return id;
}

async function found(tx: TenantTx, id: string): Promise<BudgetRow> {
  const row = await findBudget(tx, id);
  if (!row) throw noSuchBudget();
  return row;
}

async function audit(
  tx: TenantTx,
  { actor }: Principal,
  { action, id, detail }: { action: string; id: string; detail: Record<string, string | number> },
): Promise<void> {
  await recordAudit(tx, { actor, action, subject: formatId('bud', id), detail });
}

function noSuchBudget(): MaestroError {
  return new MaestroError('not-found', 'There is no such budget.');
}

function inUse(row: BudgetRow): MaestroError {
  const { spent, reserved } = showBudget(row);
  const detail = `${spent} are spent and ${reserved} reserved: the cap can be neither less than both nor more than 1,000,000,000 USD.`;
  return new MaestroError('budget-in-use', detail);
}
