import { time, words } from "../../format.ts";
import { hrefOf } from "../../places.ts";
import { MediumView } from "../../ui/medium.tsx";
import type { Evidence, OpenCase } from "./case.ts";

/** What is reported, in its context, and who it is about. */
export function CaseFile({ file }: { file: OpenCase }) {
  const { person, reports } = file;
  return (
    <article class="card stack">
      <h2>
        {file.target === "user" ? "The profile" : words(file.target)} of{" "}
        <a href={hrefOf("people", person.id)}>@{person.username}</a>
      </h2>
      <p class="row">
        {file.held && <span class="badge hot">held back</span>}
        {person.shadow_banned && <span class="badge hot">shadow banned</span>}
        {person.app_role !== "user" && <span class="badge">{person.app_role}</span>}
        {person.banned && (
          <span class="badge hot">banned {person.banned_until ? `until ${time(person.banned_until)}` : ""}</span>
        )}
        <span class="badge">
          {person.strikes} {person.strikes === 1 ? "strike" : "strikes"}
        </span>
      </p>
      <Grounds reports={reports} flags={file.flags} />
    </article>
  );
}

/** What was reported, as the last reporter saw it, or found by a filter, and why. */
export function Grounds({ reports, flags }: Pick<OpenCase, "reports" | "flags">) {
  const evidence = reports.at(-1)?.evidence ?? flags.at(-1)?.evidence;
  return (
    <>
      {evidence && <Shown evidence={evidence} />}
      {flags.length > 0 && (
        <p class="row">
          {flags.map(({ id, source, reason, rule }) => (
            <span key={id} class="badge">
              {words(source)}: {words(rule ?? reason)}
            </span>
          ))}
        </p>
      )}
      <ul class="stack" aria-label="Reports">
        {reports.map(({ id, reason, note, created_at }) => (
          <li key={id}>
            <strong>{words(reason)}</strong> <span class="note">{time(created_at)}</span>
            {note && <p>{note}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Shown({ evidence }: { evidence: Evidence }) {
  const { messages, media_ids = [] } = evidence;
  const texts = [evidence.caption, evidence.body, evidence.bio].filter((text) => text);
  if (texts.length + (messages?.length ?? 0) + media_ids.length === 0)
    return <p class="note">Without words or pictures.</p>;
  return (
    <div class="evidence">
      {texts.map((text) => (
        <blockquote key={text}>{text}</blockquote>
      ))}
      {messages?.map(({ id, sender, body, kind, created_at }) => (
        <p key={id} class={sender}>
          <span class="note">
            {sender}, {time(created_at)}
          </span>
          <br />
          {body ?? `(${kind})`}
        </p>
      ))}
      {media_ids.map((id) => (
        <MediumView key={id} mediaId={id} />
      ))}
    </div>
  );
}
