import { useState } from "preact/hooks";
import { call } from "../../calls.ts";
import { dayBefore, ownTimeZone } from "../../figures.ts";
import { full, words } from "../../format.ts";
import { Table } from "../../ui/table.tsx";
import { sayRefusal } from "../../ui/toasts.tsx";

interface Recounted {
  name: string;
  stored: number | null;
  recounted: number | null;
}

/** Proves the figures of yesterday from the rows that they are about. */
export function Recount({ view }: { view: string }) {
  const [rows, setRows] = useState<Recounted[] | undefined>();
  const recount = () =>
    call<Recounted[]>("recount", { view_name: view, day: dayBefore(1), time_zone: ownTimeZone }, "analytics").then(
      setRows,
      sayRefusal,
    );
  return (
    <>
      <button type="button" class="quiet" onClick={recount}>
        Recount yesterday
      </button>
      {rows && (
        <div class="card wide">
          <Table
            caption="Yesterday, counted again"
            rows={rows}
            keyOf={({ name }) => name}
            columns={[
              { title: "Figure", cell: ({ name }) => words(name) },
              { title: "As shown", isNumber: true, cell: ({ stored }) => (stored === null ? "–" : full(stored)) },
              {
                title: "Recounted",
                isNumber: true,
                cell: ({ recounted }) => (recounted === null ? "–" : full(recounted)),
              },
              { title: "The same", cell: ({ stored, recounted }) => (stored === recounted ? "yes" : "no") },
            ]}
          />
        </div>
      )}
    </>
  );
}
