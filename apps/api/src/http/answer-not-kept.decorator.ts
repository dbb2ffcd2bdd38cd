import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { AnswerNotKept as NotKept } from '@maestro/nest-kit';

/** As `AnswerNotKept` of nest-kit, and says so in the description of the route. */
export function AnswerNotKept(): MethodDecorator {
  return applyDecorators(NotKept(), ApiExtension('x-answer-not-kept', true));
}
