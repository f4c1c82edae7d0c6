import type { Payload } from "./contract/index.ts";
import type { Message } from "./outbox.ts";

type Announced = Payload<"conversation", "message.created">;
type Reaction = Payload<"conversation", "reaction">;

/** How long after a list was read an event may still tell of what that list had. */
const settling = 5_000;

/**
 * Messages of a conversation, one after the other without a hole: what was read of it, kept up by events, each there once and in its
 * place. Where an event says less than the lists do, `incomplete` is called: the whole has to be asked for.
 */
export class Messages {
  hasOlder = false;
  /** Whether there is more behind the last one than is here: what is new then belongs further down. */
  hasNewer = false;
  readonly #bySeq = new Map<number, Message>();
  readonly #heard = new Set<string>();
  readonly #incomplete: () => void;
  #shown: readonly Message[] | undefined;
  /** When each was last read whole. */
  readonly #readAt = new Map<number, number>();
  /** When each was last changed or taken away by an event, or by the person: what was asked for before that knows less of it. */
  readonly #changedAt = new Map<number, number>();
  readonly #stale: () => void;

  /** `stale`: of what was read something was older than what is known, and with it perhaps something new was passed over. */
  constructor(incomplete: () => void, stale: () => void) {
    this.#incomplete = incomplete;
    this.#stale = stale;
  }

  /** The oldest first. */
  get messages(): readonly Message[] {
    this.#shown ??= [...this.#bySeq.values()]
      .sort((one, other) => one.seq - other.seq)
      .map((message) => this.#quoting(message));
    return this.#shown;
  }

  /** Answers say what their original says now. */
  #quoting(message: Message): Message {
    const original = message.reply_to && this.#bySeq.get(message.reply_to.seq);
    if (!original) return message;
    const { id, seq, kind, body, sender } = original;
    return { ...message, reply_to: { id, seq, kind, body: [...body].slice(0, 200).join(""), sender } };
  }

  /** How many of others lie behind a place. */
  unread(seq: number, member_id: string): number {
    return this.messages.filter(
      (message) =>
        message.seq > seq &&
        message.kind !== "system" &&
        message.deleted_at === null &&
        message.sender?.member_id !== member_id,
    ).length;
  }

  /**
   * A page from the end, the newest first, as the lists give it, and when it was asked for. What it leaves out of its stretch is gone,
   * unless it came meanwhile.
   */
  fill(page: Message[], hasOlder: boolean, askedAt: number): void {
    const first = hasOlder ? (page.at(-1)?.seq ?? 0) : 0;
    const joins = [...this.#bySeq.keys()].some((seq) => seq >= first);
    for (const seq of this.#bySeq.keys()) {
      if ((seq >= first || !joins || this.hasNewer) && !this.#hasChanged(seq, askedAt)) this.#bySeq.delete(seq);
    }
    // Where nothing older than the page is left, the page says whether there is.
    if (![...this.#bySeq.keys()].some((seq) => seq < first)) this.hasOlder = hasOlder;
    this.hasNewer = false;
    this.#keep(page, askedAt);
  }

  #hasChanged(seq: number, since: number): boolean {
    return (this.#changedAt.get(seq) ?? Number.NEGATIVE_INFINITY) >= since;
  }

  #change(seq: number, message: Message | null): void {
    if (message) this.#bySeq.set(seq, message);
    else this.#bySeq.delete(seq);
    this.#changedAt.set(seq, performance.now());
    this.#shown = undefined;
  }

  /** What lies before a place is gone for the person, or was never theirs. */
  begin(seq: number): void {
    for (const known of this.#bySeq.keys()) {
      if (known >= seq) continue;
      this.#bySeq.delete(known);
      this.#shown = undefined;
    }
  }

  /** Lets go of what has disappeared by now; returns in how many milliseconds the next one does, null for never. */
  expire(): number | null {
    let next: number | null = null;
    for (const [seq, { expires_at }] of this.#bySeq) {
      if (expires_at === null) continue;
      const left = Date.parse(expires_at) - Date.now();
      if (left > 0) next = Math.min(next ?? left, left);
      else this.remove(seq);
    }
    return next;
  }

  /** A page of what lies before, the newest first. */
  prepend(page: Message[], hasOlder: boolean, askedAt: number): void {
    this.hasOlder = hasOlder;
    this.#keep(page, askedAt);
  }

  /** A page of what lies behind, the oldest first. */
  append(page: Message[], hasNewer: boolean, askedAt: number): void {
    this.hasNewer = hasNewer;
    this.#keep(page, askedAt);
  }

  /** Messages from anywhere, whole: those within what is here, or next to it. */
  put(messages: Message[], askedAt: number): void {
    this.#keep(
      messages.filter(({ seq }) => this.#belongs(seq)),
      askedAt,
    );
  }

  #belongs(seq: number): boolean {
    const [first, last] = [this.messages[0]?.seq, this.messages.at(-1)?.seq];
    if (first === undefined || last === undefined) return !this.hasOlder && !this.hasNewer;
    return (seq >= first || !this.hasOlder) && (seq <= last || !this.hasNewer);
  }

  #keep(messages: Message[], askedAt: number): void {
    for (const message of messages) {
      if (this.#hasChanged(message.seq, askedAt)) {
        this.#stale();
        continue;
      }
      this.#bySeq.set(message.seq, message);
      this.#readAt.set(message.seq, Date.now());
    }
    this.#shown = undefined;
  }

  /** A message as an event says it. */
  announce({ reply_to, reactions, ...said }: Announced): void {
    if (!this.#belongs(said.seq)) return;
    const known = this.#bySeq.get(said.seq);
    const last = this.messages.at(-1)?.seq ?? 0;
    // One was lost before it, or an answer is to something that is not here, or reactions were left out.
    const isWhole =
      (known !== undefined || last === 0 || said.seq === last + 1) &&
      (reply_to === null || known?.reply_to?.kind != null || this.#bySeq.has(reply_to.seq)) &&
      (known !== undefined || reactions !== undefined);
    this.#change(said.seq, {
      ...said,
      reply_to: reply_to && (known?.reply_to ?? reply_to),
      reactions: known?.reactions ?? { count: 0, emojis: {}, ...reactions, mine: null },
    });
    if (!isWhole) this.#incomplete();
  }

  /** Deleted for everybody: an empty place stays. */
  empty(seq: number): void {
    const known = this.#bySeq.get(seq);
    if (!known || known.deleted_at !== null) return;
    const reactions = { count: 0, emojis: {}, mine: null };
    const nothing = { body: "", details: null, media: [], mentions: [], edited_at: null };
    this.#change(seq, { ...known, ...nothing, reactions, deleted_at: new Date().toISOString() });
  }

  /** Gone for the person. */
  remove(seq: number): void {
    const gone = this.#bySeq.get(seq);
    this.#change(seq, null);
    if (!gone) return;
    for (const [place, message] of this.#bySeq) {
      if (message.reply_to?.seq !== seq) continue;
      const reply_to = { id: gone.id, seq, kind: null, body: null, sender: null };
      this.#bySeq.set(place, { ...message, reply_to });
    }
  }

  react({ id, message_id, member_id, emoji, previous }: Reaction, own: string | undefined): void {
    // Once, by whichever way it comes.
    if (this.#heard.has(id)) return;
    this.#heard.add(id);
    const message = [...this.#bySeq.values()].find((candidate) => candidate.id === message_id);
    if (!message) return;
    const emojis = { ...message.reactions.emojis };
    const count = (which: string, more: number) => {
      emojis[which] = (emojis[which] ?? 0) + more;
      if (emojis[which] <= 0) delete emojis[which];
    };
    if (previous !== null) count(previous, -1);
    if (emoji !== null) count(emoji, 1);
    const mine = member_id === own ? emoji : message.reactions.mine;
    const sum = Object.values(emojis).reduce((total, people) => total + people, 0);
    this.#change(message.seq, { ...message, reactions: { count: sum, emojis, mine } });
    // What was read a moment ago may have had it.
    if (Date.now() - (this.#readAt.get(message.seq) ?? 0) < settling) this.#incomplete();
  }
}
