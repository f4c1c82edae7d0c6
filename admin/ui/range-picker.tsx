import { useAsked } from "../calls.ts";
import type { Range } from "../figures.ts";
import { words } from "../format.ts";

interface Segment {
  dimension: string;
  value: string;
  monthly: number;
}

const lengths = [14, 30, 90];

/** How many days, and of whom. */
export function RangePicker({
  range,
  change,
  isDivided = true,
  hasDays = true,
}: {
  range: Range;
  change(range: Range): void;
  isDivided?: boolean;
  hasDays?: boolean;
}) {
  const { answer: segments = [] } = useAsked<Segment[]>("list_segments", {}, "analytics");
  return (
    <div class="row">
      {hasDays && (
        <fieldset class="choices">
          <legend class="unseen">How many days</legend>
          {lengths.map((days) => (
            <label key={days}>
              <input
                type="radio"
                name="days"
                checked={days === range.days}
                onChange={() => change({ ...range, days })}
              />
              {days} days
            </label>
          ))}
        </fieldset>
      )}
      {isDivided && (
        <label class="row">
          Of
          <select
            value={range.segment ? `${range.segment.dimension} ${range.segment.value}` : ""}
            onChange={({ currentTarget }) => {
              const [dimension = "", value = ""] = currentTarget.value.split(/ (.*)/);
              change({ ...range, segment: dimension ? { dimension, value } : undefined });
            }}
          >
            <option value="">everybody</option>
            {segments.map(({ dimension, value }) => (
              <option key={`${dimension} ${value}`} value={`${dimension} ${value}`}>
                {words(dimension)}: {value}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
