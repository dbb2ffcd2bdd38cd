/** What is used of ical.js: its own types can be imported by ES modules only. */
declare module 'ical.js' {
  namespace ICAL {
    interface Zone {
      readonly tzid: string;
    }
    class Time {
      readonly year: number;
      readonly month: number;
      readonly day: number;
      readonly hour: number;
      readonly minute: number;
      readonly second: number;
      readonly isDate: boolean;
      readonly zone: Zone;
      static fromString(text: string): Time;
    }
    interface Duration {
      toSeconds(): number;
    }
    interface UtcOffset {
      toSeconds(): number;
    }
    interface Property {
      getFirstParameter(name: string): string | undefined;
      getValues(): unknown[];
    }
    class Component {
      constructor(jcal: unknown);
      readonly name: string;
      getAllSubcomponents(name: string): Component[];
      getAllProperties(name: string): Property[];
      getFirstProperty(name: string): Property | null;
      getFirstPropertyValue(name: string): unknown;
    }
    class Recur {
      static fromString(text: string): Recur;
      iterator(start: Time): { next(): Time | undefined };
    }
    const Timezone: { readonly utcTimezone: Zone };
    function parse(text: string): unknown[];
  }
  export = ICAL;
}
