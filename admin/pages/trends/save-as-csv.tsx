import { read } from "../../calls.ts";
import { plaza } from "../../session.ts";
import { sayRefusal } from "../../ui/toasts.tsx";

/** The same rows as a file for a spreadsheet. */
export function SaveAsCsv({ view, args }: { view: string; args: object }) {
  async function save(): Promise<void> {
    const csv = await read<string>(plaza.schema("analytics").rpc(view, args).csv());
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
    link.download = `${view}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
  return (
    <button type="button" class="quiet" onClick={() => save().catch(sayRefusal)}>
      Save as CSV
    </button>
  );
}
