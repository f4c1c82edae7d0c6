import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { Table } from "./table.tsx";

export interface Series {
  label: string;
  values: (number | null)[];
}

interface ChartProps {
  title: string;
  /** What the x axis is at each place, as it is read out: "12 Oct 2026". */
  labels: string[];
  series: Series[];
  format(value: number): string;
}

const height = 240;
const colours = ["--line-1", "--line-2", "--line-3", "--line-4"];
const isDark = matchMedia("(prefers-color-scheme: dark)");

/** A colour as a canvas takes it: of `light-dark(…)` only the browser knows which one holds. */
function colourOf(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = "";
  return color;
}

/** Whether it is dark; who draws on a canvas has to draw again. */
function useDark(): boolean {
  const [dark, setDark] = useState(isDark.matches);
  useEffect(() => {
    const update = () => setDark(isDark.matches);
    isDark.addEventListener("change", update);
    return () => isDark.removeEventListener("change", update);
  }, []);
  return dark;
}

/**
 * Lines over time, drawn by uPlot. The arrow keys move a cursor, whose values are read out; whoever would rather have a
 * table opens it below.
 */
export function Chart({ title, labels, series, format }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [place, setPlace] = useState<number | undefined>();
  const dark = useDark();
  const last = labels.length - 1;
  const data = useMemo<uPlot.AlignedData>(
    () => [labels.map((_, index) => index), ...series.map(({ values }) => values)],
    [labels, series],
  );

  useEffect(() => {
    const element = host.current as HTMLDivElement;
    const axis = {
      stroke: colourOf(element, "--muted"),
      grid: { stroke: colourOf(element, "--hairline"), width: 1 },
      ticks: { show: false },
    };
    plot.current = new uPlot(
      {
        width: element.clientWidth,
        height,
        scales: { x: { time: false }, y: { range: (_self, _min, max) => [0, (max || 1) * 1.05] } },
        legend: { show: false },
        cursor: { drag: { x: false, y: false } },
        axes: [
          { ...axis, space: 90, values: (_self, splits) => splits.map((at) => labels[at] ?? "") },
          { ...axis, size: 60, values: (_self, splits) => splits.map(format) },
        ],
        series: [
          {},
          ...series.map(({ label }, index) => ({
            label,
            width: 2,
            stroke: colourOf(element, colours[index] as string),
          })),
        ],
        hooks: { setCursor: [(self) => setPlace(self.cursor.idx ?? undefined)] },
      },
      data,
      element,
    );
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.current?.destroy();
    };
  }, [data, labels, series, format, dark]);

  function move(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last };
    const step = steps[event.key];
    if (step === undefined || !plot.current) return;
    event.preventDefault();
    const next = Math.min(last, Math.max(0, (place ?? (step > 0 ? -1 : last + 1)) + step));
    plot.current.setCursor({ left: plot.current.valToPos(next, "x"), top: height / 3 });
  }

  const shown = place ?? last;
  const valueAt = (values: Series["values"], index: number) => (values[index] == null ? "–" : format(values[index]));
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong>
        <span aria-live="polite">
          {labels[shown]}
          {series.map(({ label, values }, index) => (
            <span key={label} class="series">
              <i style={{ background: `var(${colours[index]})` }} aria-hidden="true" /> {label}{" "}
              <b>{valueAt(values, shown)}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div
        ref={host}
        class="plot"
        role="slider"
        tabIndex={0}
        aria-label={`${title}: the arrow keys move along it`}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={shown}
        aria-valuetext={`${labels[shown]}: ${series.map(({ label, values }) => `${label} ${valueAt(values, shown)}`).join(", ")}`}
        onKeyDown={move}
      />
      <details>
        <summary>As a table</summary>
        <Table
          caption={`${title}, as a table`}
          rows={labels.map((label, index) => ({ label, index }))}
          keyOf={({ label }) => label}
          columns={[
            { title: "When", cell: ({ label }) => label },
            ...series.map(({ label, values }) => ({
              title: label,
              isNumber: true,
              cell: ({ index }: { label: string; index: number }) => valueAt(values, index),
            })),
          ]}
        />
      </details>
    </figure>
  );
}
