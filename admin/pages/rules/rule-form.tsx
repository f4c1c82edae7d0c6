import { useState } from "preact/hooks";
import { call, type Refusal } from "../../calls.ts";
import { words } from "../../format.ts";
import { say, sayRefusal } from "../../ui/toasts.tsx";
import { ConditionFields } from "./condition-fields.tsx";
import { type Draft, type Fact, type Rule, targets } from "./rule.ts";
import { Trial, type Tried } from "./trial.tsx";

const empty: Draft = {
  name: "",
  description: "",
  targets: ["post"],
  condition: { all: [{ fact: "links", is: "at_least", value: 1 }] },
  action: "flag",
  reason: "spam",
  severity: 2,
  once_per: "thing",
};

const actions: { name: Draft["action"]; says: string }[] = [
  { name: "flag", says: "moderators are told" },
  { name: "hold", says: "others wait for a moderator" },
  { name: "slow", says: "whoever wrote it slows down" },
];

const states: { name: Rule["state"]; says: string; done: string }[] = [
  { name: "shadow", says: "Save in shadow", done: "is counted, and does nothing." },
  { name: "live", says: "Put in force", done: "counts from now on." },
  { name: "off", says: "Save and turn off", done: "is off." },
];

interface RuleFormProps {
  rule: Rule | undefined;
  facts: Fact[];
  done(): void;
  close(): void;
}

/** Changes a rule or makes one: it is tried first, then watched in shadow, then put in force. */
export function RuleForm({ rule, facts, done, close }: RuleFormProps) {
  const [draft, setDraft] = useState<Draft>(() => {
    if (!rule) return empty;
    const { name, description, targets, condition, action, reason, severity, once_per } = rule;
    return { name, description, targets, condition, action, reason, severity, once_per };
  });
  const [tried, setTried] = useState<Tried | Refusal | "trying" | undefined>();
  const set = (changes: Partial<Draft>) => setDraft((now) => ({ ...now, ...changes }));
  const attempt = (days: number) => {
    setTried("trying");
    call<Tried>("try_rule", { rule: { ...draft, name: draft.name || "a_trial" }, days }).then(setTried, setTried);
  };
  const save = (state: (typeof states)[number]) =>
    call<Rule>("set_rule", { rule: { ...draft, state: state.name }, version: rule?.version ?? null }).then(() => {
      say(`"${draft.name}" ${state.done}`);
      done();
    }, sayRefusal);
  return (
    <form
      class="card stack"
      aria-labelledby="rule-title"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = (event.submitter as HTMLButtonElement).value;
        const state = states.find(({ name }) => name === wanted);
        if (state) save(state);
        else attempt(7);
      }}
    >
      <h2 id="rule-title">{rule ? `Change ${rule.name}` : "A new rule"}</h2>
      <div class="row">
        {!rule && (
          <label>
            Name
            <input
              required
              pattern="[a-z][a-z0-9_]{1,59}"
              title="a to z, digits and _"
              value={draft.name}
              onInput={({ currentTarget }) => set({ name: currentTarget.value })}
            />
          </label>
        )}
        <label class="wide">
          What it is for
          <input
            maxLength={500}
            value={draft.description}
            onInput={({ currentTarget }) => set({ description: currentTarget.value })}
          />
        </label>
      </div>
      <fieldset class="choices">
        <legend>It looks at</legend>
        {targets.map((target) => (
          <label key={target}>
            <input
              type="checkbox"
              checked={draft.targets.includes(target)}
              onChange={({ currentTarget }) =>
                set({
                  targets: targets.filter((each) =>
                    each === target ? currentTarget.checked : draft.targets.includes(each),
                  ),
                })
              }
            />
            {words(target)}s
          </label>
        ))}
      </fieldset>
      <ConditionFields
        facts={facts}
        targets={draft.targets}
        condition={draft.condition}
        change={(condition) => set({ condition })}
      />
      <div class="row">
        <label>
          Then
          <select
            value={draft.action}
            onChange={({ currentTarget }) => set({ action: currentTarget.value as Draft["action"] })}
          >
            {actions.map(({ name, says }) => (
              <option key={name} value={name}>
                {name}: {says}
              </option>
            ))}
          </select>
        </label>
        <label>
          Kind of harm
          <input
            required
            pattern="[a-z]+(_[a-z]+)*"
            title="a to z and _"
            value={draft.reason}
            onInput={({ currentTarget }) => set({ reason: currentTarget.value })}
          />
        </label>
        <label>
          Severity, 1 to 5
          <input
            type="number"
            class="short"
            min={1}
            max={5}
            required
            value={draft.severity}
            onInput={({ currentTarget }) => set({ severity: currentTarget.valueAsNumber })}
          />
        </label>
        <label>
          Moderators hear
          <select
            value={draft.once_per}
            onChange={({ currentTarget }) => set({ once_per: currentTarget.value as Draft["once_per"] })}
          >
            <option value="thing">of each</option>
            <option value="person">once a day of a person</option>
            <option value="text">once a day of a text</option>
          </select>
        </label>
      </div>
      <div class="row">
        <button type="submit" value="try" class="quiet">
          What would it have hit?
        </button>
        {states
          .filter(({ name }) => rule || name !== "off")
          .map(({ name, says }) => (
            <button key={name} type="submit" value={name} class={name === "live" ? "" : "quiet"}>
              {says}
            </button>
          ))}
        <button type="button" class="quiet" onClick={close}>
          Close
        </button>
      </div>
      <div aria-live="polite">
        {tried === "trying" ? (
          <p class="note">Looking at what came within seven days …</p>
        ) : tried && "message" in tried ? (
          <p class="refusal">{tried.message}</p>
        ) : (
          tried && <Trial tried={tried} />
        )}
      </div>
    </form>
  );
}
