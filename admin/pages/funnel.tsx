import { useState } from "preact/hooks";
import { useAsked } from "../calls.ts";
import { argsOf, type Range } from "../figures.ts";
import { full, share, words } from "../format.ts";
import { RangePicker } from "../ui/range-picker.tsx";
import { Answered } from "../ui/state.tsx";

interface Step {
  step: string;
  place: number;
  people: number;
  share: number | null;
  through: number;
  share_through: number | null;
}

/** How far those came who registered in the days asked for. */
export default function Funnel() {
  const [range, setRange] = useState<Range>({ days: 30 });
  const asked = useAsked<Step[]>("funnel", argsOf(range), "analytics");
  return (
    <>
      <RangePicker range={range} change={setRange} />
      <Answered asked={asked}>
        {(steps) => (
          <ol class="card stack">
            {steps.map(({ step, place, people, share: part, through }) => (
              <li key={step} class="step">
                <span>{words(step)}</span>
                <span class="bar-ground" aria-hidden="true">
                  <i style={{ width: `${(part ?? 0) * 100}%` }} />
                </span>
                <span class="number">
                  <strong>{full(people)}</strong> {part === null ? "" : share(part)}
                  {place > 0 && <span class="note block">{full(through)} made every step before, too</span>}
                </span>
              </li>
            ))}
          </ol>
        )}
      </Answered>
    </>
  );
}
