import { createElement } from "react";
import { create, type ReactTestRenderer } from "react-test-renderer";
import { expect, onTestFinished, test } from "vitest";
import {
  PlazaProvider,
  useConversation,
  useFeed,
  usePlaza,
  usePresence,
  useUnread,
} from "../../../client/react/index.ts";
import { befriend, say, startConversation } from "../../support/chat.ts";
import { newPerson } from "../../support/people.ts";
import { deviceOf } from "../../support/plaza.ts";
import { publish } from "../../support/posts.ts";

interface Shown {
  captions: string[];
  hasMore: boolean;
  loadMore(): void;
  bodies: string[];
  unread: number;
  badge: number | undefined;
  contact: string | null | undefined;
}

function Probe({
  author,
  talk,
  contact,
  tell,
}: {
  author: string;
  talk: string;
  contact: string;
  tell(now: Shown): void;
}) {
  const plaza = usePlaza();
  const { items, hasMore, loadMore } = useFeed(() => plaza.posts.list({ user_id: author, page_size: 2 }), [author]);
  const { messages, unread } = useConversation(talk);
  const counts = useUnread();
  const presence = usePresence([contact]);
  tell({
    captions: items.map(({ caption }) => caption),
    hasMore,
    loadMore,
    bodies: messages.map(({ body }) => body),
    unread,
    badge: counts?.messages,
    contact: presence.get(contact)?.status,
  });
  return null;
}

test("hooks show what there is, and are drawn anew when it changes", async () => {
  const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
  await befriend(ada, ben);
  const talk = await startConversation(ben, ada);
  for (const caption of ["one", "two", "three"]) await publish(ada, { caption });
  const [{ plaza }, { plaza: other }] = await Promise.all([deviceOf(ada), deviceOf(ben)]);

  let shown: Partial<Shown> = {};
  const remember = (now: Shown) => {
    shown = now;
  };
  const probe = createElement(Probe, {
    author: ada.id,
    talk,
    contact: ben.id,
    tell: remember,
  });
  const tree: ReactTestRenderer = create(createElement(PlazaProvider, { plaza }, probe));
  onTestFinished(() => tree.unmount());
  await expect.poll(() => shown).toMatchObject({ captions: ["three", "two"], hasMore: true });
  shown.loadMore?.();
  await expect.poll(() => shown).toMatchObject({ captions: ["three", "two", "one"], hasMore: false });
  await say(ben, talk, "Hello");
  await expect.poll(() => shown).toMatchObject({ bodies: ["Hello"], unread: 1, badge: 1 });
  onTestFinished(other.me.use());
  await expect.poll(() => shown).toMatchObject({ contact: "online" });
});
