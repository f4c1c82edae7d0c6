import { useEffect, useState } from "preact/hooks";
import { read } from "../../calls.ts";
import { full, words } from "../../format.ts";
import { plaza } from "../../session.ts";

interface LiveFigure {
  name: string;
  value: number;
}

/** What happens at this moment, as admin:live tells it about once a second. */
export function Live() {
  const [figures, setFigures] = useState<LiveFigure[] | undefined>();
  useEffect(() => {
    const client = plaza.schema("analytics");
    read<LiveFigure[]>(client.from("live").select("name, value")).then(setFigures, () => {});
    const channel = plaza
      .channel("admin:live", { config: { private: true } })
      .on("broadcast", { event: "live" }, ({ payload }) => setFigures(payload.items));
    plaza.realtime.setAuth().then(() => channel.subscribe());
    return () => void plaza.removeChannel(channel);
  }, []);
  if (!figures) return null;
  return (
    <section class="card live" aria-label="This moment, and today so far">
      <dl>
        {figures.map(({ name, value }) => (
          <div key={name}>
            <dt>{words(name)}</dt>
            <dd>{full(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
