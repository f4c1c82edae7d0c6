import type { Server } from "node:http";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Calls have names that clients write. One that nobody has ever called with success is none, and there is an end to them. */
const maxCalls = 500;
const others = "others";

/** What Prometheus scrapes of the gateway: how long each call takes and how it ends, and who is connected. */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly #calls = new Set<string>();
  readonly #requests = new Histogram({
    name: "plaza_request_seconds",
    help: "How long calls took, as the gateway saw it, by call and class of the status; broken off is what the client or the part did not finish.",
    labelNames: ["call", "outcome"] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor(server: Server) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: "plaza_gateway_connections",
      help: "Connections that are open to the gateway, WebSockets included.",
      registers: [this.registry],
      async collect() {
        this.set(await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count ?? 0))));
      },
    });
  }

  note(call: string, status: number | undefined, ms: number): void {
    const outcome = status === undefined ? "broken off" : `${Math.floor(status / 100)}xx`;
    this.#requests.observe({ call: this.#known(call, outcome), outcome }, ms / 1000);
  }

  #known(name: string, outcome: string): string {
    if (outcome === "2xx" && this.#calls.size < maxCalls) this.#calls.add(name);
    return this.#calls.has(name) ? name : others;
  }
}
