import { useState } from "preact/hooks";
import { useAsked } from "../calls.ts";
import { dayBefore, ownTimeZone, useDefinitions } from "../figures.ts";
import { day as dayName, full, words } from "../format.ts";
import { Chart } from "../ui/chart.tsx";
import { Answered } from "../ui/state.tsx";

type Day = { day: string } & Record<string, number | null>;

const charts = [
  { title: "Active people", figures: ["daily", "weekly", "monthly"] },
  { title: "Where they come from", figures: ["newcomers", "returned", "resurrected", "dormant"] },
];
const ranges = [14, 30, 90];

/** How many people are active, over days. */
export default function ActivePeople() {
  const [days, setDays] = useState(30);
  const definitions = useDefinitions();
  const asked = useAsked<Day[]>(
    "daily_users",
    { time_zone: ownTimeZone, since: dayBefore(days - 1), until: dayBefore(0) },
    "analytics",
  );
  return (
    <>
      <fieldset class="choices">
        <legend class="unseen">How many days</legend>
        {ranges.map((range) => (
          <label key={range}>
            <input type="radio" name="days" checked={range === days} onChange={() => setDays(range)} />
            {range} days
          </label>
        ))}
      </fieldset>
      <Answered asked={asked}>
        {(rows) =>
          charts.map(({ title, figures }) => (
            <section key={title} class="card">
              <Chart
                title={title}
                labels={rows.map(({ day }) => dayName(day))}
                series={figures.map((name) => ({ label: words(name), values: rows.map((row) => row[name] ?? null) }))}
                format={full}
              />
              <dl class="definitions">
                {figures.map((name) => (
                  <div key={name}>
                    <dt>{words(name)}</dt>
                    <dd>{definitions.get(`daily_users.${name}`)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))
        }
      </Answered>
    </>
  );
}
