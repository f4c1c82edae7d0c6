import { useState } from "preact/hooks";
import { call, useList } from "../calls.ts";
import { full, words } from "../format.ts";
import { MoreButton } from "../ui/more-button.tsx";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";
import { Calibration } from "./terms/calibration.tsx";

interface Term {
  term: string;
  severity: "hint" | "flag" | "block";
  category: string;
  locale: string;
}

/** What set_term and remove_term answer: what the change does, or would. */
interface Change extends Omit<Term, "severity"> {
  severity: Term["severity"] | null;
  looked_at: number;
  would_hit: number;
  examples: { target: string; id: string; text: string }[];
}

const severities: { name: Term["severity"]; says: string }[] = [
  { name: "hint", says: "looked at where it is aimed at somebody" },
  { name: "flag", says: "looked at" },
  { name: "block", says: "refused" },
];

/** The words that are refused or looked at, and what another one would have found. */
export default function Terms() {
  const [query, setQuery] = useState("");
  const [change, setChange] = useState<Change | undefined>();
  const terms = useList<Term>("list_terms", { query: query || null, page_size: 50 });

  const done = () => {
    setChange(undefined);
    terms.reload();
  };
  const set = (term: Term, dry_run: boolean) =>
    call<Change>("set_term", { ...term, dry_run }).then((answer) => {
      if (dry_run) return setChange(answer);
      say(`"${answer.term}" counts from now on.`, () => void remove({ ...term, term: answer.term }));
      done();
    }, sayRefusal);
  const remove = (term: Term) =>
    call<Change>("remove_term", { term: term.term, dry_run: false }).then(() => {
      say(`"${term.term}" is taken away.`, () => void set(term, false));
      done();
    }, sayRefusal);

  return (
    <>
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget as HTMLFormElement);
          const dryRun = (event.submitter as HTMLButtonElement).value === "try";
          set(Object.fromEntries(form) as unknown as Term, dryRun);
        }}
      >
        <h2>Add or change a term</h2>
        <div class="row">
          <label>
            Term
            <input name="term" required maxLength={100} />
          </label>
          <label>
            It is
            <select name="severity">
              {severities.map(({ name, says }) => (
                <option key={name} value={name}>
                  {name}: {says}
                </option>
              ))}
            </select>
          </label>
          <label>
            Kind of harm
            <input name="category" required defaultValue="abuse" />
          </label>
          <label>
            Language
            <input name="locale" required defaultValue="any" class="short" />
          </label>
        </div>
        <div class="row">
          <button type="submit" value="try" class="quiet">
            What would it find?
          </button>
          <button type="submit" value="set">
            Put in force
          </button>
        </div>
        <div aria-live="polite">
          {change && (
            <>
              <p>
                Found in {full(change.would_hit)} of the newest {full(change.looked_at)} public posts and comments.
              </p>
              <ul class="stack">
                {change.examples.map(({ id, text }) => (
                  <li key={id} class="evidence">
                    {text}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      </form>
      <label>
        Terms that begin with
        <input type="search" value={query} onInput={({ currentTarget }) => setQuery(currentTarget.value.trim())} />
      </label>
      <Answered asked={terms} isEmpty={(items) => items.length === 0} empty="There is no such term.">
        {(items) => (
          <div class="card stack">
            <Table
              caption="Terms"
              rows={items}
              keyOf={({ term, locale }) => `${term} ${locale}`}
              columns={[
                { title: "Term", cell: ({ term }) => term },
                { title: "It is", cell: ({ severity }) => severity },
                { title: "Kind", cell: ({ category }) => words(category) },
                { title: "Language", cell: ({ locale }) => locale },
                {
                  title: "Take away",
                  cell: (term) => (
                    <button
                      type="button"
                      class="quiet"
                      aria-label={`Take away ${term.term}`}
                      onClick={() => remove(term)}
                    >
                      Take away
                    </button>
                  ),
                },
              ]}
            />
            <MoreButton list={terms}>More</MoreButton>
          </div>
        )}
      </Answered>
      <Calibration />
    </>
  );
}
