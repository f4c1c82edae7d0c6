import { useState } from "preact/hooks";
import { call, useAsked } from "../calls.ts";
import { argsOf, type Range } from "../figures.ts";
import { full, time, words } from "../format.ts";
import { hrefOf } from "../places.ts";
import { RangePicker } from "../ui/range-picker.tsx";
import { Sparkline } from "../ui/sparkline.tsx";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";

interface ViralPost {
  post_id: string;
  author_id: string;
  kind: string;
  went_viral_at: string;
  state: string;
  viewers: number;
  deeds: number;
  viewers_before: number;
  lead_hours: number | null;
  curve: { at: string; viewers: number; deeds: number }[];
}

/** Posts that went viral, how early that was seen, and a veto. */
export default function Viral() {
  const [range, setRange] = useState<Range>({ days: 30 });
  const { time_zone, since, until } = argsOf(range);
  const asked = useAsked<ViralPost[]>("viral_posts", { time_zone, since, until }, "analytics");
  const veto = (post_id: string, vetoed: boolean) =>
    call("set_viral_veto", { post_id, vetoed }).then(() => {
      say(vetoed ? "The post is promoted no more." : "The post may be promoted.", () => veto(post_id, !vetoed));
      asked.reload();
    }, sayRefusal);
  return (
    <>
      <RangePicker range={range} change={setRange} isDivided={false} />
      <Answered asked={asked} isEmpty={(posts) => posts.length === 0} empty="Nothing went viral in these days.">
        {(posts) => (
          <div class="card">
            <Table
              caption="Viral posts"
              rows={posts}
              keyOf={({ post_id }) => post_id}
              columns={[
                { title: "Since", cell: ({ went_viral_at }) => time(went_viral_at) },
                { title: "Kind", cell: ({ kind }) => words(kind) },
                { title: "By", cell: ({ author_id }) => <a href={hrefOf("people", author_id)}>its author</a> },
                { title: "State", cell: ({ state }) => words(state) },
                { title: "Viewers", isNumber: true, cell: ({ viewers }) => full(viewers) },
                { title: "Deeds", isNumber: true, cell: ({ deeds }) => full(deeds) },
                {
                  title: "Lead, hours",
                  isNumber: true,
                  cell: ({ lead_hours }) => (lead_hours === null ? "–" : full(lead_hours)),
                },
                { title: "Curve", cell: ({ curve }) => <Sparkline values={curve.map(({ viewers }) => viewers)} /> },
                {
                  title: "Veto",
                  cell: ({ post_id }) => (
                    <button type="button" class="quiet" onClick={() => veto(post_id, true)}>
                      Promote no more
                    </button>
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
