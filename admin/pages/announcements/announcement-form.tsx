import { useState } from "preact/hooks";
import { call } from "../../calls.ts";
import { full } from "../../format.ts";
import { Table } from "../../ui/table.tsx";
import { say, sayRefusal } from "../../ui/toasts.tsx";

interface Reach {
  people: number;
  off: number;
  quiet_hours: number | null;
  over_budget: number | null;
  without_device: number | null;
}

interface Trial extends Reach {
  zones: (Reach & { time_zone: string; at: string; hour: number })[];
}

const listOf = (text: FormDataEntryValue | null): string[] =>
  String(text ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);

/** What the form says, as schedule_notification takes it. */
function argsOf(form: FormData): object {
  const audience: Record<string, unknown> = {};
  for (const name of ["age_min", "age_max", "seen_within_days", "unseen_for_days"])
    if (form.get(name)) audience[name] = Number(form.get(name));
  for (const name of ["interests", "platforms", "calling_codes"])
    if (listOf(form.get(name)).length > 0) audience[name] = listOf(form.get(name));
  const at = String(form.get("at"));
  return {
    title: form.get("title"),
    body: form.get("body"),
    audience,
    // Without an offset it is that time on the clock of each person.
    send_at: form.get("clock") === "each" ? at : new Date(at).toISOString(),
    repeat: form.get("repeat") || null,
  };
}

const fields: [name: string, label: string, inputMode: "text" | "numeric"][] = [
  ["interests", "Interests, with commas", "text"],
  ["platforms", "Platforms: ios, android, web", "text"],
  ["calling_codes", "Calling codes, as 49", "text"],
  ["age_min", "From age", "numeric"],
  ["age_max", "To age", "numeric"],
  ["seen_within_days", "Seen within days", "numeric"],
  ["unseen_for_days", "Not seen for days", "numeric"],
];

/** Writes an announcement, and says how many it would reach, where and when, before anybody gets it. */
export function AnnouncementForm({ done }: { done(): void }) {
  const [trial, setTrial] = useState<Trial | undefined>();
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const args = argsOf(new FormData(event.currentTarget as HTMLFormElement));
    if ((event.submitter as HTMLButtonElement).value === "try")
      call<Trial>("schedule_notification", { ...args, dry_run: true }).then(setTrial, sayRefusal);
    else
      call("schedule_notification", { ...args, dry_run: false }).then(() => {
        say("It is on its way.");
        done();
      }, sayRefusal);
  }
  return (
    <form class="card stack" onSubmit={submit}>
      <label>
        Title
        <input name="title" required maxLength={100} />
      </label>
      <label>
        Text
        <textarea name="body" rows={3} required maxLength={500} />
      </label>
      <div class="row">
        <label>
          When
          <input name="at" type="datetime-local" required />
        </label>
        <label>
          On which clock
          <select name="clock">
            <option value="each">each person's own</option>
            <option value="mine">mine: one moment for all</option>
          </select>
        </label>
        <label>
          Repeat
          <select name="repeat">
            <option value="">once</option>
            <option>daily</option>
            <option>weekly</option>
            <option>monthly</option>
          </select>
        </label>
      </div>
      <fieldset class="weights">
        <legend>To whom; all of it must hold, and nothing is everybody</legend>
        {fields.map(([name, label, inputMode]) => (
          <label key={name}>
            {label}
            <input name={name} inputMode={inputMode} />
          </label>
        ))}
      </fieldset>
      <div class="row">
        <button type="submit" value="try" class="quiet">
          Whom would it reach?
        </button>
        <button type="submit" value="send">
          Announce
        </button>
      </div>
      <div aria-live="polite">{trial && <Reached trial={trial} />}</div>
    </form>
  );
}

const orNone = (value: number | null): string => (value === null ? "–" : full(value));

function Reached({ trial }: { trial: Trial }) {
  return (
    <div class="stack">
      <p>
        {full(trial.people)} people. {full(trial.off)} more have turned it off. At once it does not reach{" "}
        {orNone(trial.quiet_hours)} in quiet hours, {orNone(trial.over_budget)} over their budget and{" "}
        {orNone(trial.without_device)} without a device.
      </p>
      <Table
        caption="By time zone"
        rows={trial.zones}
        keyOf={({ time_zone }) => time_zone}
        columns={[
          { title: "Time zone", cell: ({ time_zone }) => time_zone },
          { title: "Hour there", isNumber: true, cell: ({ hour }) => hour },
          { title: "People", isNumber: true, cell: ({ people }) => full(people) },
          { title: "In quiet hours", isNumber: true, cell: ({ quiet_hours }) => orNone(quiet_hours) },
        ]}
      />
    </div>
  );
}
