import type { Rpc } from "./calls.ts";
import type { Args, Result } from "./contract/index.ts";
import type { PlazaError } from "./errors.ts";
import { load, type Storage, save } from "./storage.ts";
import { Store } from "./store.ts";
import { backoff, sleep } from "./time.ts";

export type Message = Result<"send_message">;

/** What was said and has not arrived yet. */
export interface Unsent extends Args<"send_message"> {
  written_at: string;
  /** Why the server does not take it; null while it is under way, or waits for the network. */
  refused: { code: string; message: string } | null;
}

/** How often a message may break the server, which is tried several times each, before it is taken to be the message. */
const hopeless = 3;

/**
 * What somebody has said in a conversation and nobody has stored yet, in its order. It outlives the program, and is sent as often as it
 * takes: by its client_id a message is stored once, whichever tab or attempt it was that arrived.
 */
export class Outbox {
  readonly unsent = new Store<readonly Unsent[]>([]);
  readonly #rpc: Rpc;
  readonly #storage: Storage;
  readonly #key: string;
  readonly #stored: (message: Message, askedAt: number) => void;
  readonly #isMine: () => boolean;
  readonly #loaded: Promise<void>;
  #isSending = false;
  #waiting = new AbortController();
  #isOver = false;

  /** `isMine`: whether who is signed in is who has said all this. */
  constructor(
    rpc: Rpc,
    storage: Storage,
    key: string,
    isMine: () => boolean,
    stored: (message: Message, askedAt: number) => void,
  ) {
    this.#rpc = rpc;
    this.#isMine = isMine;
    this.#storage = storage;
    this.#key = key;
    this.#stored = stored;
    this.#loaded = load<Unsent[]>(storage, key).then((kept) => {
      if (kept) this.unsent.set([...kept, ...this.unsent.get()]);
      void this.flush();
    });
  }

  async add(message: Unsent): Promise<void> {
    await this.#loaded;
    await this.#keep([...this.unsent.get(), message]);
    void this.flush();
  }

  /** Forgets what has arrived, or is not to be sent. */
  async remove(client_id: string): Promise<void> {
    await this.#loaded;
    const left = this.unsent.get().filter((message) => message.client_id !== client_id);
    if (left.length < this.unsent.get().length) await this.#keep(left);
  }

  /** Tries once more what was refused. */
  async retry(client_id: string): Promise<void> {
    await this.#mark(client_id, null);
    void this.flush();
  }

  /** Sends at once what waits for the network, or for somebody to sign in. */
  wake(): void {
    this.#waiting.abort();
    this.#waiting = new AbortController();
    void this.#loaded.then(() => this.flush());
  }

  stop(): void {
    this.#isOver = true;
    this.#waiting.abort();
  }

  async #keep(messages: readonly Unsent[]): Promise<void> {
    this.unsent.set(messages);
    await save(this.#storage, this.#key, messages.length > 0 ? messages : null);
  }

  #mark(client_id: string, refused: Unsent["refused"]): Promise<void> {
    return this.#keep(
      this.unsent.get().map((message) => (message.client_id === client_id ? { ...message, refused } : message)),
    );
  }

  async flush(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let attempt = 0; !this.#isOver; ) {
        const next = this.unsent.get().find(({ refused }) => refused === null);
        // In the name of somebody else nothing is sent.
        if (!next || !this.#isMine()) return;
        const { written_at, refused, ...args } = next;
        try {
          const askedAt = performance.now();
          this.#stored(await this.#rpc("send_message", args), askedAt);
          await this.remove(next.client_id);
          attempt = 0;
        } catch (thrown) {
          const error = thrown as PlazaError;
          if (error.isTemporary && !(error.status === 500 && attempt >= hopeless)) {
            const wait = Math.max(backoff(attempt++), (error.retryAfter ?? 0) * 1000);
            await sleep(wait, this.#waiting.signal).catch(() => {});
          } else if (error.status === 401) {
            // Nobody is signed in: it is sent when the person is again.
            return;
          } else {
            await this.#mark(next.client_id, { code: error.code, message: error.message });
          }
        }
      }
    } finally {
      this.#isSending = false;
    }
  }
}
