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

// As they are read: the widest first, and what comes of what beside it.
const order = (
  "active daily weekly monthly stickiness newcomers returned resurrected dormant registered deleted " +
  "posts comments messages calls views reactions shares follows searches matched"
).split(" ");

/** Whoever was active on any of the days is a figure of the overview itself, and about who is active. */
const isOf = (view: string, of: string): boolean => view === of || (view === "daily_users" && of === "overview");

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
        {(figures) => {
          const ordered = figures.toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
          return dailyViews
            .map((each) => ({ ...each, of: ordered.filter(({ view_name }) => isOf(each.view, view_name)) }))
            .filter(({ of }) => of.length > 0)
            .map(({ view, title, of }) => (
              <Section key={view} view={view} title={title} range={range} definition={definition} figures={of} />
            ));
        }}
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
        {figures.map(({ view_name, name, value, before }) => (
          <Tile
            key={name}
            title={words(name)}
            value={value}
            before={before}
            definition={definition(view_name, name)}
            isShare={isShare(name)}
            values={days.answer?.[0] && name in days.answer[0] ? days.answer.map((day) => day[name] ?? 0) : undefined}
          />
        ))}
      </div>
    </section>
  );
}
