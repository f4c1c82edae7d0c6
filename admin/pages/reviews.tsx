import { useState } from "preact/hooks";
import { call, useAsked } from "../calls.ts";
import { full, share, words } from "../format.ts";
import type { PageProps } from "../pages.ts";
import { hrefOf } from "../places.ts";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";
import type { OpenCase, QueuedCase } from "./queue/case.ts";
import { Grounds } from "./queue/case-file.tsx";

interface Review {
  id: string;
  case: QueuedCase;
  reports: OpenCase["reports"];
  flags: OpenCase["flags"];
}

const verdicts = [
  ["nothing", "Nothing"],
  ["warning", "A warning"],
  ["content", "Hide or remove it"],
  ["account", "Suspend or ban"],
] as const;

/** A sample of decisions, made again by somebody who does not know the first. */
export default function Reviews({ who }: PageProps) {
  const [review, setReview] = useState<Review | null | undefined>();
  const draw = () => call<Review | null>("next_second_review").then(setReview, sayRefusal);
  const answer = (verdict: string) =>
    call<{ agrees: boolean }>("answer_second_review", { review_id: review?.id, verdict }).then(({ agrees }) => {
      say(agrees ? "You agree with the first decision." : "The first decision was another one.");
      draw();
    }, sayRefusal);
  return (
    <>
      {review ? (
        <article class="card stack">
          <h2>{words(review.case.target)}</h2>
          <Grounds reports={review.reports} flags={review.flags} />
          <fieldset class="row">
            <legend>What would you have decided?</legend>
            {verdicts.map(([verdict, title]) => (
              <button key={verdict} type="button" class="quiet" onClick={() => answer(verdict)}>
                {title}
              </button>
            ))}
          </fieldset>
        </article>
      ) : (
        <div class="card stack">
          {review === null && <p>No decision waits for a second look.</p>}
          <p>
            <button type="button" onClick={draw}>
              Look at the next one
            </button>
          </p>
        </div>
      )}
      {who.role === "admin" && <Agreement />}
    </>
  );
}

interface Moderator {
  moderator_id: string;
  decisions: number;
  reviews: number;
  agreement: number | null;
  kappa: number | null;
}

function Agreement() {
  const asked = useAsked<{ items: Moderator[] }>("moderator_agreement");
  return (
    <Answered asked={asked} isEmpty={({ items }) => items.length === 0} empty="Nobody has decided anything in 90 days.">
      {({ items }) => (
        <div class="card">
          <Table
            caption="How far moderators agree"
            rows={items}
            keyOf={({ moderator_id }) => moderator_id}
            columns={[
              { title: "Who", cell: ({ moderator_id: id }) => <a href={hrefOf("people", id)}>{id.slice(-6)}</a> },
              { title: "Decisions", isNumber: true, cell: ({ decisions }) => full(decisions) },
              { title: "Reviewed", isNumber: true, cell: ({ reviews }) => full(reviews) },
              {
                title: "Alike",
                isNumber: true,
                cell: ({ agreement }) => (agreement === null ? "–" : share(agreement)),
              },
              { title: "Kappa", isNumber: true, cell: ({ kappa }) => kappa?.toFixed(2) ?? "–" },
            ]}
          />
        </div>
      )}
    </Answered>
  );
}
