import { useMemo } from "preact/hooks";
import { useAsked } from "./calls.ts";

interface Figure {
  view_name: string;
  name: string;
  definition: string;
}

/** What each figure means, by its view and name: daily_users.weekly. */
export function useDefinitions(): Map<string, string> {
  const { answer } = useAsked<Figure[]>("list_figures", {}, "analytics");
  return useMemo(
    () => new Map(answer?.map(({ view_name, name, definition }) => [`${view_name}.${name}`, definition])),
    [answer],
  );
}

export const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The day `daysAgo` days before today in the reader's time zone: 2026-11-25. */
export function dayBefore(daysAgo: number): string {
  const day = new Date();
  day.setDate(day.getDate() - daysAgo);
  return new Intl.DateTimeFormat("en-CA").format(day);
}

/** Figures that are a share of one. */
export const isShare = (name: string): boolean => /stickiness|rate|share|retention|agreement/.test(name);
