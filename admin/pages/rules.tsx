import { useState } from "preact/hooks";
import { useAsked } from "../calls.ts";
import { full, share, since, words } from "../format.ts";
import type { PageProps } from "../pages.ts";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";
import type { Fact, Rule } from "./rules/rule.ts";
import { RuleForm } from "./rules/rule-form.tsx";

/** By which rules what people write is flagged, held back or slowed down; admins change them. */
export default function Rules({ who }: PageProps) {
  const asked = useAsked<{ items: Rule[]; facts: Fact[] }>("list_rules");
  const [editing, setEditing] = useState<Rule | "new" | undefined>();
  const isAdmin = who.role === "admin";
  const done = () => {
    setEditing(undefined);
    asked.reload();
  };
  return (
    <>
      {isAdmin && !editing && (
        <p>
          <button type="button" onClick={() => setEditing("new")}>
            New rule
          </button>
        </p>
      )}
      <Answered asked={asked} isEmpty={({ items }) => items.length === 0 && !isAdmin} empty="There is no rule.">
        {({ items, facts }) => (
          <>
            {editing && (
              <RuleForm
                key={editing === "new" ? "" : editing.name}
                rule={editing === "new" ? undefined : editing}
                facts={facts}
                done={done}
                close={() => setEditing(undefined)}
              />
            )}
            <div class="card">
              <Table
                caption="Rules, and what they did within seven days"
                rows={items}
                keyOf={({ name }) => name}
                columns={[
                  {
                    title: "Rule",
                    cell: ({ name, description }) => (
                      <>
                        {words(name)}
                        <p class="note">{description}</p>
                      </>
                    ),
                  },
                  { title: "Looks at", cell: ({ targets }) => targets.join(", ") },
                  { title: "Does", cell: ({ action }) => action },
                  { title: "Is", cell: ({ state }) => <span class="badge">{state}</span> },
                  {
                    title: "Hits",
                    isNumber: true,
                    cell: ({ hits, shadow_hits }) =>
                      `${full(hits)}${shadow_hits ? ` (${full(shadow_hits)} in shadow)` : ""}`,
                  },
                  {
                    title: "Upheld",
                    isNumber: true,
                    cell: ({ upheld, dismissed }) =>
                      upheld + dismissed > 0
                        ? `${share(upheld / (upheld + dismissed))} of ${full(upheld + dismissed)}`
                        : "–",
                  },
                  { title: "Last hit", cell: ({ last_hit_at }) => (last_hit_at ? since(last_hit_at) : "–") },
                  ...(isAdmin
                    ? [
                        {
                          title: "Change",
                          cell: (rule: Rule) => (
                            <button
                              type="button"
                              class="quiet"
                              aria-label={`Change ${rule.name}`}
                              onClick={() => setEditing(rule)}
                            >
                              Change
                            </button>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
            </div>
          </>
        )}
      </Answered>
    </>
  );
}
