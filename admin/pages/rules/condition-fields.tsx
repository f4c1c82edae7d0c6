import { words } from "../../format.ts";
import { type Condition, type Fact, operators, type Question, questionAbout, rowsOf } from "./rule.ts";

interface ConditionFieldsProps {
  facts: Fact[];
  targets: string[];
  condition: Condition;
  change(condition: Condition): void;
}

/** What a rule asks for, a row a fact; what has more than one level is written out. */
export function ConditionFields({ facts, targets, condition, change }: ConditionFieldsProps) {
  const rows = rowsOf(condition);
  if (!rows) return <WrittenOut condition={condition} change={change} />;
  const { joined, questions } = rows;
  const fitting = facts.filter((fact) => targets.every((target) => fact.targets.includes(target)));
  const set = (next: Question[]) => change({ [joined]: next } as Condition);
  return (
    <fieldset class="stack">
      <legend>
        Where{" "}
        <select
          aria-label="How many of these"
          value={joined}
          onChange={({ currentTarget }) => change({ [currentTarget.value]: questions } as Condition)}
        >
          <option value="all">all of these hold</option>
          <option value="any">any of these holds</option>
        </select>
      </legend>
      {questions.map((question, place) => (
        <QuestionRow
          key={place}
          place={place + 1}
          facts={fitting}
          known={facts.find(({ name }) => name === question.fact)}
          question={question}
          change={(next) => set(questions.map((each, n) => (n === place ? next : each)))}
          {...(questions.length > 1 ? { remove: () => set(questions.filter((_, n) => n !== place)) } : {})}
        />
      ))}
      <p>
        <button
          type="button"
          class="quiet"
          disabled={fitting.length === 0}
          onClick={() => set([...questions, questionAbout(fitting[0] as Fact)])}
        >
          One more condition
        </button>
      </p>
    </fieldset>
  );
}

interface QuestionRowProps {
  place: number;
  facts: Fact[];
  known: Fact | undefined;
  question: Question;
  change(question: Question): void;
  remove?(): void;
}

function QuestionRow({ place, facts, known, question, change, remove }: QuestionRowProps) {
  const kind = known?.kind ?? "number";
  const isList = Array.isArray(question.value);
  const compare = (is: string) =>
    change({
      ...question,
      is,
      value: is.endsWith("_of") ? (isList ? question.value : []) : isList ? "" : question.value,
    });
  return (
    <div class="row question">
      <label>
        Fact {place}
        <select
          value={question.fact}
          onChange={({ currentTarget }) =>
            change(questionAbout(facts.find(({ name }) => name === currentTarget.value) as Fact))
          }
        >
          {!facts.some(({ name }) => name === question.fact) && <option>{question.fact}</option>}
          {facts.map(({ name }) => (
            <option key={name} value={name}>
              {words(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        Is {place}
        <select value={question.is} onChange={({ currentTarget }) => compare(currentTarget.value)}>
          {operators[kind].map((operator) => (
            <option key={operator} value={operator}>
              {words(operator).toLowerCase()}
            </option>
          ))}
        </select>
      </label>
      <ValueField place={place} kind={kind} value={question.value} change={(value) => change({ ...question, value })} />
      {question.minutes !== undefined && (
        <label>
          Within minutes {place}
          <input
            required
            class="short"
            type="number"
            min={1}
            value={question.minutes}
            onInput={({ currentTarget }) => change({ ...question, minutes: currentTarget.valueAsNumber })}
          />
        </label>
      )}
      {remove && (
        <button type="button" class="quiet" aria-label={`Take away condition ${place}`} onClick={remove}>
          Take away
        </button>
      )}
      {known && <p class="note">{known.description}</p>}
    </div>
  );
}

interface ValueFieldProps {
  place: number;
  kind: Fact["kind"];
  value: unknown;
  change(value: unknown): void;
}

function ValueField({ place, kind, value, change }: ValueFieldProps) {
  if (kind === "boolean")
    return (
      <label>
        Value {place}
        <select value={String(value)} onChange={({ currentTarget }) => change(currentTarget.value === "true")}>
          <option value="true">yes</option>
          <option value="false">no</option>
        </select>
      </label>
    );
  const isList = Array.isArray(value);
  const read = (text: string) =>
    isList
      ? text
          .split(",")
          .map((part) => part.trim())
          .filter((part) => part !== "")
      : text.trim();
  if (kind === "number")
    return (
      <label>
        Value {place}
        <input
          required
          class="short"
          type="number"
          step="any"
          defaultValue={String(value)}
          onInput={({ currentTarget }) => change(currentTarget.valueAsNumber)}
        />
      </label>
    );
  return (
    <label>
      Value {place}
      <input
        required
        placeholder={isList ? "one, another" : ""}
        defaultValue={isList ? value.join(", ") : String(value)}
        onInput={({ currentTarget }) => change(read(currentTarget.value))}
      />
    </label>
  );
}

function WrittenOut({ condition, change }: Pick<ConditionFieldsProps, "condition" | "change">) {
  return (
    <label>
      Where, written out
      <textarea
        rows={8}
        spellcheck={false}
        defaultValue={JSON.stringify(condition, null, 2)}
        onInput={({ currentTarget }) => {
          try {
            change(JSON.parse(currentTarget.value));
            currentTarget.setCustomValidity("");
          } catch {
            currentTarget.setCustomValidity("This is no JSON.");
          }
        }}
      />
    </label>
  );
}
