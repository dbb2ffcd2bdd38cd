const FORM = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|[+-](\d\d):(\d\d))$/;

/** Whether a text is an instant in RFC 3339, on a day and at a time that exist. */
export function isInstant(text: string): boolean {
  const parts = FORM.exec(text)
    ?.slice(1)
    .map((part) => Number((part as string | undefined) ?? 0));
  if (!parts) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] =
    parts;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year > 0 && hour < 24 && minute < 60 && second < 60 && zoneHour < 24 && zoneMinute < 60;
}
