import type { Random } from "./random.ts";

export interface DemoLine {
  client_id: string;
  body: string;
  /** Whether the one who began the conversation says it. */
  isOpener: boolean;
}

const exchanges = [
  [
    "Hi! I saw your post about {topic} 😊",
    "Oh hi! Are you into it too?",
    "Since forever. Want to go together some time?",
  ],
  ["Are you coming on {day}?", "Yes! Should I bring anything?", "Just yourself.", "See you there 👋"],
  ["How was {topic} today?", "Exhausting, but so good.", "Next time I am in."],
  ["Do you know somebody who teaches {topic}?", "A friend of mine does, I'll ask.", "You are the best, thank you!"],
  ["Happy birthday 🎉", "Aww, thank you!!"],
];
const days = ["Friday", "Saturday", "Sunday"];

/** What two people say to each other, in turns. */
export function makeTalk(random: Random, interests: readonly string[]): DemoLine[] {
  const topic = random.pick(interests).replaceAll("-", " ");
  const day = random.pick(days);
  return random.pick(exchanges).map((line, turn) => ({
    client_id: random.uuid(),
    body: line.replace("{topic}", topic).replace("{day}", day),
    isOpener: turn % 2 === 0,
  }));
}
