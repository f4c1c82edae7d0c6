import { useState } from "preact/hooks";
import { useAsked } from "../calls.ts";
import { argsOf, type Day, dailyViews, isShare, type Range, useDefinitions } from "../figures.ts";
import { words } from "../format.ts";
import { RangePicker } from "../ui/range-picker.tsx";
import { Answered } from "../ui/state.tsx";
import { Tile } from "../ui/tile.tsx";
import { Live } from "./overview/live.tsx";

interface Figure {
  view_name: string;
  name: string;
  value: number | null;
  before: number | null;
}

/** This moment, and the days asked for beside as many before. */
export default function Overview() {
  const [range, setRange] = useState<Range>({ days: 14 });
  const asked = useAsked<Figure[]>("overview", argsOf(range), "analytics");
  const definition = useDefinitions();
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
                definition={definition}
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
  definition: ReturnType<typeof useDefinitions>;
  figures: Figure[];
}

function Section({ view, title, range, definition, figures }: SectionProps) {
  const days = useAsked<Day[]>(view, argsOf(range), "analytics");
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
  );
}
