import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { endSession, plaza } from "./session.ts";

/** A refusal as Plaza words it: docs/errors.md. */
export interface Refusal {
  code: string;
  message: string;
}

const ended = new Set(["NOT_AUTHENTICATED", "ACCOUNT_BANNED"]);

/** Calls a function of the database; throws its `Refusal`. */
export function call<Answer>(name: string, args: object = {}, schema = "public"): Promise<Answer> {
  return read<Answer>((schema === "public" ? plaza : plaza.schema(schema)).rpc(name, args));
}

export interface Asked<Answer> {
  answer: Answer | undefined;
  refusal: Refusal | undefined;
  isLoading: boolean;
  /** Asks again; what is shown stays until the answer is there. */
  reload(): void;
}

/** Asks, and again whenever `key` changes. An answer that comes after a later question is dropped. */
export function useAnswer<Answer>(key: string, ask: () => Promise<Answer>): Asked<Answer> {
  const [state, setState] = useState<Pick<Asked<Answer>, "answer" | "refusal" | "isLoading">>({
    answer: undefined,
    refusal: undefined,
    isLoading: true,
  });
  const question = useRef(0);
  const latest = useRef(ask);
  latest.current = ask;
  // The key is what the question is about.
  const reload = useCallback(async () => {
    const mine = ++question.current;
    setState((last) => ({ ...last, isLoading: true }));
    const next = await latest.current().then(
      (answer) => ({ answer, refusal: undefined, isLoading: false }),
      (refusal: Refusal) => ({ answer: undefined, refusal, isLoading: false }),
    );
    if (mine === question.current) setState(next);
  }, [key]);
  useEffect(() => void reload(), [reload]);
  return { ...state, reload };
}

/** Asks a function of the database. */
export const useAsked = <Answer>(name: string, args: object = {}, schema = "public"): Asked<Answer> =>
  useAnswer(JSON.stringify([schema, name, args]), () => call<Answer>(name, args, schema));

/** What a query of tables or an edge function says, or its refusal. */
export async function read<Answer>(
  query: PromiseLike<{ data: unknown; error: { code?: string; message: string } | null }>,
): Promise<Answer> {
  const { data, error } = await query;
  if (!error) return data as Answer;
  if (ended.has(error.code ?? "")) endSession();
  throw { code: error.code || "OFFLINE", message: error.message || "Plaza cannot be reached." } satisfies Refusal;
}

/** A page of a list, as every list of Plaza answers. */
export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

export interface Listed<Item> extends Asked<Item[]> {
  hasMore: boolean;
  loadMore(): void;
}

/** A list that grows page by page. */
export function useList<Item>(name: string, args: object = {}): Listed<Item> {
  const first = useAsked<Page<Item>>(name, args);
  const [more, setMore] = useState<{ of: Page<Item>; pages: Page<Item>[]; refusal?: Refusal } | undefined>();
  const [isLoadingMore, setLoadingMore] = useState(false);
  const pages = first.answer ? [first.answer, ...(more?.of === first.answer ? more.pages : [])] : [];
  const cursor = pages.at(-1)?.next_cursor ?? null;
  async function loadMore(): Promise<void> {
    if (!first.answer || cursor === null || isLoadingMore) return;
    setLoadingMore(true);
    const of = first.answer;
    await call<Page<Item>>(name, { ...args, cursor }).then(
      (page) => setMore({ of, pages: [...pages.slice(1), page] }),
      (refusal: Refusal) => setMore({ of, pages: pages.slice(1), refusal }),
    );
    setLoadingMore(false);
  }
  return {
    answer: first.answer && pages.flatMap(({ items }) => items),
    refusal: first.refusal ?? more?.refusal,
    isLoading: first.isLoading || isLoadingMore,
    hasMore: cursor !== null,
    loadMore,
    reload: first.reload,
  };
}
