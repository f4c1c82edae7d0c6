import type { Random } from "./random.ts";

const openings = [
  "Anyone else into {topic}?",
  "Three years of {topic} and I still learn something every week.",
  "Looking for company: {topic} this {day}.",
  "Hot take: {topic} is better {when}.",
  "My first try at {topic} today.",
  "Is there a good place for {topic} around here?",
  "Nobody told me how much {topic} clears the head.",
  "Weekend plan: {topic}, then sleep.",
  "I have decided to get serious about {topic}.",
  "Unpopular opinion about {topic}: start slow.",
];
const endings = [
  "",
  "",
  " Who is in?",
  " Tell me everything.",
  " It did not go well 😅",
  " 10/10, would do it again.",
  " Recommendations welcome.",
  " Photos soon.",
  " Worth every minute ✨",
];
const days = ["Friday", "Saturday", "Sunday", "evening"];
const moments = ["in winter", "at six in the morning", "with friends", "alone", "in the rain"];

/** A caption about one of the person's interests. */
export function makeCaption(random: Random, interests: readonly string[]): string {
  const topic = random.pick(interests).replaceAll("-", " ");
  const opening = random.pick(openings);
  const filled = opening
    .replace("{topic}", topic)
    .replace("{day}", random.pick(days))
    .replace("{when}", random.pick(moments));
  return filled + random.pick(endings);
}
