import { useMemo } from "preact/hooks";
import { useAsked } from "./calls.ts";

interface Figure {
  view_name: string;
  name: string;
  definition: string;
}

/** What each figure of a view of `analytics` means, by its name. */
export function useDefinitions(view: string): Map<string, string> {
  const { answer } = useAsked<Figure[]>("list_figures", {}, "analytics");
  return useMemo(
    () =>
      new Map(answer?.filter(({ view_name }) => view_name === view).map(({ name, definition }) => [name, definition])),
    [answer, view],
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
