import { full, share, short } from "../format.ts";
import { Sparkline } from "./sparkline.tsx";

interface TileProps {
  title: string;
  /** Null where there is none, as a rate of nothing. */
  value: number | null;
  before: number | null;
  /** What the figure means, out of the database's own comment. */
  definition?: string | undefined;
  isShare?: boolean;
  values?: number[] | undefined;
}

/** A figure, how it was the period before, and its way there. */
export function Tile({ title, value, before, definition, isShare = false, values }: TileProps) {
  return (
    <section class="card tile" title={definition}>
      <h3>
        {title}
        {definition && <span class="unseen">: {definition}</span>}
      </h3>
      <p class="figure" title={value === null ? "none" : full(value)}>
        {value === null ? "–" : isShare ? share(value) : short(value)}
      </p>
      <p class="note">
        <Change value={value} before={before} isShare={isShare} />
      </p>
      {values && <Sparkline values={values} />}
    </section>
  );
}

function Change({ value, before, isShare }: Pick<TileProps, "value" | "before"> & { isShare: boolean }) {
  if (before === null || value === null) return <>none before</>;
  if (before === 0) return <>before: 0</>;
  const change = value / before - 1;
  return (
    <>
      <span class={change < 0 ? "down" : "up"}>
        {change < 0 ? "▼" : "▲"} {share(Math.abs(change))}
      </span>{" "}
      before: {isShare ? share(before) : full(before)}
    </>
  );
}
