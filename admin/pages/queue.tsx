import { useEffect, useState } from "preact/hooks";
import { call, type Refusal, useList } from "../calls.ts";
import { since, words } from "../format.ts";
import { useKeys } from "../keys.ts";
import type { PageProps } from "../pages.ts";
import { goTo } from "../places.ts";
import { Answered } from "../ui/state.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";
import { BulkForm } from "./queue/bulk.tsx";
import type { OpenCase, QueuedCase } from "./queue/case.ts";
import { CaseFile } from "./queue/case-file.tsx";
import { DecisionForm, type Sentence, sentences } from "./queue/decisions.tsx";

const highSeverity = 4;

const sentencesFor = (target: string) => sentences.filter(({ isOfContent }) => !isOfContent || target !== "user");

/** The queue on the left, the case in hand on the right; whoever knows the keys needs no mouse. */
export default function Queue({ rest: [caseId] }: PageProps) {
  const queue = useList<QueuedCase>("moderation_queue", { status: "open", page_size: 50 });
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<OpenCase | undefined>();
  const [isBulk, setBulk] = useState(false);
  const [asking, setAsking] = useState<Sentence | undefined>();
  const waiting = queue.answer?.filter(({ id }) => !done.has(id)) ?? [];
  const at = waiting.findIndex(({ id }) => id === caseId);

  useEffect(() => {
    setOpen(undefined);
    if (caseId) call<OpenCase>("claim_case", { case_id: caseId }).then(setOpen, sayRefusal);
  }, [caseId]);

  const select = (index: number) => {
    const next = waiting[Math.max(0, Math.min(waiting.length - 1, index))];
    if (next) goTo("queue", next.id);
  };

  async function undo(decided: OpenCase, decision: { id: string }): Promise<void> {
    await call("undo_decision", { decision_id: decision.id }).then(() => {
      setDone((now) => new Set([...now].filter((id) => id !== decided.id)));
      goTo("queue", decided.id);
      say("Undone.");
    }, sayRefusal);
  }

  async function decide(sentence: Sentence, until: string | null, note: string | null): Promise<void> {
    if (!open) return;
    setAsking(undefined);
    const next = waiting[at + 1] ?? waiting[at - 1];
    await call<{ id: string }>("decide", { case_id: open.id, action: sentence.action, until, note }).then(
      (decision) => {
        setDone((now) => new Set([...now, open.id]));
        say(`${sentence.done} @${open.person.username}'s ${open.target}.`, () => undo(open, decision));
        if (next) goTo("queue", next.id);
        else goTo("queue");
      },
      (refusal: Refusal) => sayRefusal(refusal),
    );
  }

  const begin = (sentence: Sentence) => (sentence.asks ? setAsking(sentence) : void decide(sentence, null, null));

  useKeys({
    j: () => select(at + 1),
    k: () => select(at - 1),
    m: () => open && setBulk(true),
    ...Object.fromEntries(
      sentencesFor(open?.target ?? "").map((sentence) => [sentence.key, () => open && begin(sentence)]),
    ),
  });
  useEffect(() => {
    if (waiting.length > 0 && waiting.length < 10 && queue.hasMore) queue.loadMore();
  });

  return (
    <Answered asked={queue} isEmpty={() => waiting.length === 0 && !queue.hasMore} empty="Nothing waits to be decided.">
      {() => (
        <div class="desk">
          <ol class="card cases" aria-label="Waiting cases">
            {waiting.map((each) => (
              <li key={each.id}>
                <button type="button" aria-current={each.id === caseId} onClick={() => goTo("queue", each.id)}>
                  <span class="row">
                    <strong>{words(each.target)}</strong>
                    <span class={each.severity >= highSeverity ? "badge hot" : "badge"}>severity {each.severity}</span>
                  </span>
                  <span class="note">
                    {each.reports} {each.reports === 1 ? "report" : "reports"}, {since(each.created_at)}
                    {each.claimed && each.id !== caseId ? ", somebody is at it" : ""}
                  </span>
                </button>
              </li>
            ))}
          </ol>
          {open && open.id === caseId ? (
            <section class="stack" aria-label="The case">
              <CaseFile file={open} />
              <fieldset class="row">
                <legend class="unseen">Decide</legend>
                {sentencesFor(open.target).map((sentence) => (
                  <button
                    key={sentence.action}
                    type="button"
                    class={sentence.isSevere ? "danger" : "quiet"}
                    aria-keyshortcuts={sentence.key}
                    onClick={() => begin(sentence)}
                  >
                    {sentence.title} <kbd>{sentence.key}</kbd>
                  </button>
                ))}
                <button type="button" class="quiet" aria-keyshortcuts="m" onClick={() => setBulk(true)}>
                  Many <kbd>m</kbd>
                </button>
              </fieldset>
            </section>
          ) : (
            <p class="card note">
              <kbd>j</kbd> and <kbd>k</kbd> take the next case and the one before. Whoever has a case keeps it for
              fifteen minutes.
            </p>
          )}
          {isBulk && open && <BulkForm file={open} close={() => setBulk(false)} />}
          {asking && <DecisionForm sentence={asking} decide={decide} cancel={() => setAsking(undefined)} />}
        </div>
      )}
    </Answered>
  );
}
