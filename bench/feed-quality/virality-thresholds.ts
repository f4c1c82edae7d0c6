import type { Sql } from "postgres";
import type { Story } from "./virality-data.ts";

export interface Verdicts {
  f1: number;
  precision: number;
  recall: number;
  /** Median of what was there of the final score when a viral story was flagged. */
  share: number;
  minutes: number;
  /** Share of the others that were flagged. */
  falseAlarms: number;
}

export const median = (values: number[]) =>
  values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Judges what was flagged, `flags` by the number of the story, among the stories from `first` to before `end`. */
export function judge(
  stories: Story[],
  first: number,
  end: number,
  viral: number,
  flags: Map<number, { minutes: number; people: number }>,
): Verdicts {
  const shares: number[] = [];
  const minutes: number[] = [];
  let positives = 0;
  let wrong = 0;
  for (let number = first; number < end; number++) {
    const { final } = stories[number] as Story;
    const flag = flags.get(number);
    if (final >= viral) positives++;
    if (flag && final >= viral) {
      shares.push(flag.people / final);
      minutes.push(flag.minutes);
    } else if (flag) wrong++;
  }
  const right = shares.length;
  const precision = right / Math.max(right + wrong, 1);
  const recall = right / positives;
  return {
    f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    precision,
    recall,
    share: median(shares),
    minutes: median(minutes),
    falseAlarms: wrong / (end - first - positives),
  };
}

export interface Thresholds {
  least_people: number;
  early_minutes: number;
  early_odds: number;
  late_odds: number;
}

interface Bounds {
  share: number;
  falseAlarms: number;
}

const steps = (from: number, to: number, by: number) =>
  Array.from({ length: Math.round((to - from) / by) + 1 }, (_, step) => Number((from + step * by).toFixed(3)));

/**
 * Chooses the thresholds on what was learnt from: the best F1 among those that keep within the bounds; if none does, the one that comes
 * nearest to its share while F1 is .65 and false alarms are in bounds.
 */
export async function chooseThresholds(
  sql: Sql,
  stories: Story[],
  end: number,
  viral: number,
  bounds: Bounds,
): Promise<{ thresholds: Thresholds; verdicts: Verdicts }> {
  const weights = (
    await sql`
    select coalesce(stored.weight, 0)::float8 as weight from unnest(private.virality_feature_names()) with ordinality feature (name, place)
    left join private.virality_weights stored on stored.feature = feature.name order by place`
  ).map((row) => row.weight as number);
  const moments = await sql<{ number: number; minutes: number; people: number; odds: number }[]>`
    select ('x' || right(moment.post_id::text, 8))::bit(32)::int - 1 as number, moment.minutes::float8 as minutes, moment.people::float8 as people,
      ((greatest((select sum(feature * weight) from unnest(moment.features, ${weights}::float8[]) weighed (feature, weight)), moment.features[2]) - ln(${viral}::float8 + 1))
        / error.deviation)::float8 as odds
    from bench.moment join private.reach_errors error on error.age_step = private.age_step(moment.minutes)
    order by moment.post_id, moment.minutes`;
  // Nobody can tell from fewer, and where a viral post has thirty it is a matter of three.
  const least_people = Math.min(10, Math.floor(viral / 10));
  const telling = moments.filter(({ people }) => people >= least_people);
  let best: { thresholds: Thresholds; verdicts: Verdicts; value: number } | undefined;
  const search = (minutes: number[], earlies: number[], lates: number[]) => {
    for (const early_minutes of minutes) {
      for (const early_odds of earlies) {
        for (const late_odds of lates) {
          const flags = new Map<number, { minutes: number; people: number }>();
          let flagged = -1;
          for (const moment of telling) {
            if (moment.number === flagged) continue;
            if (moment.odds < (moment.minutes <= early_minutes ? early_odds : late_odds)) continue;
            flagged = moment.number;
            flags.set(flagged, moment);
          }
          const verdicts = judge(stories, 0, end, viral, flags);
          if (verdicts.falseAlarms > bounds.falseAlarms) continue;
          const isEarly = verdicts.share <= bounds.share;
          const value = isEarly ? 1 + verdicts.f1 : verdicts.f1 >= 0.65 ? 1 - verdicts.share : 0;
          const thresholds = { least_people, early_minutes, early_odds, late_odds };
          if (!best || value > best.value) best = { thresholds, verdicts, value };
        }
      }
    }
  };
  search([30, 60, 90, 240, 480], steps(-1.5, 3, 0.15), steps(-1, 6, 0.5));
  // And then closer around what was best.
  const { early_minutes, early_odds, late_odds } = best?.thresholds ?? {
    early_minutes: 60,
    early_odds: 0,
    late_odds: 0,
  };
  search(
    [early_minutes - 15, early_minutes, early_minutes + 15],
    steps(early_odds - 0.12, early_odds + 0.12, 0.03),
    steps(late_odds - 0.375, late_odds + 0.375, 0.125),
  );
  if (!best) throw new Error("No thresholds keep within the bounds.");
  return best;
}
