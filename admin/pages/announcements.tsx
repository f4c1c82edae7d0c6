import { useState } from "preact/hooks";
import { call, useList } from "../calls.ts";
import { full, time, words } from "../format.ts";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";
import { AnnouncementForm } from "./announcements/announcement-form.tsx";

interface Schedule {
  id: string;
  /** By language. */
  title: Record<string, string>;
  state: "active" | "paused" | "cancelled" | "done";
  in_zones: boolean;
  repeat: string | null;
  at: string;
  next_at: string | null;
  progress: { expected: number; looked_at: number; told: number; ended_at: string | null };
}

/** What is told to many: written, tried on the audience, sent, paused and called off. */
export default function Announcements() {
  const list = useList<Schedule>("list_scheduled_notifications", { page_size: 20 });
  const [isWriting, setWriting] = useState(false);
  const change = (name: string, args: object, text: string) =>
    call(name, args).then(() => {
      say(text);
      list.reload();
    }, sayRefusal);
  return (
    <>
      <p>
        <button type="button" onClick={() => setWriting(!isWriting)} aria-expanded={isWriting}>
          New announcement
        </button>
      </p>
      {isWriting && (
        <AnnouncementForm
          done={() => {
            setWriting(false);
            list.reload();
          }}
        />
      )}
      <Answered asked={list} isEmpty={(items) => items.length === 0} empty="Nothing was announced yet.">
        {(items) => (
          <div class="card">
            <Table
              caption="Announcements"
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                { title: "Title", cell: ({ title }) => title.en ?? Object.values(title)[0] },
                {
                  title: "When",
                  cell: ({ at, in_zones, repeat }) =>
                    `${time(at)}${in_zones ? " on each clock" : ""}${repeat ? `, ${repeat}` : ""}`,
                },
                { title: "State", cell: ({ state }) => words(state) },
                {
                  title: "Told",
                  isNumber: true,
                  cell: ({ progress }) => (
                    <span class="row">
                      <progress
                        max={Math.max(progress.expected, 1)}
                        value={progress.looked_at}
                        aria-label="How far it has come"
                      />
                      {full(progress.told)}
                    </span>
                  ),
                },
                {
                  title: "Change",
                  cell: ({ id, state }) =>
                    (state === "active" || state === "paused") && (
                      <span class="row">
                        <button
                          type="button"
                          class="quiet"
                          onClick={() =>
                            change(
                              "pause_scheduled_notification",
                              { id, paused: state === "active" },
                              state === "active" ? "Paused." : "It goes on.",
                            )
                          }
                        >
                          {state === "active" ? "Pause" : "Go on"}
                        </button>
                        <button
                          type="button"
                          class="quiet"
                          onClick={() => change("cancel_scheduled_notification", { id }, "Called off.")}
                        >
                          Call off
                        </button>
                      </span>
                    ),
                },
              ]}
            />
          </div>
        )}
      </Answered>
    </>
  );
}
