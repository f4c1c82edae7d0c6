import { call, useList } from "../calls.ts";
import { full, time, words } from "../format.ts";
import { hrefOf } from "../places.ts";
import { MediumView } from "../ui/medium.tsx";
import { MoreButton } from "../ui/more-button.tsx";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";

interface Held {
  media_id: string;
  owner_id: string;
  kind: string;
  reason: string | null;
  distance: number;
}

interface Banned {
  media_id: string;
  reason: string;
  pictures: number;
  hits: number;
  banned_at: string;
}

const reasons = "minor sexual violence self_harm hate harassment impersonation spam other".split(" ");

/** What nobody may upload again, and what waits because it looks like it. */
export default function Pictures() {
  const held = useList<Held>("list_held_media");
  const banned = useList<Banned>("list_banned_media");
  const ban = (media_id: string, reason: string) =>
    call("ban_media", { media_id, reason }).then(() => {
      say("Whatever looks like it is held from now on.");
      banned.reload();
    }, sayRefusal);
  const unban = ({ media_id, reason }: Banned) =>
    call("unban_media", { media_id }).then(() => {
      say("It is banned no more.", () => void ban(media_id, reason));
      banned.reload();
    }, sayRefusal);
  const answer = (media_id: string, release: boolean) =>
    call("answer_held_media", { media_id, release }).then(() => {
      say(release ? "It is seen." : "It is refused.");
      held.reload();
    }, sayRefusal);
  return (
    <>
      <form
        class="card row"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget as HTMLFormElement);
          ban(String(form.get("media_id")).trim(), String(form.get("reason")));
        }}
      >
        <label>
          Id of an upload
          <input name="media_id" required />
        </label>
        <label>
          Reason
          <select name="reason">
            {reasons.map((reason) => (
              <option key={reason} value={reason}>
                {words(reason)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Ban</button>
      </form>
      <h2>Held</h2>
      <Answered asked={held} isEmpty={(items) => items.length === 0} empty="No upload looks like a banned one.">
        {(items) => (
          <div class="card stack">
            <Table
              caption="Held uploads"
              rows={items}
              keyOf={({ media_id }) => media_id}
              columns={[
                { title: "Whose", cell: ({ owner_id: id }) => <a href={hrefOf("people", id)}>{id.slice(-6)}</a> },
                { title: "Kind", cell: ({ kind }) => words(kind) },
                { title: "Looks like", cell: ({ reason }) => words(reason ?? "other") },
                { title: "Bits apart", isNumber: true, cell: ({ distance }) => full(distance) },
                {
                  title: "May it be seen?",
                  cell: ({ media_id }) => (
                    <span class="row">
                      {[true, false].map((release) => (
                        <button
                          key={String(release)}
                          type="button"
                          class="quiet"
                          aria-label={`${release ? "Release" : "Refuse"} ${media_id.slice(-6)}`}
                          onClick={() => answer(media_id, release)}
                        >
                          {release ? "Yes" : "No"}
                        </button>
                      ))}
                    </span>
                  ),
                },
              ]}
            />
            <MoreButton list={held}>Earlier</MoreButton>
          </div>
        )}
      </Answered>
      <h2>Banned</h2>
      <Answered asked={banned} isEmpty={(items) => items.length === 0} empty="No picture is banned.">
        {(items) => (
          <>
            <ul class="stack">
              {items.map((each) => (
                <li key={each.media_id} class="card stack">
                  <p>
                    <strong>{words(each.reason)}</strong>{" "}
                    <span class="note">
                      {time(each.banned_at)}, held {full(each.hits)}
                    </span>
                  </p>
                  <details>
                    <summary>Show it</summary>
                    <MediumView mediaId={each.media_id} />
                  </details>
                  <p>
                    <button
                      type="button"
                      class="quiet"
                      aria-label={`Unban ${each.media_id.slice(-6)}`}
                      onClick={() => unban(each)}
                    >
                      Unban
                    </button>
                  </p>
                </li>
              ))}
            </ul>
            <MoreButton list={banned}>Earlier</MoreButton>
          </>
        )}
      </Answered>
    </>
  );
}
