import { ApiSchema } from '@nestjs/swagger';
import type { AgentConfiguration } from '@maestro/agents';
import type { JsonObject } from '@maestro/dsl';
import { etagOf } from '@maestro/nest-kit';
import { formatId, type AgentRow, type AgentVersionRow } from '@maestro/persistence';
import { ListOf } from '../http/page';
import { ShowsInteger, ShowsMany, ShowsObject, ShowsText, ShowsTexts, ShowsTime } from '../http/shows';

@ApiSchema({ name: 'AgentSkill' })
export class AgentSkillDto {
  @ShowsText('Its id.') id!: string;
  @ShowsText('What it is called.') name!: string;
  @ShowsText('What it does.') description!: string;
}

class AgentConfigurationDto {
  @ShowsText('What it is for.') description!: string;
  @ShowsMany(() => AgentSkillDto, 'What it can do.') skills!: AgentSkillDto[];
  @ShowsTexts('Words to find it by.') tags!: string[];
  @ShowsObject('JSON Schema of its inputs, where it says one.', { nullable: true })
  input_schema!: JsonObject | null;
  @ShowsObject('JSON Schema of its answer, where it says one.', { nullable: true })
  output_schema!: JsonObject | null;
  @ShowsObject('Its model.', { nullable: true }) model!: JsonObject | null;
  @ShowsText('What the model is told before anything else.', { nullable: true }) system_prompt!:
    string | null;
  @ShowsTexts('References of the tools that it may call.') tools!: string[];
  @ShowsTexts('Agents to which it may hand a conversation.') handoffs!: string[];
  @ShowsObject('Its limits.') limits!: JsonObject;
  @ShowsText('The template version that it plays a copy of; null: the built-in loop.', { nullable: true })
  template!: string | null;
}

@ApiSchema({ name: 'Agent', description: 'A named configuration of a model, and what plays it.' })
export class AgentDto extends AgentConfigurationDto {
  @ShowsText('Its id.', { example: 'agt_01j9z3k4v5x6y7z8a9b0c1d2e3' }) id!: string;
  @ShowsText('Its name.') name!: string;
  @ShowsInteger('Its latest version.') version!: number;
  @ShowsText('The template that its runs play.') template_id!: string;
  @ShowsInteger('Of that template, the version that this version plays.') template_version!: number;
  @ShowsText('Who made it.') created_by!: string;
  @ShowsTime('When it was made.') created_at!: string;
  @ShowsTime('When it was last changed.') updated_at!: string;
  @ShowsText('What `If-Match` takes for this state.') etag!: string;
}

export const AgentList = ListOf(AgentDto, 'AgentList');

@ApiSchema({ name: 'AgentVersion' })
export class AgentVersionDto extends AgentConfigurationDto {
  @ShowsInteger('Its number.') version!: number;
  @ShowsInteger('The version of the agent’s template that it plays.') template_version!: number;
  @ShowsText('Who made it.') created_by!: string;
  @ShowsTime('When it was made.') created_at!: string;
}

export const AgentVersionList = ListOf(AgentVersionDto, 'AgentVersionList');

export function showAgent(row: AgentRow): AgentDto {
  const state = {
    ...{ id: formatId('agt', row.id), name: row.name, version: row.version },
    ...showConfiguration(row.configuration),
    ...{ template_id: formatId('tpl', row.templateId), template_version: row.templateVersion },
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
  return { ...state, etag: etagOf(state) };
}

export function showAgentVersion(row: AgentVersionRow): AgentVersionDto {
  return {
    ...{ version: row.version, template_version: row.templateVersion },
    ...showConfiguration(row.configuration),
    ...{ created_by: row.createdBy, created_at: row.createdAt.toISOString() },
  };
}

function showConfiguration(stored: JsonObject): AgentConfigurationDto {
  const configuration = stored as AgentConfiguration;
  const { description = '', skills = [], tags = [], tools = [], handoffs = [] } = configuration;
  return {
    ...{ description, skills, tags, tools, handoffs },
    input_schema: configuration.input_schema ?? null,
    output_schema: configuration.output_schema ?? null,
    model: (configuration.model as JsonObject | undefined) ?? null,
    system_prompt: configuration.system_prompt ?? null,
    limits: { ...configuration.limits },
    template: configuration.template ?? null,
  };
}
