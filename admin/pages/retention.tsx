import { useState } from "preact/hooks";
import { useAsked } from "../calls.ts";
import { ownTimeZone, type Range } from "../figures.ts";
import { day, full, share } from "../format.ts";
import { RangePicker } from "../ui/range-picker.tsx";
import { Answered } from "../ui/state.tsx";

interface CohortWeek {
  /** The first day of the week in which they registered. */
  cohort: string;
  week: number;
  registered: number;
  people: number;
  share: number | null;
  is_over: boolean;
}

/** Of those who came in a week, how many came back in each week after. */
export default function Retention() {
  const [{ segment }, setRange] = useState<Range>({ days: 90 });
  const asked = useAsked<CohortWeek[]>(
    "retention",
    { time_zone: ownTimeZone, ...(segment && { [segment.dimension]: segment.value }) },
    "analytics",
  );
  return (
    <>
      <RangePicker range={{ days: 90, segment }} change={setRange} hasDays={false} />
      <Answered asked={asked} isEmpty={(rows) => rows.length === 0} empty="Nobody has registered yet.">
        {(rows) => <HeatMap rows={rows} />}
      </Answered>
    </>
  );
}

function HeatMap({ rows }: { rows: CohortWeek[] }) {
  const cohorts = Map.groupBy(rows, ({ cohort }) => cohort);
  const weeks = [...new Set(rows.map(({ week }) => week))].sort((one, other) => one - other);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="card table" tabIndex={0} aria-label="Retention">
      <table class="heat">
        <thead>
          <tr>
            <th scope="col">Week from</th>
            <th scope="col" class="number">
              Registered
            </th>
            {weeks.map((week) => (
              <th key={week} scope="col" class="number">
                Week {week}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...cohorts].map(([cohort, cells]) => (
            <tr key={cohort}>
              <th scope="row">{day(cohort)}</th>
              <td class="number">{full(cells[0]?.registered ?? 0)}</td>
              {weeks.map((week) => {
                const cell = cells.find((each) => each.week === week);
                if (!cell || cell.share === null) return <td key={week} />;
                return (
                  <td
                    key={week}
                    class="number"
                    style={{ "--heat": `${Math.round(cell.share * 60)}%` }}
                    title={`${full(cell.people)} people${cell.is_over ? "" : ", so far"}`}
                  >
                    {share(cell.share)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
