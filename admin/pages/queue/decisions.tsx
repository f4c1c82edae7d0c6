import { noteOf } from "../../note.ts";
import { Dialog } from "../../ui/dialog.tsx";

/** What a moderator can decide, the key for it, and what has to be asked first. */
export interface Sentence {
  action: string;
  title: string;
  key: string;
  done: string;
  isSevere?: boolean;
  /** Of a post, comment or message, and not of a person. */
  isOfContent?: boolean;
  /** What is asked before: a reason, and how long it lasts. */
  asks?: "note" | "note and until";
}

export const sentences: Sentence[] = [
  { action: "dismiss", title: "Dismiss", key: "d", done: "Found harmless:" },
  { action: "warn", title: "Warn", key: "w", done: "Warned about" },
  { action: "hide", title: "Hide", key: "h", done: "Hidden from others:", isOfContent: true },
  { action: "remove", title: "Remove", key: "r", done: "Removed:", isOfContent: true },
  { action: "suspend", title: "Suspend", key: "s", done: "Suspended for", isSevere: true, asks: "note and until" },
  {
    action: "shadow_ban",
    title: "Shadow ban",
    key: "x",
    done: "Shadow banned for",
    isSevere: true,
    asks: "note and until",
  },
  { action: "ban", title: "Ban", key: "b", done: "Banned for", isSevere: true, asks: "note" },
];

const day = 86_400_000;
const lengths = [1, 7, 30, 90];

interface DecisionFormProps {
  sentence: Sentence;
  decide(sentence: Sentence, until: string | null, note: string | null): void;
  cancel(): void;
}

/** Asks for the reason, which the person reads, and the end. */
export function DecisionForm({ sentence, decide, cancel }: DecisionFormProps) {
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const days = Number(form.get("days"));
    decide(sentence, days ? new Date(Date.now() + days * day).toISOString() : null, noteOf(form));
  }
  return (
    <Dialog titleId="decision-title" close={cancel}>
      <form class="stack" onSubmit={submit}>
        <h2 id="decision-title">{sentence.title}</h2>
        {sentence.asks === "note and until" && (
          <fieldset class="choices">
            <legend>For how long</legend>
            {lengths.map((length) => (
              <label key={length}>
                <input type="radio" name="days" value={length} checked={length === 7} />
                {length} {length === 1 ? "day" : "days"}
              </label>
            ))}
          </fieldset>
        )}
        <label>
          Reason, for the person to read
          <textarea name="note" rows={3} maxLength={2000} />
        </label>
        <div class="row">
          <button type="submit" class="danger">
            {sentence.title}
          </button>
          <button type="button" class="quiet" onClick={cancel}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
