import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { checkFields, type BodyClass } from './check-fields';
import type { Json } from './strict-json';

/** Checks what stands at `@Body()` against the class of that parameter. */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(value: Json | undefined, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body') return value;
    if (!metatype || (metatype as unknown) === Object)
      throw new Error('a @Body() needs a class that declares its fields');
    return checkFields(metatype as BodyClass<object>, value);
  }
}
