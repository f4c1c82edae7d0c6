import { useState } from "preact/hooks";
import { call, useAsked } from "../calls.ts";
import { words } from "../format.ts";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";

interface Setting {
  name: string;
  value: number | boolean;
  description: string;
}

interface Limit {
  name: string;
  capacity: number;
  refill_per_second: number;
  description: string;
}

/** What an installation tunes while it runs. */
export default function Settings() {
  const asked = useAsked<{ settings: Setting[]; limits: Limit[] }>("list_settings");
  const saved = (name: string) => {
    say(`${words(name)} counts from now on.`);
    asked.reload();
  };
  return (
    <Answered asked={asked}>
      {({ settings, limits }) => (
        <div class="stack">
          <section class="card stack">
            <h2>Settings</h2>
            <Table
              caption="Settings"
              rows={settings}
              keyOf={({ name }) => name}
              columns={[
                { title: "Name", cell: ({ name }) => words(name) },
                { title: "What it does", cell: ({ description }) => description },
                { title: "Value", cell: (setting) => <SettingField setting={setting} saved={saved} /> },
              ]}
            />
          </section>
          <section class="card stack">
            <h2>Rate limits</h2>
            <Table
              caption="Rate limits"
              rows={limits}
              keyOf={({ name }) => name}
              columns={[
                { title: "Name", cell: ({ name }) => words(name) },
                { title: "As it came", cell: ({ description }) => description },
                { title: "At once, and an hour", cell: (limit) => <LimitFields limit={limit} saved={saved} /> },
              ]}
            />
          </section>
        </div>
      )}
    </Answered>
  );
}

function SettingField({ setting: { name, value }, saved }: { setting: Setting; saved(name: string): void }) {
  const [text, setText] = useState(String(value));
  const set = (next: Setting["value"]) =>
    call("set_setting", { name, value: next }).then(() => saved(name), sayRefusal);
  if (typeof value === "boolean")
    return (
      <label class="row">
        <input type="checkbox" checked={value} onChange={({ currentTarget }) => set(currentTarget.checked)} />
        <span class="unseen">{words(name)}</span>
      </label>
    );
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        set(Number(text));
      }}
    >
      <input
        class="short"
        aria-label={words(name)}
        inputMode="decimal"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit" class="quiet" aria-label={`Save ${words(name)}`} disabled={text === String(value)}>
        Save
      </button>
    </form>
  );
}

const hour = 3_600;

function LimitFields({ limit, saved }: { limit: Limit; saved(name: string): void }) {
  const asShown = {
    capacity: String(limit.capacity),
    hourly: String(Number((limit.refill_per_second * hour).toPrecision(6))),
  };
  const [shown, setShown] = useState(asShown);
  const isSame = shown.capacity === asShown.capacity && shown.hourly === asShown.hourly;
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        const args = {
          name: limit.name,
          capacity: Number(shown.capacity),
          refill_per_second: Number(shown.hourly) / hour,
        };
        call("set_rate_limit", args).then(() => saved(limit.name), sayRefusal);
      }}
    >
      {(["capacity", "hourly"] as const).map((field) => (
        <input
          key={field}
          class="short"
          inputMode="decimal"
          aria-label={`${words(limit.name)}, ${field === "capacity" ? "at once" : "an hour"}`}
          value={shown[field]}
          onInput={({ currentTarget }) => setShown({ ...shown, [field]: currentTarget.value })}
        />
      ))}
      <button type="submit" class="quiet" aria-label={`Save ${words(limit.name)}`} disabled={isSame}>
        Save
      </button>
    </form>
  );
}
