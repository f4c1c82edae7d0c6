import { expect, test } from "vitest";
import type { Message } from "../../../client/index.ts";
import { BadNetwork } from "../../support/bad-network.ts";
import { befriend, createGroup } from "../../support/chat.ts";
import { url } from "../../support/clients.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { deviceOf } from "../../support/plaza.ts";
import { call, eventually } from "../../support/rpc.ts";

/** Numbers that look random, the same for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

const steps = 40;

/** What is compared: all that is shown. When something was deleted an event does not say. */
const shown = ({ deleted_at, media: _, ...message }: Message) => ({ ...message, deleted: deleted_at !== null });

test.each([1, 2])(
  "whatever three people do in a bad network (%i), at rest each sees what the server has",
  async (seed) => {
    const random = randomOf(seed);
    const people = await Promise.all([newPerson(), newPerson(), newPerson()]);
    const [ada, ben, cyd] = people as [Person, Person, Person];
    await befriend(ada, ben);
    await befriend(ada, cyd);
    const talk = await createGroup(ada, ben, cyd);
    const networks = await Promise.all(people.map(() => BadNetwork.to(url)));
    const devices = await Promise.all(
      people.map((person, place) => deviceOf(person, { at: networks[place]?.url ?? url })),
    );
    const chats = devices.map(({ plaza }) => plaza.chat(talk));
    for (const { state } of chats) state.subscribe(() => {});
    await Promise.all(chats.map(({ state }) => state.when(({ isLive }) => isLive)));

    for (let step = 0; step < steps; step++) {
      const place = random(people.length);
      const chat = chats[place] as (typeof chats)[number];
      const network = networks[place] as BadNetwork;
      const { messages, conversation } = chat.state.get();
      const any = messages[random(messages.length)];
      const own = messages.filter(
        ({ sender, deleted_at, kind }) =>
          sender?.member_id === conversation?.me.member_id && deleted_at === null && kind === "text",
      );
      const mine = own[random(own.length)];
      const act: (() => Promise<unknown> | undefined)[] = [
        () => chat.send(`message ${step}`),
        () => chat.send(`message ${step}`),
        () => chat.send(any && any.kind === "text" ? { body: `answer ${step}`, reply_to: any.id } : `message ${step}`),
        () => mine && chat.edit(mine.id, `edited ${step}`),
        () => mine && chat.delete(mine.id, true),
        () => any && chat.delete(any.id),
        () => any && chat.react(any.id, random(3) > 0 ? (["👍", "🎉"][random(2)] ?? "👍") : null),
        () => chat.markRead(),
        async () => network.cut(),
        async () => network.mend(),
        async () => network.mend(),
      ];
      // What is refused, or cannot be reached, has not happened.
      const doing = Promise.resolve(act[random(act.length)]?.()).catch(() => {});
      if (random(3) === 0) await Promise.race([doing, new Promise((resolve) => setTimeout(resolve, 300))]);
    }
    for (const network of networks) network.mend();

    for (const [place, person] of people.entries()) {
      const { state } = chats[place] as (typeof chats)[number];
      await state.when(({ unsent }) => unsent.every(({ refused }) => refused !== null));
      await eventually(
        async () => {
          const page = await call<{ items: Message[] }>(person, "list_messages", {
            conversation_id: talk,
            page_size: 100,
          });
          const { unread } = await call<{ unread: number }>(person, "get_conversation", { conversation_id: talk });
          const now = state.get();
          return {
            here: { messages: now.messages.map(shown), unread: now.unread },
            there: { messages: page.items.map(shown).reverse(), unread },
          };
        },
        ({ here, there }) => JSON.stringify(here, sorted) === JSON.stringify(there, sorted),
      );
    }
    expect(chats[0]?.state.get().messages.length).toBeGreaterThan(5);
    await Promise.all(networks.map((network) => network.close()));
  },
);

/** Keys in one order, so that equal things are written alike. */
const sorted = (_: string, value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => one.localeCompare(other)))
    : value;
