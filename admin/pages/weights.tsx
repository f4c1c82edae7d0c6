import { useState } from "preact/hooks";
import { call, type Refusal, useAsked } from "../calls.ts";
import { full, words } from "../format.ts";
import { Answered } from "../ui/state.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";

interface Estimate {
  value: number;
  low: number;
  high: number;
}

interface Judgement {
  lists: number;
  people: number;
  effective: number;
  now: Estimate;
  then: Estimate;
  difference: Estimate;
}

const feeds = ["home", "reels"] as const;

/** What each factor of the feed counts for, and what other weights would have brought, before anybody sees them. */
export default function Weights() {
  const [feed, setFeed] = useState<(typeof feeds)[number]>("home");
  const asked = useAsked<{ weights: Record<string, number> }>("list_feed_weights", { feed });
  return (
    <>
      <fieldset class="choices">
        <legend class="unseen">Which feed</legend>
        {feeds.map((name) => (
          <label key={name}>
            <input type="radio" name="feed" checked={name === feed} onChange={() => setFeed(name)} />
            {words(name)}
          </label>
        ))}
      </fieldset>
      <Answered asked={asked}>
        {({ weights }) => (
          <WeightForm key={`${feed} ${JSON.stringify(weights)}`} feed={feed} weights={weights} saved={asked.reload} />
        )}
      </Answered>
    </>
  );
}

interface WeightFormProps {
  feed: string;
  weights: Record<string, number>;
  saved(): void;
}

function WeightForm({ feed, weights, saved }: WeightFormProps) {
  const [wanted, setWanted] = useState(weights);
  const [judgement, setJudgement] = useState<Judgement | Refusal | undefined>();
  const changed = Object.fromEntries(Object.entries(wanted).filter(([factor, weight]) => weight !== weights[factor]));
  const isChanged = Object.keys(changed).length > 0;
  const judge = () => call<Judgement>("feed_what_if", { weights: changed, feed }).then(setJudgement, setJudgement);
  const save = (next: Record<string, number>, text: string, undo?: () => void) =>
    call("set_feed_weights", { weights: next, feed }).then(() => {
      say(text, undo);
      saved();
    }, sayRefusal);
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        const before = Object.fromEntries(Object.keys(changed).map((factor) => [factor, weights[factor] as number]));
        save(changed, "The new weights count from now on.", () => void save(before, "The weights are as they were."));
      }}
    >
      <div class="weights">
        {Object.entries(wanted)
          .sort(([, one], [, other]) => other - one)
          .map(([factor, weight]) => (
            <label key={factor}>
              <span class="row">
                {words(factor)} <output>{full(weight)}</output>
              </span>
              <input
                type="range"
                min={-3}
                max={3}
                step={0.05}
                value={weight}
                onInput={({ currentTarget }) => setWanted({ ...wanted, [factor]: currentTarget.valueAsNumber })}
              />
            </label>
          ))}
      </div>
      <div class="row">
        <button type="button" class="quiet" disabled={!isChanged} onClick={judge}>
          What would it have brought?
        </button>
        <button type="submit" disabled={!isChanged}>
          Put in force
        </button>
      </div>
      <div aria-live="polite">
        {judgement &&
          ("message" in judgement ? (
            <p class="refusal">{judgement.message}</p>
          ) : (
            <p>
              On {full(judgement.lists)} lists of {full(judgement.people)} people: {full(judgement.now.value)} a place
              as it is, {full(judgement.then.value)} with these weights; the difference is{" "}
              {full(judgement.difference.value)}, with 95 % certainty between {full(judgement.difference.low)} and{" "}
              {full(judgement.difference.high)}.
            </p>
          ))}
      </div>
    </form>
  );
}
