import {
  createContext,
  createElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { Page, Pages, Plaza, PlazaError, Result, Store } from "../index.ts";

const Context = createContext<Plaza | null>(null);

/** Gives a client to everything below it. */
export const PlazaProvider = ({ plaza, children }: { plaza: Plaza; children?: ReactNode }) =>
  createElement(Context.Provider, { value: plaza }, children);

export function usePlaza(): Plaza {
  const plaza = useContext(Context);
  if (!plaza) throw new Error("There is no PlazaProvider above.");
  return plaza;
}

/** What a store has now; the component is drawn anew when that changes. */
export const useStore = <Value>(store: Store<Value>): Value =>
  useSyncExternalStore(store.subscribe, store.get, store.get);

/** Who is signed in, and why nobody is any more. */
export const useAuth = () => useStore(usePlaza().auth.state);

/** What waits for the person: notifications, messages, requests. Null until it is known. */
export const useUnread = () => useStore(usePlaza().me.counts);

/** A conversation as it is now, and what can be done in it. */
export function useConversation(conversation_id: string) {
  const plaza = usePlaza();
  // Another person has another one.
  const { user_id } = useAuth();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the client gives it to whoever is signed in.
  const chat = useMemo(() => plaza.chat(conversation_id), [plaza, conversation_id, user_id]);
  return { chat, ...useStore(chat.state) };
}

/** A post with its counters as they move. */
export function usePost(post_id: string) {
  const plaza = usePlaza();
  return useStore(useMemo(() => plaza.post(post_id), [plaza, post_id]));
}

/** The search for somebody, and what can be done about it. */
export function useMatch() {
  const match = usePlaza().match();
  return { match, state: useStore(match.state) };
}

/** A call as the server knows it, and what can be done in it. */
export function useCall(call_id: string) {
  const plaza = usePlaza();
  const call = useMemo(() => plaza.call(call_id), [plaza, call_id]);
  return { call, state: useStore(call.state) };
}

export interface Feed<Item> {
  items: readonly Item[];
  error: PlazaError | null;
  isLoading: boolean;
  hasMore: boolean;
  /** Reads the next page; to be called when the end comes into sight. */
  loadMore(): void;
  /** Begins anew. */
  refresh(): void;
}

/** Any list, page by page: `useFeed(() => plaza.feed.home())`. It begins anew when one of `dependencies` changes. */
export function useFeed<Item extends object>(
  list: () => Pages<Item, Page<Item>>,
  dependencies: readonly unknown[] = [],
): Feed<Item> {
  const [state, setState] = useState<Pick<Feed<Item>, "items" | "error" | "isLoading" | "hasMore">>(unread);
  const pages = useRef<AsyncIterator<Page<Item>> | null>(null);
  const isBusy = useRef(false);

  const loadMore = useCallback(() => {
    const reading = pages.current;
    if (!reading || isBusy.current) return;
    isBusy.current = true;
    setState((now) => ({ ...now, isLoading: true, error: null }));
    const settle = (change: (now: typeof state) => typeof state) => {
      if (reading !== pages.current) return;
      isBusy.current = false;
      setState(change);
    };
    reading.next().then(
      ({ value, done }) =>
        settle((now) =>
          done
            ? { ...now, isLoading: false, hasMore: false }
            : {
                items: [...now.items, ...value.items],
                error: null,
                isLoading: false,
                hasMore: value.next_cursor !== null,
              },
        ),
      (error) => settle((now) => ({ ...now, isLoading: false, error })),
    );
  }, []);

  const refresh = useCallback(() => {
    pages.current = list()[Symbol.asyncIterator]();
    isBusy.current = false;
    setState(unread);
    loadMore();
    // biome-ignore lint/correctness/useExhaustiveDependencies: whoever calls says on what the list depends.
  }, dependencies);

  useEffect(() => {
    refresh();
    return () => {
      pages.current = null;
    };
  }, [refresh]);

  return { ...state, loadMore, refresh };
}

const unread = { items: [], error: null, isLoading: true, hasMore: true };

type Presence = Result<"presence_of">["items"][number];

/** Whether people are there, by their id: asked once, and kept by what `user:<id>` tells of connections. */
export function usePresence(user_ids: readonly string[]): ReadonlyMap<string, Presence> {
  const plaza = usePlaza();
  const [known, setKnown] = useState<ReadonlyMap<string, Presence>>(new Map());
  const wanted = user_ids.join();
  useEffect(() => {
    const ids = wanted === "" ? [] : wanted.split(",");
    const learn = ({ items }: { items: Presence[] }) =>
      setKnown((before) => {
        const news = items.filter(({ user_id }) => ids.includes(user_id));
        return news.length === 0 ? before : new Map([...before, ...news.map((item) => [item.user_id, item] as const)]);
      });
    const ask = () => {
      if (ids.length > 0) void plaza.people.presence({ user_ids: ids }).then(learn, () => {});
    };
    ask();
    const stops = [plaza.me.on("presence", learn), plaza.me.on("sync", ask)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [plaza, wanted]);
  return known;
}
