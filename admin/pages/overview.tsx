import { useState } from "preact/hooks";
import { useAsked } from "../calls.ts";
import { argsOf, type Day, dailyViews, isShare, type Range, useDefinitions } from "../figures.ts";
import { words } from "../format.ts";
import { RangePicker } from "../ui/range-picker.tsx";
import { Answered } from "../ui/state.tsx";
import { Tile } from "../ui/tile.tsx";
import { Live } from "./overview/live.tsx";

<<<<<<< HEAD
interface Figure {
=======
interface FigureOfToday {
>>>>>>> main
  view_name: string;
  name: string;
  value: number | null;
  before: number | null;
}

/** This moment, and the days asked for beside as many before. */
export default function Overview() {
<<<<<<< HEAD
  const [range, setRange] = useState<Range>({ days: 14 });
  const asked = useAsked<Figure[]>("overview", argsOf(range), "analytics");
  return (
    <>
      <Live />
      <RangePicker range={range} change={setRange} />
      <Answered asked={asked}>
        {(figures) =>
          dailyViews
            .filter(({ view }) => figures.some(({ view_name }) => view_name === view))
            .map(({ view, title }) => (
              <Section
                key={view}
                view={view}
                title={title}
                range={range}
                figures={figures.filter(({ view_name }) => view_name === view)}
              />
            ))
        }
      </Answered>
    </>
  );
}

interface SectionProps {
  view: string;
  title: string;
  range: Range;
  figures: Figure[];
}

function Section({ view, title, range, figures }: SectionProps) {
  const days = useAsked<Day[]>(view, argsOf(range), "analytics");
  const definition = useDefinitions();
  return (
    <section class="stack">
      <h2>{title}</h2>
      <div class="tiles">
        {figures.map(({ name, value, before }) => (
          <Tile
            key={name}
            title={words(name)}
            value={value}
            before={before}
            definition={definition(view, name)}
            isShare={isShare(name)}
            values={days.answer?.map((day) => day[name] ?? 0)}
          />
        ))}
      </div>
    </section>
=======
  const today = useAsked<FigureOfToday[]>("overview", { time_zone: ownTimeZone }, "analytics");
  const days = useAsked<Record<string, number>[]>(
    "daily_users",
    { time_zone: ownTimeZone, since: dayBefore(13), until: dayBefore(0) },
    "analytics",
  );
  const definitions = useDefinitions();
  return (
    <Answered asked={today}>
      {(figures) => (
        <div class="tiles">
          {figures.map(({ view_name, name, value, before }) => (
            <Tile
              key={name}
              title={words(name)}
              value={value ?? 0}
              before={before}
              definition={definitions.get(`${view_name}.${name}`)}
              isShare={isShare(name)}
              values={view_name === "daily_users" ? days.answer?.map((day) => Number(day[name] ?? 0)) : undefined}
            />
          ))}
        </div>
      )}
    </Answered>
>>>>>>> main
  );
}
