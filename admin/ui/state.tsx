import type { ComponentChildren } from "preact";
import type { Asked } from "../calls.ts";

/** What is shown while an answer is awaited, when it was refused, and when there is nothing in it. */
export function Answered<Answer>({
  asked,
  isEmpty,
  empty = "Nothing here.",
  children,
}: {
  asked: Pick<Asked<Answer>, "answer" | "refusal" | "isLoading" | "reload">;
  isEmpty?: (answer: Answer) => boolean;
  empty?: string;
  children: (answer: Answer) => ComponentChildren;
}) {
  const { answer, refusal, isLoading, reload } = asked;
  if (refusal)
    return (
      <div class="card refusal" role="alert">
        <p>{refusal.message}</p>
        <button type="button" onClick={reload}>
          Try again
        </button>
      </div>
    );
  if (answer === undefined) return <div class="skeleton" role="status" aria-label="Loading" />;
  if (isEmpty?.(answer)) return <p class="card note">{empty}</p>;
  return (
    <div class="stack" aria-busy={isLoading}>
      {children(answer)}
    </div>
  );
}
