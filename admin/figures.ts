import { useMemo } from "preact/hooks";
import { call, useAsked } from "./calls.ts";

interface Figure {
  view_name: string;
  name: string;
  definition: string;
}

/** What each figure of `analytics` means, by its view and name. */
export function useDefinitions(): (view: string, name: string) => string | undefined {
  const { answer } = useAsked<Figure[]>("list_figures", {}, "analytics");
  const known = useMemo(
    () => new Map(answer?.map(({ view_name, name, definition }) => [`${view_name} ${name}`, definition])),
    [answer],
  );
  return (view, name) => known.get(`${view} ${name}`);
}

export const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** So that figures of the reader's own days cost no more than those of UTC. Where twelve time zones are kept already they take a moment longer. */
export const keepOwnTimeZone = (): void =>
  void call("keep_time_zone", { time_zone: ownTimeZone }, "analytics").catch(() => {});

/** The day `daysAgo` days before today in the reader's time zone: 2026-11-25. */
export function dayBefore(daysAgo: number): string {
  const day = new Date();
  day.setDate(day.getDate() - daysAgo);
  return new Intl.DateTimeFormat("en-CA").format(day);
}

/** Whose days are shown, and how many: the arguments of every function of `analytics`. */
export interface Range {
  days: number;
  /** country, platform or age_band, and which; of everybody without. */
  segment?: { dimension: string; value: string } | undefined;
}

export const argsOf = ({ days, segment }: Range) => ({
  time_zone: ownTimeZone,
  since: dayBefore(days - 1),
  until: dayBefore(0),
  ...(segment && { [segment.dimension]: segment.value }),
});

/** Views of a row a day, and whether they can be divided by segments. */
export const dailyViews = [
  { view: "daily_users", title: "Active people", isDivided: true },
  { view: "growth", title: "Growth", isDivided: true },
  { view: "content_daily", title: "Content", isDivided: true },
  { view: "engagement_daily", title: "Engagement", isDivided: true },
  { view: "sessions_daily", title: "Sessions", isDivided: true },
  { view: "matchmaking_daily", title: "Matchmaking", isDivided: true },
  { view: "media_daily", title: "Media", isDivided: true },
  { view: "notifications_daily", title: "Notifications", isDivided: false },
  { view: "moderation_daily", title: "Moderation", isDivided: false },
] as const;

export type Day = { day: string } & Record<string, number | null>;

/** Figures that are a share of one. */
export const isShare = (name: string): boolean =>
  /^(stickiness|acceptance|agreement|growth|share|share_through|.*_rate)$/.test(name);
