import { day, full, share, time, words } from "../../format.ts";
import { Table } from "../../ui/table.tsx";

/** What try_rule answers. */
export interface Tried {
  looked_at: number;
  would_hit: number;
  share: number;
  upheld: number;
  dismissed: number;
  since: string;
  complete: boolean;
  days: { day: string; looked_at: number; would_hit: number }[];
  examples: { target: string; id: string; text: string | null; at: string; outcome: string | null }[];
}

/** What a rule would have done. */
export function Trial({ tried }: { tried: Tried }) {
  return (
    <div class="stack">
      <p>
        It would have hit {full(tried.would_hit)} of {full(tried.looked_at)}, {share(tried.share)}
        {tried.complete ? "" : ` (of what came since ${time(tried.since)})`}. Moderators have upheld{" "}
        {full(tried.upheld)} of these and dismissed {full(tried.dismissed)}.
      </p>
      {tried.days.length > 0 && (
        <Table
          caption="Hits a day"
          rows={tried.days}
          keyOf={(each) => each.day}
          columns={[
            { title: "Day", cell: (each) => day(each.day) },
            { title: "Looked at", isNumber: true, cell: (each) => full(each.looked_at) },
            { title: "Would hit", isNumber: true, cell: (each) => full(each.would_hit) },
          ]}
        />
      )}
      <ul class="stack" aria-label="Examples">
        {tried.examples.map(({ id, target, text, at, outcome }) => (
          <li key={id} class="evidence">
            <p class="note">
              {words(target)}, {time(at)}
              {outcome && `, ${outcome}`}
            </p>
            {text ?? "What it says is not for everybody."}
          </li>
        ))}
      </ul>
    </div>
  );
}
