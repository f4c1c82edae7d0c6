import { afterAll, afterEach } from "vitest";
import { problemsOfEvent, problemsOfExchange } from "./contract.ts";

// Read by vitest before each file of end-to-end tests: whatever these are answered and told, by whichever client, is compared with
// the contract, strictly, and a test in which something differs has failed.

const problems: string[] = [];
const reading = new Set<Promise<void>>();
const { fetch, WebSocket } = globalThis;

const parsed = (text: unknown): unknown => {
  try {
    return typeof text === "string" && text !== "" ? JSON.parse(text) : undefined;
  } catch {
    return text;
  }
};

globalThis.fetch = async (input, init) => {
  const response = await fetch(input, init);
  const address = new URL(input instanceof Request ? input.url : input);
  if (!/^\/(rest\/v1\/rpc|functions\/v1)\//.test(address.pathname)) return response;
  const check = async () => {
    const answered = await response.clone().text();
    const found = problemsOfExchange({
      method: init?.method ?? "GET",
      path: address.pathname + address.search,
      profile: new Headers(init?.headers).get("content-profile"),
      sent: parsed(init?.body),
      status: response.status,
      answered: parsed(answered),
    });
    problems.push(...found);
  };
  // A body that breaks off is for whoever reads it to notice.
  const read = check().catch(() => {});
  reading.add(read);
  void read.finally(() => reading.delete(read));
  return response;
};

/** The first byte of a broadcast, and how its payload is encoded, in the binary frames of Realtime's protocol 2.0.0. */
const broadcast = 4;
const json = 1;

function checkFrame(frame: unknown): void {
  if (!(frame instanceof ArrayBuffer)) return;
  const [kind, topicBytes = 0, eventBytes = 0, metaBytes = 0, encoding] = new Uint8Array(frame, 0, 5);
  if (kind !== broadcast || encoding !== json) return;
  const read = (from: number, to?: number) => new TextDecoder().decode(frame.slice(from, to));
  const [event, meta] = [5 + topicBytes, 5 + topicBytes + eventBytes];
  problems.push(
    ...problemsOfEvent(read(5, event).replace(/^realtime:/, ""), read(event, meta), parsed(read(meta + metaBytes))),
  );
}

globalThis.WebSocket = class extends WebSocket {
  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args);
    this.addEventListener("message", ({ data }) => checkFrame(data));
  }
};

async function report(): Promise<void> {
  await Promise.all(reading);
  const found = [...new Set(problems.splice(0))];
  if (found.length > 0) throw new Error(found.join("\n"));
}

afterEach(report);
afterAll(report);
