import { useAsked } from "../calls.ts";
import { dayBefore, isShare, ownTimeZone, useDefinitions } from "../figures.ts";
import { words } from "../format.ts";
import { Answered } from "../ui/state.tsx";
import { Tile } from "../ui/tile.tsx";

interface FigureOfToday {
  view_name: string;
  name: string;
  value: number;
  before: number | null;
}

/** Today so far, beside the period before. */
export default function Overview() {
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
  );
}
