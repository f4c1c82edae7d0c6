import { call, useAsked } from "../calls.ts";
import { full } from "../format.ts";
import { Answered } from "../ui/state.tsx";
import { Table } from "../ui/table.tsx";
import { say, sayRefusal } from "../ui/toasts.tsx";

interface Topic {
  topic: string;
  people: number;
  usual: number;
}

/** Topics that would trend, for whoever looks at them before they do. */
export default function Topics() {
  const asked = useAsked<{ items: Topic[] }>("topics_to_review", { page_size: 50 });
  const review = (topic: string, approved: boolean) =>
    call("review_topic", { topic, approved }).then(() => {
      say(approved ? `#${topic} may trend.` : `#${topic} will not trend.`, () => review(topic, !approved));
      asked.reload();
    }, sayRefusal);
  return (
    <Answered asked={asked} isEmpty={({ items }) => items.length === 0} empty="No topic waits to be looked at.">
      {({ items }) => (
        <div class="card">
          <Table
            caption="Topics that would trend"
            rows={items}
            keyOf={({ topic }) => topic}
            columns={[
              { title: "Topic", cell: ({ topic }) => `#${topic}` },
              { title: "People", isNumber: true, cell: ({ people }) => full(people) },
              { title: "Usual", isNumber: true, cell: ({ usual }) => full(usual) },
              {
                title: "May it trend?",
                cell: ({ topic }) => (
                  <span class="row">
                    <button
                      type="button"
                      class="quiet"
                      aria-label={`Let ${topic} trend`}
                      onClick={() => review(topic, true)}
                    >
                      Yes
                    </button>
                    <button
                      type="button"
                      class="quiet"
                      aria-label={`Never let ${topic} trend`}
                      onClick={() => review(topic, false)}
                    >
                      No
                    </button>
                  </span>
                ),
              },
            ]}
          />
        </div>
      )}
    </Answered>
  );
}
