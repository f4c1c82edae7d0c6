import { useEffect, useState } from "preact/hooks";
import { call, useList } from "../calls.ts";
import { since, time, words } from "../format.ts";
import { noteOf } from "../note.ts";
import type { PageProps } from "../pages.ts";
import { goTo } from "../places.ts";
import { Answered } from "../ui/state.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";
import type { OpenCase, QueuedCase } from "./queue/case.ts";
import { Grounds } from "./queue/case-file.tsx";

interface Appeal {
  id: string;
  note: string;
  claimed: boolean;
  created_at: string;
}

interface OpenAppeal extends Appeal {
  decision: { action: string; until: string | null; note: string | null; created_at: string };
  case: QueuedCase;
  reports: OpenCase["reports"];
  flags: OpenCase["flags"];
}

/** Decisions that somebody thinks wrong, for another moderator than who made them. */
export default function Appeals({ rest: [appealId] }: PageProps) {
  const list = useList<Appeal>("moderation_appeals", { status: "open", page_size: 50 });
  const [open, setOpen] = useState<OpenAppeal | undefined>();
  useEffect(() => {
    setOpen(undefined);
    if (appealId) call<OpenAppeal>("claim_appeal", { appeal_id: appealId }).then(setOpen, sayRefusal);
  }, [appealId]);
  const answer = (uphold: boolean, note: string | null) =>
    call("answer_appeal", { appeal_id: open?.id, uphold, note }).then(() => {
      say(uphold ? "The decision is taken back." : "The decision stands.");
      goTo("appeals");
      list.reload();
    }, sayRefusal);
  return (
    <Answered asked={list} isEmpty={(items) => items.length === 0} empty="Nobody appeals.">
      {(items) => (
        <div class="desk">
          <ol class="card cases" aria-label="Waiting appeals">
            {items.map((each) => (
              <li key={each.id}>
                <button type="button" aria-current={each.id === appealId} onClick={() => goTo("appeals", each.id)}>
                  <strong>{each.note.slice(0, 60)}</strong>
                  <span class="note">
                    {since(each.created_at)}
                    {each.claimed && each.id !== appealId ? ", somebody is at it" : ""}
                  </span>
                </button>
              </li>
            ))}
          </ol>
          {open && open.id === appealId && (
            <form
              class="card stack"
              onSubmit={(event) => {
                event.preventDefault();
                const note = noteOf(new FormData(event.currentTarget as HTMLFormElement));
                answer((event.submitter as HTMLButtonElement).value === "uphold", note);
              }}
            >
              <h2>What they say</h2>
              <blockquote>{open.note}</blockquote>
              <h2>What was decided</h2>
              <p>
                {words(open.decision.action)}
                {open.decision.until ? ` until ${time(open.decision.until)}` : ""}, {time(open.decision.created_at)}
                {open.decision.note && `: ${open.decision.note}`}
              </p>
              <Grounds reports={open.reports} flags={open.flags} />
              <label>
                Answer, for the person to read
                <textarea name="note" rows={3} maxLength={2000} />
              </label>
              <div class="row">
                <button type="submit" value="uphold">
                  They are right: take it back
                </button>
                <button type="submit" value="deny" class="quiet">
                  The decision stands
                </button>
              </div>
            </form>
          )}
        </div>
      )}
    </Answered>
  );
}
