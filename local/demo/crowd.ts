import { type DemoPerson, makePerson } from "./people.ts";
import { makeCaption } from "./posts.ts";
import type { Random } from "./random.ts";
import { type DemoLine, makeTalk } from "./talks.ts";

export interface DemoSize {
  people: number;
  /** At most, a person. */
  posts: number;
}

/** Somebody of the demo and what they will do; others are named by their place in the crowd. */
export interface DemoPlan {
  person: DemoPerson;
  posts: { client_id: string; kind: string; caption: string }[];
  follows: number[];
  /** With somebody whom they follow, and who follows them back. */
  talk: { partner: number; lines: DemoLine[] } | undefined;
}

/** The same crowd at every call of the same size. */
export function planCrowd(random: Random, size: DemoSize, interests: readonly string[]): DemoPlan[] {
  const places = Array.from({ length: size.people }, (_, index) => index);
  const plans = places.map((place): DemoPlan => {
    const person = makePerson(random, place, interests);
    const posts = Array.from({ length: random.integer(0, size.posts) }, () => ({
      client_id: random.uuid(),
      kind: "text",
      caption: makeCaption(random, person.interests),
    }));
    const others = places.filter((other) => other !== place);
    const follows = random.sample(others, random.integer(1, 8));
    const partner = follows[0];
    const talk =
      partner === undefined || random.next() < 0.4 ? undefined : { partner, lines: makeTalk(random, person.interests) };
    return { person, posts, follows, talk };
  });
  for (const [place, { talk }] of plans.entries()) {
    const back = talk && plans[talk.partner]?.follows;
    if (back && !back.includes(place)) back.push(place);
  }
  return plans;
}
