import type { Answer } from "./contract/index.ts";
import type { PlazaError } from "./errors.ts";
import { load, type Storage, save } from "./storage.ts";
import { Store } from "./store.ts";
import { type Caller, nobody, type Transport } from "./transport.ts";

type Session = Answer<"auth", "login">["session"];

interface KeptSession {
  user_id: string;
  access_token: string;
  refresh_token: string;
  /** When another access token is due, by the clock of this device, right or wrong: it is measured from when the token came. */
  renew_at: number;
}

/** Who is signed in; and why nobody is any more, where that was not their own doing: INVALID_REFRESH_TOKEN, ACCOUNT_BANNED. */
export interface AuthState {
  user_id: string | null;
  ended: PlazaError | null;
}

/** Seconds before its end at which a token is replaced: Realtime asks for one only every 25. */
const margin = 60;

/** Ends a session wherever it was begun: signed out, revoked, banned. */
const endings = new Set(["INVALID_REFRESH_TOKEN", "ACCOUNT_BANNED"]);

/**
 * The session of one person on this device. It is kept in `storage`, which all tabs share, and renewed by whichever of them comes
 * first: they take turns by a Web Lock where there are such, and look at what is kept before they ask for more.
 */
export class SessionKeeper implements Caller {
  readonly state = new Store<AuthState>({ user_id: null, ended: null });
  readonly #transport: Transport;
  readonly #storage: Storage;
  readonly #key: string;
  #session: KeptSession | null = null;
  /** Whether the storage has it: a full or forbidden one does not, and the session lives as long as the program. */
  #isKept = false;
  #renewing: Promise<KeptSession | null> | undefined;
  readonly #loaded: Promise<void>;

  constructor(transport: Transport, storage: Storage) {
    this.#transport = transport;
    this.#storage = storage;
    this.#key = `plaza.session:${transport.url}`;
    this.#loaded = this.#load();
    // Another tab has signed in or out, or renewed the token.
    globalThis.addEventListener?.("storage", (event) => {
      if ((event as StorageEvent).key === this.#key) void this.#load();
    });
  }

  /** Resolves when it is known who is signed in. */
  get ready(): Promise<void> {
    return this.#loaded;
  }

  async #load(): Promise<void> {
    const kept = await load<KeptSession>(this.#storage, this.#key);
    this.#isKept = kept !== null;
    this.#adopt(kept, null);
  }

  #adopt(session: KeptSession | null, ended: PlazaError | null): void {
    this.#session = session;
    const user_id = session?.user_id ?? null;
    const known = this.state.get();
    if (known.user_id !== user_id || ended !== null) this.state.set({ user_id, ended });
  }

  /** Takes over a session that was just begun, or renewed. */
  async begin({ access_token, refresh_token, expires_in }: Session, user_id: string): Promise<void> {
    await this.#loaded;
    const session = { user_id, access_token, refresh_token, renew_at: Date.now() + (expires_in - margin) * 1000 };
    this.#isKept = await save(this.#storage, this.#key, session);
    this.#adopt(session, null);
  }

  /** Forgets the session on this device; the server may know it still. */
  async forget(ended: PlazaError | null = null): Promise<void> {
    await this.#loaded;
    await save(this.#storage, this.#key, null);
    this.#adopt(null, ended);
  }

  async token(): Promise<string | null> {
    await this.#loaded;
    const session = this.#session;
    if (session === null) return null;
    if (Date.now() < session.renew_at) return session.access_token;
    try {
      return (await this.#renew(null))?.access_token ?? null;
    } catch (error) {
      // Whoever calls may find the old one good for the last minute.
      if (this.#session?.access_token === session.access_token) return session.access_token;
      throw error;
    }
  }

  async replace(token: string): Promise<string | null> {
    if (this.#session && this.#session.access_token !== token) return this.#session.access_token;
    return (await this.#renew(token))?.access_token ?? null;
  }

  note(error: PlazaError): void {
    if (error.code === "ACCOUNT_BANNED") void this.forget(error);
  }

  /** One at a time, over all tabs. `rejected`: a token that the server does not take, however new it looks. */
  #renew(rejected: string | null): Promise<KeptSession | null> {
    const locks = globalThis.navigator?.locks;
    this.#renewing ??= (
      locks ? locks.request(this.#key, () => this.#renewNow(rejected)) : this.#renewNow(rejected)
    ).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renewNow(rejected: string | null): Promise<KeptSession | null> {
    const kept = await load<KeptSession>(this.#storage, this.#key);
    // Another tab may have been here before; unless nothing is kept, which says nothing.
    if (this.#isKept) this.#adopt(kept, null);
    const current = this.#session;
    if (current === null || (Date.now() < current.renew_at && current.access_token !== rejected)) return current;
    try {
      const body = { refresh_token: current.refresh_token };
      const call = { method: "POST", path: "/functions/v1/auth/refresh", body, isSafe: true };
      const { session } = (await this.#transport.send(call, nobody)) as Answer<"auth", "refresh">;
      // Signed out meanwhile: what came is not wanted any more.
      if (this.#session?.refresh_token !== current.refresh_token) return this.#session;
      await this.begin(session, current.user_id);
    } catch (error) {
      if (!endings.has((error as PlazaError).code)) throw error;
      await this.forget(error as PlazaError);
    }
    return this.#session;
  }
}
