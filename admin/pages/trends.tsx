import { useState } from "preact/hooks";
import { useAsked } from "../calls.ts";
import { argsOf, type Day, dailyViews, isShare, type Range, useDefinitions } from "../figures.ts";
import { day as dayName, full, share, words } from "../format.ts";
import type { PageProps } from "../pages.ts";
import { goTo } from "../places.ts";
import { Chart } from "../ui/chart.tsx";
import { Definitions } from "../ui/definitions.tsx";
import { RangePicker } from "../ui/range-picker.tsx";
import { Answered } from "../ui/state.tsx";
import { Recount } from "./trends/recount.tsx";
import { SaveAsCsv } from "./trends/save-as-csv.tsx";

const linesAChart = 4;

/** Figures that are drawn together: of one kind, and not more than can be told apart. */
function chartsOf(names: string[]): string[][] {
  const charts: string[][] = [];
  for (const kind of [names.filter((name) => !isShare(name)), names.filter(isShare)])
    for (let at = 0; at < kind.length; at += linesAChart) charts.push(kind.slice(at, at + linesAChart));
  return charts;
}

/** A view of `analytics` over days; `#/trends/<view>`. */
export default function Trends({ rest: [wanted] }: PageProps) {
  const chosen = dailyViews.find(({ view }) => view === wanted) ?? dailyViews[0];
  const [range, setRange] = useState<Range>({ days: 30 });
  const asOf = chosen.isDivided ? range : { days: range.days };
  const asked = useAsked<Day[]>(chosen.view, argsOf(asOf), "analytics");
  const definition = useDefinitions();
  return (
    <>
      <div class="row">
        <label class="row">
          Show
          <select value={chosen.view} onChange={({ currentTarget }) => goTo("trends", currentTarget.value)}>
            {dailyViews.map(({ view, title }) => (
              <option key={view} value={view}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <RangePicker range={range} change={setRange} isDivided={chosen.isDivided} />
      </div>
      <Answered asked={asked} isEmpty={(days) => days.length === 0}>
        {(days) => {
          const names = Object.keys(days[0] ?? {}).filter((name) => name !== "day");
          return (
            <>
              {chartsOf(names).map((drawn) => (
                <section key={drawn.join()} class="card">
                  <Chart
                    title={drawn.map(words).join(", ")}
                    labels={days.map(({ day }) => dayName(day))}
                    series={drawn.map((name) => ({
                      label: words(name),
                      values: days.map((each) => each[name] ?? null),
                    }))}
                    format={isShare(drawn[0] as string) ? share : full}
                  />
                  <Definitions of={drawn} definition={(name) => definition(chosen.view, name)} />
                </section>
              ))}
              <div class="row">
                <SaveAsCsv view={chosen.view} args={argsOf(asOf)} />
                <Recount key={chosen.view} view={chosen.view} />
              </div>
            </>
          );
        }}
      </Answered>
    </>
  );
}
