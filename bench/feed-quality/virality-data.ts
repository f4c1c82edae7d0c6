import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A post of a log: what its counters were at some minutes of its life. */
export interface Story {
  author: number;
  /** When it appeared, in minutes since 1970. */
  appeared: number;
  /** Ascending. `exposure`: how much it was looked at since the last moment, in a unit of the log's own. */
  moments: { minute: number; people: number; commenters: number; exposure: number }[];
  final: number;
}

const lines = (path: string) => gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n").slice(1);

/**
 * The front page of Hacker News every 20 to 30 minutes for two years (github.com/christian-fei/hn-history, ISC): stories first seen
 * at 15 points or less, at least twice. A place on a list is looked at with its rank to the power of -0.7.
 */
export function hackerNews(folder: string): Story[] {
  const stories: Story[] = [];
  for (const file of ["front_page_a.csv.gz", "front_page_b.csv.gz"]) {
    for (const line of lines(join(folder, "hn-front-page", file))) {
      const [, author, seen, observations] = line.split(",") as [string, string, string, string];
      const moments: Story["moments"] = [];
      let points = 0;
      let comments = 0;
      let last = -20;
      let sightings = 0;
      let first = 0;
      for (const observation of observations.split(" ")) {
        const [minute, rank, score, talk] = observation.split(":");
        if (!minute || !score) continue;
        if (sightings++ === 0) first = Number(score);
        if (moments.length > 0 && Number(minute) === last) continue;
        const exposure = Math.min(Number(minute) - last, 60) / Math.max(Number(rank), 1) ** 0.7;
        moments.push({
          minute: Number(minute),
          people: Math.max(Number(score) - points, 0),
          commenters: Math.max(Number(talk || 0) - comments, 0),
          exposure,
        });
        points = Math.max(points, Number(score));
        comments = Math.max(comments, Number(talk || 0));
        last = Number(minute);
      }
      if (sightings >= 2 && first <= 15)
        stories.push({ author: Number(author), appeared: Math.floor(Number(seen) / 60), moments, final: points });
    }
  }
  return stories.sort((one, other) => one.appeared - other.appeared);
}

/**
 * Shares of news items in slices of 20 minutes over two days (Moniz and Torgo, arXiv 1801.07055; github.com/nunompmoniz/HT2018, CC BY
 * 4.0). The items are in the order of time, but not dated: here one appears every ten minutes, and the halves are apart.
 */
export function news(folder: string, network: "Facebook" | "LinkedIn"): Story[] {
  const items = lines(join(folder, "news-popularity-palestine", `${network}_Palestine.csv.gz`));
  return items.map((line, number) => {
    const counts = line.split(",").slice(1).map(Number);
    const start = counts.findIndex((count) => count >= 0);
    const moments: Story["moments"] = [];
    let shares = 0;
    for (let slice = Math.max(start, 0); slice < counts.length; slice++) {
      const count = counts[slice] ?? 0;
      if (count > shares) {
        moments.push({ minute: (slice - start) * 20, people: count - shares, commenters: 0, exposure: 0 });
        shares = count;
      }
    }
    const gap = number < Math.floor(items.length / 2) ? 0 : 10_000;
    return { author: 0, appeared: 26_297_280 + number * 10 + gap, moments, final: shares };
  });
}
