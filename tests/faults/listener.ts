import { createClient, type RealtimeChannel, type SupabaseClient } from "@supabase/supabase-js";
import type { EmbeddedStack } from "../support/embedded-stack.ts";
import type { Member } from "./member.ts";

/** Somebody who follows a conversation and the address of whose channel changes when access does: an app that does no more than that. */
export class Listener {
  readonly member: Member;
  /** The messages that came, and their places. */
  readonly heard: string[] = [];
  readonly places: number[] = [];
  readonly #client: SupabaseClient;
  #channel: RealtimeChannel | undefined;

  constructor(stack: EmbeddedStack, member: Member) {
    this.member = member;
    const { API_URL, PUBLISHABLE_KEY } = stack.values;
    this.#client = createClient(API_URL, PUBLISHABLE_KEY, { accessToken: async () => member.token });
  }

  async join(conversation: string): Promise<void> {
    await this.#client.realtime.setAuth();
    const { body } = await this.member.rpc("get_conversation", { conversation_id: conversation });
    this.#channel = this.#client.channel(body.topic as string, { config: { private: true } });
    this.#channel.on("broadcast", { event: "message.created" }, ({ payload }) => {
      this.heard.push(payload.id);
      this.places.push(payload.seq);
    });
    await new Promise<void>((resolve) => {
      this.#channel?.subscribe((status) => status === "SUBSCRIBED" && resolve());
    });
  }

  leave(): void {
    this.#client.realtime.disconnect();
  }
}
