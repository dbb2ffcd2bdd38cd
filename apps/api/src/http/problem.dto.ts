import { ApiSchema } from '@nestjs/swagger';
import { ShowsFlag, ShowsInteger, ShowsMany, ShowsText, Sometimes } from './shows';

@ApiSchema({ name: 'FieldProblem' })
export class FieldProblemDto {
  @Sometimes(ShowsText('JSON pointer into the body, or to the query parameter.', { example: '/inputs/feed' }))
  pointer?: string;

  @ShowsText('Stable code of the fault.', { example: 'wrong-type' })
  code!: string;

  @Sometimes(
    ShowsText('Number of the diagnostic, where the fault is one of a template.', { example: 'MST1401' }),
  )
  mst?: string;

  @ShowsText('What is wrong, and what would be accepted.')
  message!: string;

  @Sometimes(ShowsInteger('Line in the text that was sent, from 1.'))
  line?: number;

  @Sometimes(ShowsInteger('Column in that line, from 1.'))
  column?: number;

  @Sometimes(ShowsText('What was probably meant.'))
  suggestion?: string;
}

@ApiSchema({ name: 'Problem', description: 'Every refusal, RFC 9457.' })
export class ProblemDto {
  @ShowsText('Address of the code\u2019s explanation.', { format: 'uri' })
  type!: string;

  @ShowsText('The kind of problem, always the same for one code.')
  title!: string;

  @ShowsInteger('The HTTP status.')
  status!: number;

  @ShowsText('Stable code of the problem.', { example: 'not-found' })
  code!: string;

  @ShowsText('What is wrong this time.')
  detail!: string;

  @Sometimes(ShowsText('Path of the request.'))
  instance?: string;

  @Sometimes(ShowsText('Leads to the request in logs and traces.'))
  trace_id?: string;

  @ShowsFlag('Whether the same request may succeed later.')
  retryable!: boolean;

  @Sometimes(
    ShowsText('The policy that the request went beyond: `key` or `tenant`, as in `RateLimit-Policy`.'),
  )
  policy?: string;

  @Sometimes(ShowsMany(() => FieldProblemDto, 'Each single fault.'))
  errors?: FieldProblemDto[];
}
