import type { ErrorCode } from "./contract/errors.ts";

interface Refusal {
  code: string;
  message: string;
  details?: string | Record<string, string> | null;
  hint?: string | null;
}

/** Every failure of a call. Branch on `code`: docs/errors.md lists them. OFFLINE is one of the client's own: nothing answered. */
export class PlazaError extends Error {
  override readonly name = "PlazaError";
  readonly code: ErrorCode | "OFFLINE" | (string & {});
  /** The HTTP status; 0 when nothing answered. */
  readonly status: number;
  readonly details: string | Record<string, string> | null;
  readonly hint: string | null;
  /** Seconds after which it may be tried again, where the server says so. */
  readonly retryAfter: number | null;

  constructor(refusal: Refusal, status: number, retryAfter: number | null = null, cause?: unknown) {
    super(refusal.message, { cause });
    this.code = refusal.code;
    this.status = status;
    this.details = refusal.details ?? null;
    this.hint = refusal.hint ?? null;
    this.retryAfter = retryAfter;
  }

  /** Whether the same may succeed later: nothing answered, the server or a part of it has failed, or it was too much at once. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export const offline = (cause?: unknown): PlazaError =>
  new PlazaError({ code: "OFFLINE", message: "The server cannot be reached." }, 0, null, cause);
