import type { Sql } from "postgres";
import type { WirePool } from "../../local/rest/wire/pool.ts";
import { callAs } from "../content/call.ts";
import { percentile } from "../realtime/figures.ts";
import type { Call, HotPath } from "./calls.ts";
import { backends, onProcessor, type Work, workOf } from "./costs.ts";

export interface Side extends Work {
  /** Microseconds of the backend a call, one connection. */
  processor: number;
  /** Calls a second on many connections. */
  rate: number;
  answerBytes: number;
}

export interface Figures {
  name: string;
  product: Side;
  floor: Side;
  /** Median of the rounds: processor time of the call by that of its floor. */
  processorRatio: number;
  /** Median of the rounds: calls a second by those of the floor. */
  rateRatio: number;
}

interface Pools {
  admin: Sql;
  one: WirePool;
  many: WirePool;
}

const median = (sample: number[]) => percentile(sample, 0.5);

/** Blocks of the call and of its floor in turns, on one connection and on many; each ratio is of two neighbours. */
export async function compareWithFloor(
  path: HotPath,
  { admin, one, many }: Pools,
  { rounds, calls, connections }: { rounds: number; calls: number; connections: number },
): Promise<Figures> {
  const sides = (["product", "floor"] as const).map((side) => ({
    next: 0,
    of: path[side],
    processor: [] as number[],
    rate: [] as number[],
  }));
  type Half = (typeof sides)[number];
  const call = (pool: WirePool, half: Half) => callAs(pool, ...(half.of(half.next++) as Call));
  const block = async (half: Half) => {
    for (let n = 0; n < calls; n++) await call(one, half);
  };
  const burst = async (half: Half) => {
    let left = calls * 2;
    const worker = async () => {
      while (left-- > 0) await call(many, half);
    };
    await Promise.all(Array.from({ length: connections }, worker));
  };

  for (const half of sides) await block(half); // plans and caches
  const pids = await backends(admin);
  for (let round = 0; round < rounds; round++) {
    for (const half of sides) {
      const before = onProcessor(pids);
      await block(half);
      half.processor.push((onProcessor(pids) - before) / calls);
    }
  }
  for (const half of sides) await burst(half);
  for (let round = 0; round < rounds; round++) {
    for (const half of sides) {
      const start = performance.now();
      await burst(half);
      half.rate.push((calls * 2 * 1000) / (performance.now() - start));
    }
  }
  const described = async (half: Half): Promise<Side> => {
    const [answer] = await call(one, half);
    return {
      ...(await workOf(admin, 200, () => call(one, half))),
      processor: median(half.processor),
      rate: median(half.rate),
      answerBytes: Buffer.byteLength(String(answer?.[0] ?? "")),
    };
  };
  const [product, floor] = sides as [Half, Half];
  const ratios = (one: number[], other: number[]) =>
    median(one.map((value, round) => value / (other[round] as number)));
  return {
    name: path.name,
    product: await described(product),
    floor: await described(floor),
    processorRatio: ratios(product.processor, floor.processor),
    rateRatio: ratios(product.rate, floor.rate),
  };
}
