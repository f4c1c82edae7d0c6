import { useAsked } from "../../calls.ts";
import { full, share, words } from "../../format.ts";
import { Answered } from "../../ui/state.tsx";
import { Table } from "../../ui/table.tsx";

interface Scorer {
  kind: string;
  threshold: number;
  learnt_from: number;
  bins: { from: number; to: number; texts: number; upheld: number; score: number }[];
}

/** How often what the scorers say was upheld. */
export function Calibration() {
  const asked = useAsked<{ items: Scorer[] }>("scorer_calibration");
  return (
    <section class="card stack">
      <h2>Scores, and what moderators upheld</h2>
      <Answered asked={asked}>
        {({ items }) =>
          items.map(({ kind, threshold, learnt_from, bins }) => (
            <div key={kind} class="stack">
              <p>
                {words(kind)}: told from {share(threshold)} on, has learnt from {full(learnt_from)} decisions.
              </p>
              {bins.length > 0 && (
                <Table
                  caption={`Calibration, ${kind}`}
                  rows={bins}
                  keyOf={({ from }) => String(from)}
                  columns={[
                    { title: "Score", cell: ({ from, to }) => `${share(from)} to ${share(to)}` },
                    { title: "Mean", isNumber: true, cell: ({ score }) => share(score) },
                    { title: "Texts", isNumber: true, cell: ({ texts }) => full(texts) },
                    { title: "Upheld", isNumber: true, cell: ({ texts, upheld }) => share(upheld / texts) },
                  ]}
                />
              )}
            </div>
          ))
        }
      </Answered>
    </section>
  );
}
