import { isListening } from "../stack/wait.ts";

/** How to ask each part whether it works. */
export type HealthChecks = Record<string, () => Promise<void>>;

export interface Health {
  status: "ok" | "degraded";
  parts: Record<string, "ok" | "unavailable">;
}

/** Asks an HTTP part, which says by its status whether it works. */
export const httpCheck = (url: string) => async (): Promise<void> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  if (response.status >= 500) throw new Error(`${response.status}`);
};

/** An edge function has no health path of its own, and may do anything when it is asked: that it listens is all there is. */
export const portCheck = (url: string) => async (): Promise<void> => {
  if (!(await isListening(Number(new URL(url).port)))) throw new Error("nobody listens");
};

export async function checkHealth(checks: HealthChecks): Promise<Health> {
  const states = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const works = await check().then(
        () => true,
        () => false,
      );
      return [name, works ? "ok" : "unavailable"] as const;
    }),
  );
  const allWork = states.every(([, state]) => state === "ok");
  return { status: allWork ? "ok" : "degraded", parts: Object.fromEntries(states) };
}
