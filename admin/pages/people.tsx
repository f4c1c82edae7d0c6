import { useAsked, useList } from "../calls.ts";
import { full, share, since, time, words } from "../format.ts";
import type { PageProps } from "../pages.ts";
import { goTo } from "../places.ts";
import { Details } from "../ui/details.tsx";
import { MoreButton } from "../ui/more-button.tsx";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";
import { Actions } from "./people/actions.tsx";
import { Sessions } from "./people/sessions.tsx";

interface LookedUp {
  id: string;
  username: string;
  first_name: string;
  last_name: string;
  app_role: string;
  created_at: string;
  verified_at: string | null;
  deactivated_at: string | null;
  banned: boolean;
  banned_until: string | null;
  shadow_banned: boolean;
  strikes: number;
  open_cases: number;
  posts: number;
  followers: number;
  sessions: number;
  /** 0 to 1; null for who is hidden. */
  trust: number | null;
  trust_reasons: { reason: string; value: number | boolean }[];
  email?: string;
  phone?: string;
  birth_date?: string;
  email_verified_at?: string | null;
}

interface TimelineItem {
  id: string;
  event: string;
  ip: string | null;
  user_agent: string | null;
  details: object;
  created_at: string;
}

/** Somebody by name, and what is known about the account. */
export default function People({ rest: [person], who }: PageProps) {
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget as HTMLFormElement).get("person")).trim();
    if (wanted) goTo("people", wanted);
  }
  return (
    <>
      <form class="card row search" onSubmit={submit}>
        <label>
          {who.role === "admin" ? "Username, id or e-mail" : "Username or id"}
          <input name="person" type="search" defaultValue={person ?? ""} />
        </label>
        <button type="submit">Look up</button>
      </form>
      {person && <Found key={person} person={person} isAdmin={who.role === "admin"} />}
    </>
  );
}

function Found({ person, isAdmin }: { person: string; isAdmin: boolean }) {
  const asked = useAsked<LookedUp>("look_up_person", { person });
  return (
    <Answered asked={asked}>
      {(found) => (
        <div class="stack">
          <article class="card stack">
            <h2>
              {found.first_name} {found.last_name} <span class="note">@{found.username}</span>
            </h2>
            <p class="row">
              <span class="badge">{found.app_role}</span>
              {found.verified_at && <span class="badge">badge since {time(found.verified_at)}</span>}
              {found.deactivated_at && <span class="badge">deactivated</span>}
              {found.shadow_banned && <span class="badge hot">shadow banned</span>}
              {found.banned && (
                <span class="badge hot">
                  banned {found.banned_until ? `until ${time(found.banned_until)}` : "for good"}
                </span>
              )}
            </p>
            <dl class="facts">
              {facts(found).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            <Actions
              id={found.id}
              role={found.app_role}
              hasBadge={found.verified_at !== null}
              isAdmin={isAdmin}
              done={asked.reload}
            />
          </article>
          {isAdmin && <Sessions id={found.id} changed={asked.reload} />}
          {isAdmin && <Timeline id={found.id} />}
        </div>
      )}
    </Answered>
  );
}

function facts(found: LookedUp): [string, string][] {
  const reasons = found.trust_reasons.map(({ reason, value }) => {
    const said = typeof value === "number" ? `${full(value)}${reason === "age" ? " days" : ""}` : value ? "yes" : "no";
    return `${words(reason).toLowerCase()}: ${said}`;
  });
  return [
    ["Joined", time(found.created_at)],
    ["Trust", `${found.trust === null ? "none" : share(found.trust)} (${reasons.join(", ")})`],
    ["Strikes", full(found.strikes)],
    ["Open cases", full(found.open_cases)],
    ["Posts", full(found.posts)],
    ["Followers", full(found.followers)],
    ["Devices signed in", full(found.sessions)],
    ...(found.email
      ? ([
          ["E-mail", `${found.email}${found.email_verified_at ? "" : " (not confirmed)"}`],
          ["Phone", found.phone ?? "–"],
          ["Born", found.birth_date ?? "–"],
        ] satisfies [string, string][])
      : []),
  ];
}

function Timeline({ id }: { id: string }) {
  const list = useList<TimelineItem>("person_timeline", { user_id: id });
  return (
    <section class="card stack">
      <h2>Timeline</h2>
      <Answered asked={list} isEmpty={(items) => items.length === 0}>
        {(items) => (
          <>
            <Table
              caption="What happened to the account"
              rows={items}
              keyOf={(item) => item.id}
              columns={[
                { title: "When", cell: (item) => <time dateTime={item.created_at}>{since(item.created_at)}</time> },
                { title: "What", cell: (item) => words(item.event) },
                { title: "From", cell: (item) => item.ip ?? "–" },
                { title: "More", cell: (item) => <Details of={item.details} /> },
              ]}
            />
            <MoreButton list={list}>Earlier</MoreButton>
          </>
        )}
      </Answered>
    </section>
  );
}
