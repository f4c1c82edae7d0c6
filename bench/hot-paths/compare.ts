import type { Sql } from "postgres";
import type { WirePool } from "../../local/rest/wire/pool.ts";
import { callAs } from "../content/call.ts";
import { percentile } from "../realtime/figures.ts";
import type { Call, HotPath } from "./calls.ts";
import { backends, onProcessor, type Work, workOf } from "./costs.ts";

export interface Side extends Work {
  /** Microseconds of the backend a call, one connection. */
  processor: number;
  /** Calls a second, by the number of connections. */
  rates: number[];
  answerBytes: number;
}

export interface Figures {
  name: string;
  product: Side;
  floor: Side;
  /** Median of the rounds: processor time of the call by that of its floor. */
  processorRatio: number;
  /** Medians of the rounds: calls a second by those of the floor, by the number of connections. */
  rateRatios: number[];
}

interface Pools {
  admin: Sql;
  one: WirePool;
  /** Each with as many connections as calls are to be under way at a time. */
  many: { pool: WirePool; connections: number }[];
}

const median = (sample: number[]) => percentile(sample, 0.5);
const ratios = (ones: number[], others: number[]) =>
  median(ones.map((value, round) => value / (others[round] as number)));

/** Blocks of the call and of its floor in turns, on one connection and on many; each ratio is of two neighbours. */
export async function compareWithFloor(
  path: HotPath,
  { admin, one, many }: Pools,
  { rounds, calls }: { rounds: number; calls: number },
): Promise<Figures> {
  const sides = (["product", "floor"] as const).map((side) => ({
    next: 0,
    of: path[side],
    processor: [] as number[],
    rates: many.map((): number[] => []),
  }));
  type Half = (typeof sides)[number];
  const call = (pool: WirePool, half: Half) => callAs(pool, ...(half.of(half.next++) as Call));
  const block = async (half: Half) => {
    for (let n = 0; n < calls; n++) await call(one, half);
  };
  const burst = async (half: Half, { pool, connections }: Pools["many"][number]) => {
    let left = calls * 2;
    const worker = async () => {
      while (left-- > 0) await call(pool, half);
    };
    await Promise.all(Array.from({ length: connections }, worker));
  };

  await call(one, sides[0] as Half);
  const pids = await backends(admin);
  for (const half of sides) await block(half); // plans and caches
  for (let round = 0; round < rounds; round++) {
    for (const half of sides) {
      const before = onProcessor(pids);
      await block(half);
      half.processor.push((onProcessor(pids) - before) / calls);
    }
  }
  for (const [which, pool] of many.entries()) {
    for (const half of sides) await burst(half, pool);
    for (let round = 0; round < rounds; round++) {
      for (const half of sides) {
        const start = performance.now();
        await burst(half, pool);
        half.rates[which]?.push((calls * 2 * 1000) / (performance.now() - start));
      }
    }
  }
  const described = async (half: Half): Promise<Side> => {
    const [answer] = await call(one, half);
    return {
      ...(await workOf(admin, 200, () => call(one, half))),
      processor: median(half.processor),
      rates: half.rates.map(median),
      answerBytes: Buffer.byteLength(String(answer?.[0] ?? "")),
    };
  };
  const [product, floor] = sides as [Half, Half];
  return {
    name: path.name,
    product: await described(product),
    floor: await described(floor),
    processorRatio: ratios(product.processor, floor.processor),
    rateRatios: product.rates.map((rates, which) => ratios(rates, floor.rates[which] as number[])),
  };
}
