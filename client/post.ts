import type { Rpc } from "./calls.ts";
import type { Payload, Result } from "./contract/index.ts";
import type { PlazaError } from "./errors.ts";
import type { Me } from "./me.ts";
import { Store } from "./store.ts";
import type { MakeTopic } from "./topic.ts";

export interface LivePost {
  post: Result<"get_post"> | null;
  virality: Payload<"post", "virality">["state"] | null;
  /** Why there is nothing to see. */
  error: PlazaError | null;
}

/** A post with its counters as they move, while somebody listens. */
export function livePost(
  id: string,
  { rpc, topic: makeTopic, me }: { rpc: Rpc; topic: MakeTopic; me: Me },
): Store<LivePost> {
  const read = async () => {
    try {
      const post = await rpc("get_post", { post_id: id });
      store.set({ ...store.get(), post, error: null });
    } catch (error) {
      if (!(error as PlazaError).isTemporary) store.set({ post: null, virality: null, error: error as PlazaError });
    }
  };
  const topic = makeTopic({
    name: () => `post:${id}`,
    // What was counted before events arrive is read behind that.
    joined: () => void read(),
    event: (name, payload) => {
      const { post } = store.get();
      if (name === "virality") {
        store.set({ ...store.get(), virality: (payload as Payload<"post", "virality">).state });
      } else if (name === "stats" && post) {
        const { reactions, comments, shares, saves, views } = payload as Payload<"post", "stats">;
        const counted = { reactions: { ...post.reactions, ...reactions }, stats: { comments, shares, saves, views } };
        store.set({ ...store.get(), post: { ...post, ...counted } });
      }
    },
  });
  const store: Store<LivePost> = new Store<LivePost>({ post: null, virality: null, error: null }, () => {
    const stops = [me.use(), me.onWake(() => topic.again())];
    void read();
    topic.start();
    return () => {
      topic.stop();
      for (const stop of stops) stop();
    };
  });
  return store;
}
