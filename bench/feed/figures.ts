import { loadavg } from "node:os";

/** Milliseconds: on the clock, and of the processor in Postgres, which other work on the machine disturbs less. */
export interface Timing {
  clock: number;
  cpu: number;
}

const percentile = (figures: number[], share: number): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length * share)] ?? Number.NaN;

/** Timings by what was measured. */
export class Figures {
  readonly #timings = new Map<string, Timing[]>();

  note(name: string, timing: Timing): void {
    this.#timings.set(name, [...(this.#timings.get(name) ?? []), timing]);
  }

  get names(): string[] {
    return [...this.#timings.keys()];
  }

  clock(name: string, share: number): number {
    return percentile(
      (this.#timings.get(name) ?? []).map(({ clock }) => clock),
      share,
    );
  }

  cpu(name: string, share: number): number {
    return percentile(
      (this.#timings.get(name) ?? []).map(({ cpu }) => cpu),
      share,
    );
  }

  print(): void {
    row("milliseconds", ["calls", "p50", "p95", "CPU p50", "CPU p95"]);
    for (const name of this.names) {
      const timings = [this.clock(name, 0.5), this.clock(name, 0.95), this.cpu(name, 0.5), this.cpu(name, 0.95)];
      row(name, [String(this.#timings.get(name)?.length), ...timings.map((figure) => figure.toFixed(2))]);
    }
  }
}

export function row(name: string, cells: string[]): void {
  console.log(`  ${name.padEnd(38)}${cells.map((cell) => cell.padStart(12)).join("")}`);
}

/** A heading with the load of the machine, without which no figure says anything. */
export const heading = (text: string) => console.log(`\n${text} (load average ${loadavg()[0]?.toFixed(1)})`);
