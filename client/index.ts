import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { Auth } from "./auth.ts";
import { Call } from "./call.ts";
import { edgeOver, type Rpc, rpcOver, type Themes, themesOver } from "./calls.ts";
import { Chat } from "./chat.ts";
import type { Answer } from "./contract/index.ts";
import { Match } from "./match.ts";
import { Me } from "./me.ts";
import { type LivePost, livePost } from "./post.ts";
import { SessionKeeper } from "./session.ts";
import { defaultStorage, type Storage } from "./storage.ts";
import type { Store } from "./store.ts";
import { type MakeTopic, Topic } from "./topic.ts";
import { Transport } from "./transport.ts";
import { type Medium, type UploadOptions, upload } from "./upload.ts";

export type { CallState } from "./call.ts";
export type { ChatState } from "./chat.ts";
export type * from "./contract/index.ts";
export { PlazaError } from "./errors.ts";
export type { MatchState } from "./match.ts";
export type { Unsent } from "./outbox.ts";
export { type Page, Pages } from "./pages.ts";
export type { AuthState } from "./session.ts";
export { memoryStorage, type Storage } from "./storage.ts";
export { Store } from "./store.ts";
export type { Auth, Call, Chat, LivePost, Match, Me, UploadOptions };

export interface PlazaOptions {
  /** Where session and outbox are kept: localStorage in browsers, by default, and elsewhere nowhere that outlives the program. */
  storage?: Storage;
}

export interface Plaza extends Themes {
  auth: Auth;
  /** What concerns the person: events, what waits, sync. */
  me: Me;
  /** Any function of the API by its own name. */
  rpc: Rpc;
  media: {
    /** Sends a file, in parts if it is large, and goes on with what was interrupted. */
    upload(file: Blob, options: UploadOptions): Promise<Medium>;
    get(media_id: string): Promise<Medium>;
    /** Waits until an upload can be shown. A video can be before all of it is converted. */
    ready(media_id: string): Promise<Medium>;
    setAltText(media_id: string, alt_text: string | null): Promise<Medium>;
    delete(media_id: string): Promise<void>;
    deleteAvatar(): Promise<void>;
  };
  /** A conversation as it is now, the same object for each who asks. */
  chat(conversation_id: string): Chat;
  /** A post with its counters as they move. */
  post(post_id: string): Store<LivePost>;
  match(): Match;
  call(call_id: string): Call;
  /** The client below, signed in as the person: for tables, or a channel of one's own. */
  supabase: SupabaseClient;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** A client of Plaza, for one person at a time. `url` and `key` are the project's, as for supabase-js. */
export function createPlaza(url: string, key: string, { storage = defaultStorage() }: PlazaOptions = {}): Plaza {
  const transport = new Transport(url, key);
  const session = new SessionKeeper(transport, storage);
  const rpc = rpcOver(transport, session);
  const edge = edgeOver(transport, session);
  const supabase = createClient(url, key, { accessToken: () => session.token() });
  const { realtime } = supabase;
  const topics = new Set<Topic>();
  const topic: MakeTopic = (options) => {
    const made = new Topic(realtime, options);
    topics.add(made);
    return made;
  };
  const me = new Me(rpc, realtime, session, topic);
  const isSignedIn = (user_id: string) => session.state.get().user_id === user_id;
  const context = { rpc, topic, me, storage, isSignedIn };
  const match = new Match(edge, me);
  /** Things that each have one topic of Realtime: a second one of the same would take the first one's events. */
  const known = new Map<string, unknown>();
  const one = <Thing>(kind: string, id: string, make: () => Thing): Thing => {
    const name = `${kind}:${session.state.get().user_id}:${id}`;
    if (!known.has(name)) known.set(name, make());
    return known.get(name) as Thing;
  };
  const chats = () => [...known.values()].filter((thing) => thing instanceof Chat);
  // What somebody has said waits for them, and not for whoever comes next.
  session.state.subscribe(() => {
    for (const chat of chats()) chat.wake();
  });
  const view = async (asking: Promise<Answer<"media", "get">>) => (await asking).media;
  const get = (id: string) => view(edge("media", "get", { id }));

  return {
    ...themesOver(rpc),
    auth: new Auth(edge, session),
    me,
    rpc,
    media: {
      upload: (file, options) => upload(edge, storage, file, options),
      get,
      ready: (id) =>
        new Promise((resolve, reject) => {
          const settle = (medium: Medium) => {
            if (medium.id !== id || !["ready", "failed"].includes(medium.status)) return;
            stop();
            resolve(medium);
          };
          const look = () => void get(id).then(settle, reject);
          const stops = [me.on("media", settle), me.on("sync", look)];
          const stop = () => {
            for (const forget of stops) forget();
          };
          look();
        }),
      setAltText: (id, alt_text) => view(edge("media", "setAltText", { id, body: { alt_text }, isSafe: true })),
      delete: async (id) => void (await edge("media", "delete", { id, isSafe: true })),
      deleteAvatar: async () => void (await edge("media", "deleteAvatar", { isSafe: true })),
    },
    chat: (id) => one("chat", id, () => new Chat(id, session.state.get().user_id ?? "", context)),
    post: (id) => one("post", id, () => livePost(id, context)),
    match: () => match,
    call: (id) => one("call", id, () => new Call(id, context)),
    supabase,
    close: async () => {
      me.close();
      for (const chat of chats()) chat.close();
      for (const open of topics) open.stop();
      await realtime.removeAllChannels();
      await realtime.disconnect();
    },
  };
}
