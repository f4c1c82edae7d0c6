import { useState } from "preact/hooks";
import { call, useAsked } from "../../calls.ts";
import { full, since } from "../../format.ts";
import { Answered } from "../../ui/state.tsx";
import { Table } from "../../ui/table.tsx";
import { say, sayRefusal } from "../../ui/toasts.tsx";

interface SessionItem {
  id: string;
  user_agent: string | null;
  ip: string | null;
  created_at: string;
  last_used_at: string;
}

/** Where somebody is signed in. It is asked for when wanted: each look is in the audit log. */
export function Sessions({ id, changed }: { id: string; changed(): void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section class="card stack">
      <h2>Devices</h2>
      {isOpen ? (
        <Listed id={id} changed={changed} />
      ) : (
        <div>
          <button type="button" class="quiet" onClick={() => setOpen(true)}>
            Show where they are signed in
          </button>
        </div>
      )}
    </section>
  );
}

function Listed({ id, changed }: { id: string; changed(): void }) {
  const asked = useAsked<{ items: SessionItem[] }>("look_up_sessions", { user_id: id });
  const end = (session_id?: string) =>
    call<{ ended: number }>("end_person_sessions", { user_id: id, session_id }).then(({ ended }) => {
      say(ended === 1 ? "Signed out of one device." : `Signed out of ${full(ended)} devices.`);
      asked.reload();
      changed();
    }, sayRefusal);
  return (
    <Answered asked={asked} isEmpty={({ items }) => items.length === 0} empty="Signed in nowhere.">
      {({ items }) => (
        <>
          <Table
            caption="Devices"
            rows={items}
            keyOf={(item) => item.id}
            columns={[
              { title: "Device", cell: (item) => item.user_agent ?? "unknown" },
              { title: "From", cell: (item) => item.ip ?? "–" },
              {
                title: "Last used",
                cell: (item) => <time dateTime={item.last_used_at}>{since(item.last_used_at)}</time>,
              },
              { title: "Signed in", cell: (item) => <time dateTime={item.created_at}>{since(item.created_at)}</time> },
              {
                title: "End",
                cell: (item) => (
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`Sign out of ${item.user_agent ?? "an unknown device"}`}
                    onClick={() => end(item.id)}
                  >
                    Sign out
                  </button>
                ),
              },
            ]}
          />
          {items.length > 1 && (
            <div>
              <button type="button" class="danger" onClick={() => end()}>
                Sign out everywhere
              </button>
            </div>
          )}
        </>
      )}
    </Answered>
  );
}
