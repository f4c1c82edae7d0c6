import { useState } from "preact/hooks";
import { useList } from "../calls.ts";
import { time, words } from "../format.ts";
import { hrefOf } from "../places.ts";
import { Details } from "../ui/details.tsx";
import { MoreButton } from "../ui/more-button.tsx";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";

interface Entry {
  id: string;
  actor_id: string | null;
  event: string;
  details: object;
  created_at: string;
}

const events = [
  "case_claimed",
  "case_decided",
  "decision_undone",
  "content_held",
  "appeal_claimed",
  "appeal_answered",
  "second_review_drawn",
  "second_review",
  "media_banned",
  "media_unbanned",
  "held_media_answered",
  "viral_vetoed",
  "viral_veto_lifted",
  "topic_reviewed",
  "term_changed",
  "notification_scheduled",
  "notification_schedule_active",
  "notification_schedule_paused",
  "notification_schedule_cancelled",
  "notification_ledger_read",
  "role_changed",
  "verification_decided",
  "verification_revoked",
  "person_looked_up",
  "sessions_looked_up",
  "sessions_ended",
  "rule_changed",
  "setting_changed",
  "rate_limit_changed",
  "feed_weights_changed",
  "time_zone_kept",
  "jobs_retried",
];

/** What moderators and admins have done; nobody changes it. */
export default function Audit() {
  const [event, setEvent] = useState("");
  const list = useList<Entry>("audit_log", { event: event || null, page_size: 50 });
  return (
    <>
      <label class="row">
        Show
        <select value={event} onChange={({ currentTarget }) => setEvent(currentTarget.value)}>
          <option value="">everything</option>
          {events.map((each) => (
            <option key={each} value={each}>
              {words(each)}
            </option>
          ))}
        </select>
      </label>
      <Answered asked={list} isEmpty={(items) => items.length === 0}>
        {(items) => (
          <div class="card stack">
            <Table
              caption="Audit log"
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                { title: "When", cell: (entry) => time(entry.created_at) },
                {
                  title: "Who",
                  cell: ({ actor_id }) =>
                    actor_id ? <a href={hrefOf("people", actor_id)}>{actor_id.slice(-6)}</a> : "the system",
                },
                { title: "What", cell: (entry) => words(entry.event) },
                { title: "More", cell: (entry) => <Details of={entry.details} /> },
              ]}
            />
            <MoreButton list={list}>Earlier</MoreButton>
          </div>
        )}
      </Answered>
    </>
  );
}
