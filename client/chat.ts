import type { Rpc } from "./calls.ts";
import type { Args, Payload, Result } from "./contract/index.ts";
import type { PlazaError } from "./errors.ts";
import { newId } from "./ids.ts";
import type { Me, Sync } from "./me.ts";
import { Messages } from "./messages.ts";
import { type Message, Outbox, type Unsent } from "./outbox.ts";
import type { Storage } from "./storage.ts";
import { Store } from "./store.ts";
import { debounced } from "./time.ts";
import type { MakeTopic, Topic } from "./topic.ts";

export type Conversation = Result<"get_conversation">;
type Marks = { last_delivered_seq: number; last_read_seq: number };

export interface ChatState {
  /** Null until it has been read. */
  conversation: Conversation | null;
  /** What was said, the oldest first; how far back says `hasOlder`. */
  messages: readonly Message[];
  /** What the person has said and the server has not stored yet. */
  unsent: readonly Unsent[];
  unread: number;
  /** How far the others have come, by their member_id. */
  marks: Readonly<Record<string, Marks>>;
  /** Who is writing, and who is looking, by member_id. */
  typing: readonly string[];
  present: readonly string[];
  hasOlder: boolean;
  hasNewer: boolean;
  /** Whether events arrive at the moment. */
  isLive: boolean;
  /** Why it cannot be read: it is not there, or the person is in it no more. */
  error: PlazaError | null;
}

const pageSize = 30;
/** Milliseconds after which what could not be read is asked for once more. */
const readAgain = 3_000;
/** What a timer can wait at most. */
const longest = 2 ** 31 - 1;
/** Others are told at most so often that somebody writes, and believe it a little longer. */
const typingEvery = 3_000;
const typingFor = 6_000;

/** Where a conversation lives: what it needs of the client. */
export interface ChatContext {
  rpc: Rpc;
  topic: MakeTopic;
  me: Me;
  storage: Storage;
  /** Whether this is who is signed in. */
  isSignedIn(user_id: string): boolean;
}

/**
 * A conversation as it is now: in order, each message once, with what is on its way. It follows the conversation while somebody listens
 * to `state`, and sends what is said in any case.
 */
export class Chat {
  readonly id: string;
  readonly state: Store<ChatState>;
  readonly #context: ChatContext;
  readonly #messages: Messages;
  readonly #outbox: Outbox;
  readonly #topic: Topic;
  readonly #live: Topic;
  readonly #deliverSoon: ReturnType<typeof debounced>;
  readonly #readSoon: ReturnType<typeof debounced>;
  readonly #typists = new Map<string, ReturnType<typeof setTimeout>>();
  #isOpen = false;
  /** Whether whatever has happened since it was read is heard of. */
  #wasRead = false;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  #typedAt = 0;
  #stopTyping: ReturnType<typeof setTimeout> | undefined;

  constructor(id: string, user_id: string, context: ChatContext) {
    this.id = id;
    this.#context = context;
    this.state = new Store<ChatState>(
      {
        conversation: null,
        messages: [],
        unsent: [],
        unread: 0,
        marks: {},
        typing: [],
        present: [],
        hasOlder: false,
        hasNewer: false,
        isLive: false,
        error: null,
      },
      () => this.#open(),
    );
    this.#messages = new Messages(
      () => void context.me.catchUp(),
      () => this.#readSoon(),
    );
    this.#outbox = new Outbox(
      context.rpc,
      context.storage,
      `plaza.outbox:${user_id}:${id}`,
      () => context.isSignedIn(user_id),
      (message, askedAt) => {
        this.#messages.put([message], askedAt);
        this.#show();
      },
    );
    this.#outbox.unsent.subscribe((unsent) => this.#change({ unsent }));
    this.#topic = context.topic({
      name: () => this.state.get().conversation?.topic ?? null,
      event: (name, payload) => this.#hear(name, payload),
      joined: () => {
        this.#change({ isLive: true });
        void (this.#wasRead ? context.me.catchUp() : this.#read());
      },
      left: () => this.#change({ isLive: false }),
      failed: () => this.#readSoon(),
    });
    this.#live = context.topic({
      name: () => this.state.get().conversation?.live_topic ?? null,
      event: (name, payload) => {
        if (name === "typing") this.#hearTyping(payload as { member_id?: unknown; typing?: unknown });
      },
      left: () => this.#change({ present: [], typing: [] }),
      presence: {
        key: () => this.#memberId ?? "",
        changed: (present) => this.#change({ present: present.filter((member) => member !== this.#memberId) }),
      },
    });
    this.#readSoon = debounced(readAgain, () => {
      if (this.#isOpen) void this.#read();
    });
    this.#deliverSoon = debounced(500, () => void this.#markDelivered());
  }

  get #memberId(): string | undefined {
    return this.state.get().conversation?.me.member_id;
  }

  #change(change: Partial<ChatState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }

  #open(): () => void {
    const { me } = this.#context;
    const stops = [
      me.on("sync", (news) => this.#catchUp(news)),
      me.on("conversation", (told) => this.#hearOwn(told)),
      ...(["message.created", "message.updated", "message.deleted", "reaction", "receipt", "member"] as const).map(
        (name) => me.on(name, (payload) => this.#hear(name, payload)),
      ),
      me.onWake(() => {
        this.#topic.again();
        this.#live.again();
        this.#outbox.wake();
      }),
    ];
    this.#wasRead = false;
    this.#isOpen = true;
    this.#topic.start();
    this.#live.start();
    void this.#read();
    return () => {
      this.#isOpen = false;
      clearTimeout(this.#expiry);
      for (const stop of stops) stop();
      this.#topic.stop();
      this.#live.stop();
      this.#deliverSoon.cancel();
      this.#readSoon.cancel();
    };
  }

  /** Reads the conversation and its last messages. */
  async #read(): Promise<void> {
    const { rpc, me } = this.#context;
    // Whether whatever happens from here on is heard: what was read before that may be old by the time it is.
    const askedAt = performance.now();
    const heard = me.hasPoint && (this.#topic.isJoined || this.state.get().conversation?.topic === null);
    try {
      const [conversation, page] = await Promise.all([
        rpc("get_conversation", { conversation_id: this.id }),
        rpc("list_messages", { conversation_id: this.id, page_size: pageSize }),
      ]);
      this.#wasRead = heard;
      this.#messages.fill(page.items, page.next_cursor !== null, askedAt);
      this.#learn(conversation);
    } catch (error) {
      if (!(error as PlazaError).isTemporary) this.#change({ error: error as PlazaError });
      else this.#readSoon();
    }
  }

  #learn(conversation: Conversation): void {
    const before = this.state.get().conversation;
    const { other, unread } = conversation;
    const marks = { ...this.state.get().marks };
    if (other) marks[other.member_id] = later(marks[other.member_id], other);
    // What was asked for earlier may know less of how far the person has come.
    const me = before ? { ...conversation.me, ...later(before.me, conversation.me) } : conversation.me;
    this.#change({ conversation: { ...conversation, me }, marks, unread, error: null });
    this.#messages.begin(conversation.me.first_seq);
    if (before?.topic !== conversation.topic) this.#topic.again();
    if (before?.live_topic !== conversation.live_topic) this.#live.again();
    this.#show();
  }

  #show(): void {
    const { conversation, unread } = this.state.get();
    const expires = this.#messages.expire();
    const { messages, hasOlder, hasNewer } = this.#messages;
    for (const { client_id } of messages) if (client_id !== null) void this.#outbox.remove(client_id);
    const change: Partial<ChatState> = { messages, hasOlder, hasNewer, unread };
    if (conversation && !hasNewer) {
      const { member_id, last_read_seq, first_seq } = conversation.me;
      const behind = Math.max(last_read_seq, first_seq - 1);
      // What lies further back than what is here only the server can count.
      if (!hasOlder || (messages[0]?.seq ?? 0) <= behind + 1) change.unread = this.#messages.unread(behind, member_id);
    }
    this.#change(change);
    if (!this.#isOpen) return;
    this.#deliverSoon();
    clearTimeout(this.#expiry);
    if (expires !== null) this.#expiry = setTimeout(() => this.#show(), Math.min(expires, longest));
  }

  #catchUp(news: Sync): void {
    if (!this.#wasRead) void this.#read();
    const own = <Thing extends { conversation_id: string }>(things: Thing[]) =>
      things.filter(({ conversation_id }) => conversation_id === this.id);
    if (news.removed.conversations.includes(this.id)) {
      this.#end();
      return;
    }
    this.#messages.put(own(news.messages), this.#context.me.askedAt);
    for (const { seq } of own(news.removed.messages)) this.#messages.remove(seq);
    for (const receipt of own(news.receipts)) this.#hearReceipt(receipt);
    const conversation = news.conversations.find(({ id }) => id === this.id);
    if (conversation) this.#learn(conversation);
    else this.#show();
  }

  #hear(name: string, payload: unknown): void {
    if ((payload as { conversation_id?: string }).conversation_id !== this.id) return;
    switch (name) {
      case "message.created":
      case "message.updated": {
        const message = payload as Payload<"conversation", "message.created">;
        this.#messages.announce(message);
        if (message.sender) this.#hearTyping({ member_id: message.sender.member_id, typing: false });
        break;
      }
      case "message.deleted": {
        const { seq, for_everyone } = payload as Payload<"conversation", "message.deleted">;
        if (for_everyone) this.#messages.empty(seq);
        else this.#messages.remove(seq);
        break;
      }
      case "reaction":
        this.#messages.react(payload as Payload<"conversation", "reaction">, this.#memberId);
        break;
      case "receipt":
        this.#hearReceipt(payload as Payload<"conversation", "receipt">);
        break;
      case "member": {
        const { conversation } = this.state.get();
        const { member_count } = payload as Payload<"conversation", "member">;
        if (conversation) this.#change({ conversation: { ...conversation, member_count } });
        void this.#context.me.catchUp();
      }
    }
    this.#show();
  }

  #hearReceipt({ member_id, ...moved }: { member_id: string } & Marks): void {
    const { conversation, marks } = this.state.get();
    if (conversation?.me.member_id === member_id) {
      const me = { ...conversation.me, ...later(conversation.me, moved) };
      this.#change({ conversation: { ...conversation, me } });
      return;
    }
    this.#change({ marks: { ...marks, [member_id]: later(marks[member_id], moved) } });
  }

  /** What the own topic says of the conversation. */
  #hearOwn(told: Payload<"user", "conversation">): void {
    if (told.conversation_id !== this.id) return;
    const { conversation } = this.state.get();
    if ("message" in told) {
      this.#messages.announce(told.message);
      this.#show();
    } else if ("topic" in told) {
      if (conversation) this.#learn({ ...conversation, topic: told.topic, live_topic: told.live_topic });
    } else if ("me" in told) {
      if (conversation) this.#learn({ ...conversation, me: { ...conversation.me, ...told.me } });
    } else if ("change" in told) {
      if (["removed", "left", "declined"].includes(told.change)) this.#end();
      else void this.#read();
    } else {
      this.#hearReceipt(told);
      this.#show();
    }
  }

  /** The person is in it no more, or it is not there. */
  #end(): void {
    void this.#context
      .rpc("get_conversation", { conversation_id: this.id })
      .then((conversation) => this.#learn(conversation))
      .catch((error: PlazaError) => {
        if (error.isTemporary) return;
        this.#messages.fill([], false, Number.POSITIVE_INFINITY);
        this.#topic.stop();
        this.#live.stop();
        this.#change({ messages: [], conversation: null, error, unread: 0, typing: [], present: [] });
      });
  }

  #hearTyping({ member_id, typing }: { member_id?: unknown; typing?: unknown }): void {
    if (typeof member_id !== "string" || member_id === this.#memberId) return;
    clearTimeout(this.#typists.get(member_id));
    this.#typists.delete(member_id);
    if (typing === true) {
      this.#typists.set(
        member_id,
        setTimeout(() => this.#hearTyping({ member_id, typing: false }), typingFor),
      );
    }
    if (this.state.get().typing.includes(member_id) !== (typing === true)) {
      this.#change({ typing: [...this.#typists.keys()] });
    }
  }

  /** Says something: it is shown at once, and sent as soon as that can be. Returns its client_id. */
  async send(message: string | Omit<Args<"send_message">, "client_id" | "conversation_id">): Promise<string> {
    const client_id = newId();
    const said = typeof message === "string" ? { body: message } : message;
    this.#tellTyping(false);
    const written_at = new Date().toISOString();
    await this.#outbox.add({ ...said, client_id, conversation_id: this.id, written_at, refused: null });
    return client_id;
  }

  /** Sends once more what was refused. */
  retry(client_id: string): Promise<void> {
    return this.#outbox.retry(client_id);
  }

  /** Takes back what has not arrived yet. */
  discard(client_id: string): Promise<void> {
    return this.#outbox.remove(client_id);
  }

  async edit(message_id: string, body: string): Promise<void> {
    const askedAt = performance.now();
    this.#messages.put([await this.#context.rpc("edit_message", { message_id, body })], askedAt);
    this.#show();
  }

  async delete(message_id: string, for_everyone = false): Promise<void> {
    const { seq } = await this.#context.rpc("delete_message", { message_id, for_everyone });
    if (for_everyone) this.#messages.empty(seq);
    else this.#messages.remove(seq);
    this.#show();
  }

  /** Reacts with an emoji, instead of an earlier one, or with null no more. What it comes to is told by the event. */
  async react(message_id: string, emoji: string | null): Promise<void> {
    const target = { target: "message", target_id: message_id } as const;
    await (emoji === null ? this.#context.rpc("unreact", target) : this.#context.rpc("react", { ...target, emoji }));
  }

  /** To be called at every key: the others are told now and then. */
  type(): void {
    clearTimeout(this.#stopTyping);
    this.#stopTyping = setTimeout(() => this.#tellTyping(false), typingFor - 1_000);
    if (Date.now() - this.#typedAt < typingEvery) return;
    this.#tellTyping(true);
  }

  #tellTyping(typing: boolean): void {
    if (!typing && this.#typedAt === 0) return;
    this.#typedAt = typing ? Date.now() : 0;
    if (!typing) clearTimeout(this.#stopTyping);
    this.#live.send("typing", { member_id: this.#memberId, typing });
  }

  /** Says that everything up to the last message that is shown has been read. */
  async markRead(): Promise<void> {
    const last = this.#messages.messages.at(-1);
    const { conversation } = this.state.get();
    if (!last || !conversation || conversation.me.last_read_seq >= last.seq) return;
    const args = { conversation_id: this.id, message_id: last.id };
    const marks = await this.#context.rpc("mark_read", args);
    this.#hearReceipt({ member_id: conversation.me.member_id, ...marks });
    this.#change({ unread: marks.unread });
    this.#show();
  }

  async #markDelivered(): Promise<void> {
    const { conversation } = this.state.get();
    const last = this.#messages.messages.at(-1);
    if (!last || !conversation || last.seq <= conversation.me.last_delivered_seq) return;
    if (conversation.me.state !== "active") return;
    const args = { conversation_id: this.id, message_id: last.id };
    const marks = await this.#context.rpc("mark_delivered", args).catch(() => null);
    if (marks) this.#hearReceipt({ member_id: conversation.me.member_id, ...marks });
  }

  /** Reads what was said before. */
  async loadOlder(): Promise<void> {
    const [first] = this.#messages.messages;
    if (!first || !this.#messages.hasOlder) return;
    const args = { conversation_id: this.id, before: first.id, page_size: pageSize };
    const askedAt = performance.now();
    const page = await this.#context.rpc("list_messages", args);
    this.#messages.prepend(page.items, page.next_cursor !== null, askedAt);
    this.#show();
  }

  /** Reads what was said after, where the conversation was opened somewhere in its past. */
  async loadNewer(): Promise<void> {
    const last = this.#messages.messages.at(-1);
    if (!last || !this.#messages.hasNewer) return;
    const args = { conversation_id: this.id, after: last.id, page_size: pageSize };
    const askedAt = performance.now();
    const page = await this.#context.rpc("list_messages", args);
    this.#messages.append(page.items, page.next_cursor !== null, askedAt);
    this.#show();
  }

  /** Shows what was said around a message, for instance one that a search has found. */
  async showAround(message_id: string): Promise<void> {
    const { rpc } = this.#context;
    const place = { conversation_id: this.id, page_size: pageSize / 2 };
    const askedAt = performance.now();
    const older = await rpc("list_messages", { ...place, before: message_id });
    const start = older.items[0] ?? null;
    const newer = await rpc("list_messages", start ? { ...place, after: start.id } : { ...place, after: message_id });
    this.#messages.fill(older.items, older.next_cursor !== null, askedAt);
    this.#messages.append(newer.items, newer.next_cursor !== null, askedAt);
    this.#show();
  }

  /** Sends at once what waits. */
  wake(): void {
    this.#outbox.wake();
  }

  /** Ends it for good: nothing is sent any more. */
  close(): void {
    this.#outbox.stop();
    this.#deliverSoon.cancel();
    clearTimeout(this.#stopTyping);
  }

  /** Shows the end again. */
  showLatest(): Promise<void> {
    return this.#read();
  }
}

/** Marks never go back. Of who does not exchange read receipts last_read_seq is 0. */
const later = (known: Marks | undefined, moved: Marks): Marks => ({
  last_delivered_seq: Math.max(known?.last_delivered_seq ?? 0, moved.last_delivered_seq),
  last_read_seq: Math.max(known?.last_read_seq ?? 0, moved.last_read_seq),
});
