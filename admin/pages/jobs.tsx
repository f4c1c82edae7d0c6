import { call, useAsked } from "../calls.ts";
import { full, since } from "../format.ts";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";

interface Queue {
  name: string;
  waiting: number;
  active: number;
  failed: number;
  oldest_at: string | null;
  last_error: string | null;
}

/** What the worker has to do, and what it could not. */
export default function Jobs() {
  const asked = useAsked<{ items: Queue[] }>("list_job_queues");
  const retry = (queue: string) =>
    call<{ retried: number }>("retry_failed_jobs", { queue }).then(({ retried }) => {
      say(`${full(retried)} jobs of ${queue} are tried again.`);
      asked.reload();
    }, sayRefusal);
  return (
    <>
      <p>
        <button type="button" class="quiet" onClick={asked.reload}>
          Look again
        </button>
      </p>
      <Answered asked={asked} isEmpty={({ items }) => items.length === 0} empty="Nothing waits, and nothing failed.">
        {({ items }) => (
          <div class="card">
            <Table
              caption="Queues of the worker"
              rows={items}
              keyOf={({ name }) => name}
              columns={[
                { title: "Queue", cell: ({ name }) => name },
                { title: "Waiting", isNumber: true, cell: ({ waiting }) => full(waiting) },
                { title: "In hand", isNumber: true, cell: ({ active }) => full(active) },
                { title: "Failed", isNumber: true, cell: ({ failed }) => full(failed) },
                { title: "Longest waiting", cell: ({ oldest_at }) => (oldest_at ? since(oldest_at) : "–") },
                { title: "Last error", cell: ({ last_error }) => last_error ?? "–" },
                {
                  title: "Again",
                  cell: ({ name, failed }) =>
                    failed > 0 && (
                      <button type="button" class="quiet" aria-label={`Try ${name} again`} onClick={() => retry(name)}>
                        Try again
                      </button>
                    ),
                },
              ]}
            />
          </div>
        )}
      </Answered>
    </>
  );
}
