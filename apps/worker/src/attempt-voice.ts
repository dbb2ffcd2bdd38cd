import type { HandlerContext } from '@maestro/handlers';
import type { Masker } from '@maestro/secrets/mask';
import { boundedFields, boundedText } from './bounded-log';
import type { HeldAttempt } from './held-attempts';
import type { LogWriter } from './log-writer';

/** How an attempt makes itself heard in the history of its run. All of it is masked before it is cut: half of a secret is not found any more. */
export function voiceOf(
  attempt: HeldAttempt,
  masker: Masker,
  logs: LogWriter,
): Pick<HandlerContext, 'heartbeat' | 'progress' | 'log' | 'say'> {
  const { run, n, node, attempt: count } = attempt.task;
  const about = { task: n, node: run.plan.nodes[node]?.id ?? '', attempt: count };
  return {
    heartbeat: () => attempt.beat(),
    progress: (fraction, message) => {
      attempt.beat();
      logs.add(run.ref, {
        ...about,
        progress: Math.min(1, Math.max(0, fraction)),
        ...(message ? { message: boundedText(masker.text(String(message))) } : {}),
      });
    },
    log: (level, message, fields) =>
      logs.add(run.ref, {
        ...about,
        level,
        message: boundedText(masker.text(String(message))),
        ...(fields ? { fields: boundedFields(masker.value(fields)) } : {}),
      }),
    say: (piece) => {
      attempt.beat();
      logs.add(run.ref, { ...about, text: boundedText(masker.text(piece)) });
    },
  };
}
