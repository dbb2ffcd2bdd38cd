import { ApiSchema } from '@nestjs/swagger';
import { formatId, freezeEffects, type FreezeEffect } from '@maestro/persistence';
import type { Previewed } from '@maestro/governance';
import { IntegerField, PartListField, TextField } from '../http/fields';
import { ShowsFlag, ShowsMany, ShowsObject, ShowsText, ShowsTime, ShowsWord } from '../http/shows';
import { FreezeWindowBody } from './freeze-window.dto';

export const MAX_IMPORTED = 500;

@ApiSchema({ name: 'FreezeCalendarBody', description: 'A `freeze_windows.json`.' })
export class FreezeCalendarBody {
  @IntegerField({ description: 'Of the form of the file.', min: 1, max: 1 })
  version?: number;

  @TextField({ description: 'The zone of windows that name none.', max: 64 })
  timezone?: string;

  @PartListField({ description: 'The windows.', part: () => FreezeWindowBody, maxItems: MAX_IMPORTED })
  windows?: FreezeWindowBody[];

  @TextField({ description: 'The text of an iCalendar file, in place of windows.', max: 1_000_000 })
  ical?: string;
}

@ApiSchema({ name: 'PreviewedFreeze' })
export class PreviewedFreezeDto {
  @ShowsText('Id of the window.') window_id!: string;
  @ShowsText('What it is called.') name!: string;
  @ShowsText('Why it is.', { nullable: true }) reason!: string | null;
  @ShowsWord(freezeEffects, 'What happens to a run that is started in it.') effect!: FreezeEffect;
  @ShowsTime('When it begins.') start!: string;
  @ShowsTime('When it ends, which is not part of it.') end!: string;
  @ShowsObject('Which runs it is about.') scope!: object;
}

@ApiSchema({ name: 'FreezePreview' })
export class FreezePreviewDto {
  @ShowsMany(() => PreviewedFreezeDto, 'The times that are frozen, by their beginning.')
  data!: PreviewedFreezeDto[];

  @ShowsFlag('Whether there are more than `limit`.')
  has_more!: boolean;
}

export function showPreviewed({ window, occurrence }: Previewed): PreviewedFreezeDto {
  const { id, name, reason, effect, scope } = window;
  return {
    window_id: formatId('frz', id),
    ...{ name, reason, effect },
    start: new Date(occurrence.start).toISOString(),
    end: new Date(occurrence.end).toISOString(),
    scope,
  };
}
