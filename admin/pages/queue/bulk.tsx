import { useState } from "preact/hooks";
import { call } from "../../calls.ts";
import { full, words } from "../../format.ts";
import { noteOf } from "../../note.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { say, sayRefusal } from "../../ui/toasts.tsx";
import type { OpenCase } from "./case.ts";

/** What decide_many answers: what it did, or would. */
interface Consequences {
  batch_id: string | null;
  posts: number;
  comments: number;
  messages: number;
  people: number;
  reports: number;
  left_out: number;
  sample: { target: string; target_id: string; text: string | null }[];
  more: boolean;
}

const day = 86_400_000;

/** The same decision about much of what somebody has made, or about all that says the same, with a preview first. */
export function BulkForm({ file, close }: { file: OpenCase; close(): void }) {
  const [preview, setPreview] = useState<Consequences | undefined>();

  function argsOf(form: FormData): object {
    const days = Number(form.get("days"));
    const of =
      form.get("of") === "like"
        ? { like: { target: file.target, target_id: file.target_id } }
        : { author: file.person.id };
    return {
      filter: { ...of, since: new Date(Date.now() - days * day).toISOString() },
      action: form.get("action"),
      note: noteOf(form),
    };
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const args = argsOf(new FormData(event.currentTarget as HTMLFormElement));
    if ((event.submitter as HTMLButtonElement).value === "try")
      call<Consequences>("decide_many", { ...args, dry_run: true }).then(setPreview, sayRefusal);
    else
      call<Consequences>("decide_many", { ...args, dry_run: false }).then(({ batch_id, posts, comments, messages }) => {
        say(`${full(posts + comments + messages)} things decided.`, () => {
          call("undo_many", { batch_id }).then(() => say("Undone."), sayRefusal);
        });
        close();
      }, sayRefusal);
  }

  return (
    <Dialog titleId="bulk-title" close={close}>
      <form class="stack" onSubmit={submit} onChange={() => setPreview(undefined)}>
        <h2 id="bulk-title">Decide about many</h2>
        <fieldset class="choices">
          <legend>About</legend>
          <label>
            <input type="radio" name="of" value="author" defaultChecked /> all that @{file.person.username} has made
          </label>
          {file.target !== "user" && (
            <label>
              <input type="radio" name="of" value="like" /> all that says the same as this
            </label>
          )}
        </fieldset>
        <div class="row">
          <label>
            Within days
            <input name="days" class="short" inputMode="numeric" defaultValue="7" required />
          </label>
          <label>
            Decision
            <select name="action">
              <option value="hide">Hide</option>
              <option value="remove">Remove</option>
            </select>
          </label>
        </div>
        <label>
          Reason, for the people to read
          <textarea name="note" rows={2} maxLength={2000} />
        </label>
        <div aria-live="polite">{preview && <Preview of={preview} />}</div>
        <div class="row">
          <button type="submit" value="try" class="quiet">
            What would come of it?
          </button>
          <button type="submit" value="decide" class="danger" disabled={!preview}>
            Decide
          </button>
          <button type="button" class="quiet" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Preview({ of }: { of: Consequences }) {
  return (
    <>
      <p>
        {full(of.posts)} posts, {full(of.comments)} comments and {full(of.messages)} messages of {full(of.people)}{" "}
        people
        {of.more ? ", and there are more" : ""}; it answers {full(of.reports)} reports. {full(of.left_out)} are left
        out, being of moderators or in somebody's hands.
      </p>
      <ul class="evidence">
        {of.sample.slice(0, 5).map(({ target, target_id, text }) => (
          <li key={target_id}>
            <span class="note">{words(target)}</span> {text ?? "without words"}
          </li>
        ))}
      </ul>
    </>
  );
}
