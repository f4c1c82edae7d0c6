import type { Listed } from "../calls.ts";

/** The next page of a list, where there is one. */
export function MoreButton({ list, children }: { list: Listed<unknown>; children: string }) {
  if (!list.hasMore) return null;
  return (
    <button type="button" class="quiet" disabled={list.isLoading} onClick={list.loadMore}>
      {children}
    </button>
  );
}
