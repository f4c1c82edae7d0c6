import { call, read, useAnswer } from "../calls.ts";
import { time } from "../format.ts";
import { noteOf } from "../note.ts";
import { hrefOf } from "../places.ts";
import { plaza } from "../session.ts";
import { MediumView } from "../ui/medium.tsx";
import { Answered } from "../ui/state.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";

interface VerificationRequest {
  id: string;
  profile_id: string;
  statement: string;
  media_ids: string[];
  created_at: string;
}

const waiting = () =>
  read<VerificationRequest[]>(
    plaza
      .from("verification_requests")
      .select("id, profile_id, statement, media_ids, created_at")
      .eq("status", "pending")
      .order("created_at")
      .limit(20),
  );

/** Who asks for the badge, with what they show for it. */
export default function Verification() {
  const asked = useAnswer("verification", waiting);
  const review = (request_id: string, approve: boolean, note: string | null) =>
    call("review_verification", { request_id, approve, note }).then(() => {
      say(approve ? "The badge is granted." : "The badge is refused.");
      asked.reload();
    }, sayRefusal);
  return (
    <Answered asked={asked} isEmpty={(requests) => requests.length === 0} empty="Nobody waits for the badge.">
      {(requests) => (
        <ul class="stack">
          {requests.map((request) => (
            <li key={request.id}>
              <form
                class="card stack"
                onSubmit={(event) => {
                  event.preventDefault();
                  const note = noteOf(new FormData(event.currentTarget as HTMLFormElement));
                  review(request.id, (event.submitter as HTMLButtonElement).value === "approve", note);
                }}
              >
                <p class="row">
                  <a href={hrefOf("people", request.profile_id)}>Who asks</a>
                  <span class="note">{time(request.created_at)}</span>
                </p>
                <blockquote>{request.statement}</blockquote>
                {request.media_ids.map((id) => (
                  <MediumView key={id} mediaId={id} />
                ))}
                <label>
                  Note, for the person to read
                  <input name="note" maxLength={2000} />
                </label>
                <div class="row">
                  <button type="submit" value="approve">
                    Grant the badge
                  </button>
                  <button type="submit" class="quiet" value="refuse">
                    Refuse
                  </button>
                </div>
              </form>
            </li>
          ))}
        </ul>
      )}
    </Answered>
  );
}
