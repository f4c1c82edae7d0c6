import { useState } from "preact/hooks";
import { call } from "../../calls.ts";
import { dayBefore, ownTimeZone } from "../../figures.ts";
import { day as dayName, full, words } from "../../format.ts";
import { Table } from "../../ui/table.tsx";
import { sayRefusal } from "../../ui/toasts.tsx";

interface Recounted {
  name: string;
  /** Of a view with several rows: what the row is of. */
  part: string;
  stored: unknown;
  recounted: unknown;
}

const shown = (value: unknown): string =>
  value === null ? "–" : typeof value === "number" ? full(value) : String(value);

/** Proves the figures of a day from the rows that they are about. */
export function Recount({ view }: { view: string }) {
  const [rows, setRows] = useState<Recounted[] | undefined>();
  const [day, setDay] = useState(dayBefore(1));
  const [isCounting, setCounting] = useState(false);
  async function recount(): Promise<void> {
    setCounting(true);
    await call<Recounted[]>("recount", { view_name: view, day, time_zone: ownTimeZone }, "analytics").then(
      setRows,
      sayRefusal,
    );
    setCounting(false);
  }
  const wrong = rows?.filter(({ stored, recounted }) => JSON.stringify(stored) !== JSON.stringify(recounted));
  return (
    <>
      <label class="row">
        Prove the figures of
        <input
          type="date"
          value={day}
          max={dayBefore(0)}
          onChange={({ currentTarget }) => {
            setDay(currentTarget.value);
            setRows(undefined);
          }}
        />
      </label>
      <button type="button" class="quiet" disabled={isCounting || !day} onClick={recount}>
        {isCounting ? "Counting…" : "Recount now"}
      </button>
      {rows && wrong && (
        <div class="card wide stack" role="status">
          <p>
            {wrong.length === 0
              ? `All ${rows.length} figures of ${dayName(day)} are what their rows come to.`
              : `${wrong.length} of ${rows.length} figures of ${dayName(day)} are not what their rows come to.`}
          </p>
          <Table
            caption={`${dayName(day)}, counted again`}
            rows={rows}
            keyOf={({ name, part }) => `${part} ${name}`}
            columns={[
              { title: "Figure", cell: ({ name, part }) => `${words(name)}${part && `, ${words(part)}`}` },
              { title: "As shown", isNumber: true, cell: ({ stored }) => shown(stored) },
              { title: "Recounted", isNumber: true, cell: ({ recounted }) => shown(recounted) },
              {
                title: "The same",
                cell: (each) => (wrong.includes(each) ? <strong class="down">no</strong> : "yes"),
              },
            ]}
          />
        </div>
      )}
    </>
  );
}
