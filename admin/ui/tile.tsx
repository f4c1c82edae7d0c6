import { full, share, short } from "../format.ts";
import { Sparkline } from "./sparkline.tsx";

interface TileProps {
  title: string;
  value: number;
  before?: number | null | undefined;
  /** What the figure means, out of the database's own comment. */
  definition?: string | undefined;
  isShare?: boolean;
  values?: number[] | undefined;
}

/** A figure, how it was the period before, and its way there. */
export function Tile({ title, value, before, definition, isShare = false, values }: TileProps) {
  const change = before ? value / before - 1 : undefined;
  return (
    <section class="card tile" title={definition}>
      <h2>
        {title}
        {definition && <span class="unseen">: {definition}</span>}
      </h2>
      <p class="figure" title={full(value)}>
        {isShare ? share(value) : short(value)}
      </p>
      <p class="note">
        {change === undefined || before == null ? (
          "no figure before"
        ) : (
          <>
            <span class={change < 0 ? "down" : "up"}>
              {change < 0 ? "▼" : "▲"} {share(Math.abs(change))}
            </span>{" "}
            before: {isShare ? share(before) : full(before)}
          </>
        )}
      </p>
      {values && <Sparkline values={values} />}
    </section>
  );
}
