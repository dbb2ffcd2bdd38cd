import { SetMetadata } from '@nestjs/common';

export const NOT_KEPT = 'maestro:answer-not-kept';

/**
 * For a POST whose answer holds a secret: under an `Idempotency-Key` it is kept that the request was served, and never what it
 * answered. Sent again, it is refused with `answer-not-kept` and done no second time.
 */
export const AnswerNotKept = () => SetMetadata(NOT_KEPT, true);
