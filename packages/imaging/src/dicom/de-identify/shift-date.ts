/** Moves dates by whole days and leaves times of day alone. Source: DICOM PS3.5 §6.2 (DA, DT). */

const MS_PER_DAY = 86_400_000;
const DATE = /^(\d{4})(\d{2})(\d{2})$/;
const DATE_TIME = /^(\d{8})((?:\d{2}){0,3}(?:\.\d{1,6})?(?:[+-]\d{4})?)$/;

/** A date YYYYMMDD, so many days later; undefined where the text is no day of the calendar. */
export function shiftedDate(text: string, days: number): string | undefined {
  const [, year, month, day] = DATE.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1)
    return undefined;
  const shifted = new Date(date.getTime() + days * MS_PER_DAY);
  return shifted.toISOString().slice(0, 10).replaceAll("-", "");
}

/** A date with time of day and offset from UTC, which stay as they are; undefined where no whole day is stated. */
export function shiftedDateTime(text: string, days: number): string | undefined {
  const [, date, rest] = DATE_TIME.exec(text) ?? [];
  const shifted = date === undefined ? undefined : shiftedDate(date, days);
  return shifted === undefined ? undefined : `${shifted}${rest}`;
}
