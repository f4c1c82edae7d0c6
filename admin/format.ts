const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const exact = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });

/** A number as a tile shows it: 12.3K. */
export const short = (value: number): string => compact.format(value);
/** A number to the last digit that matters. */
export const full = (value: number): string => exact.format(value);
/** A share of one. */
export const share = (value: number): string => percent.format(value);
/** An ISO time in the reader's own time zone. */
export const time = (iso: string | null): string => (iso ? moment.format(new Date(iso)) : "–");
const calendar = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
/** A date: 25 Nov. */
export const day = (date: string): string => calendar.format(new Date(`${date}T00:00Z`));
/** `new_voices` is "New voices". */
export const words = (name: string): string => {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago, or how soon: "3 hr ago". */
export function since(iso: string): string {
  const seconds = (Date.parse(iso) - Date.now()) / 1000;
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second" as const, 1];
  return relative.format(Math.trunc(seconds / size), unit);
}
