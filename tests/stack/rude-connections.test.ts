import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { edgeFunctionNames } from "../support/edge-functions.ts";
import { EmbeddedStack } from "../support/embedded-stack.ts";
import { listeningPorts } from "./listening-ports.ts";

let stack: EmbeddedStack;
/** Every port that a part of the stack listens on, by the part's name. */
let ports: [part: string, port: number][];

beforeAll(async () => {
  stack = await EmbeddedStack.make();
  await stack.start();
  ports = Object.entries(stack.processes.parts).flatMap(([part, pid]) =>
    listeningPorts(pid).map((port): [string, number] => [part, port]),
  );
});
afterAll(() => stack.discard());

/** What is sent, cut into head and body where there is one. */
interface Request {
  head: string;
  body?: string;
}

const lines = (...all: string[]) => `${all.join("\r\n")}\r\n\r\n`;
const upgrade = (path: string, protocol = "websocket"): Request => ({
  head: lines(
    `GET ${path} HTTP/1.1`,
    "Host: x",
    "Connection: Upgrade, HTTP2-Settings",
    `Upgrade: ${protocol}`,
    "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
  ),
  body: "\x81\x85....hello",
});
const paths = [
  "/",
  "/health",
  "/nowhere",
  "/dev/inbox",
  "/s3/media/public/x",
  "/rest/v1/profiles",
  "/rest/v1/rpc/home_feed",
  "/functions/v1/auth/login",
  "/auth/login",
  "/realtime/v1/websocket?vsn=2.0.0",
  "/realtime/v1/../../health",
  "/socket/websocket?apikey=no",
];
const requests: [kind: string, request: Request][] = [
  ...paths.map((path): [string, Request] => [`GET ${path}`, { head: lines(`GET ${path} HTTP/1.1`, "Host: x") }]),
  ...paths.map((path): [string, Request] => [
    `POST ${path}`,
    {
      head: lines(`POST ${path} HTTP/1.1`, "Host: x", "Content-Type: application/json", "Content-Length: 4000"),
      body: `{"identifier":"${"x".repeat(3_000)}`,
    },
  ]),
  ...paths.map((path): [string, Request] => [
    `POST ${path} in chunks`,
    { head: lines(`POST ${path} HTTP/1.1`, "Host: x", "Transfer-Encoding: chunked"), body: "5\r\nhello\r\nfff\r\n{" },
  ]),
  ...paths.map((path): [string, Request] => [`upgrade to ${path}`, upgrade(path)]),
  ...paths.map((path): [string, Request] => [`upgrade to h2c at ${path}`, upgrade(path, "h2c")]),
  [
    "PUT that waits for 100",
    { head: lines("PUT /s3/media/x HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 9"), body: "123" },
  ],
  ["CONNECT", { head: lines("CONNECT example.com:443 HTTP/1.1", "Host: example.com:443") }],
  ["OPTIONS *", { head: lines("OPTIONS * HTTP/1.1", "Host: x") }],
  ["absolute URI", { head: lines("GET http://x/realtime/v1/websocket HTTP/1.1", "Host: x") }],
  ["pipelined requests", { head: lines("GET /health HTTP/1.1", "Host: x").repeat(20) }],
  ["HTTP/2 without asking", { head: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", body: "\0\0\0\x04\0\0\0\0\0" }],
  ["TLS hello", { head: "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", body: "\0".repeat(500) }],
  ["Postgres's SSL request", { head: "\0\0\0\x08\x04\xd2\x16\x2f", body: "\0\0\x01\0\0\x03\0\0user\0" }],
  ["no HTTP", { head: `${"\xff\0".repeat(50)}\r\n\r\n` }],
  ["a head without end", { head: `GET / HTTP/1.1\r\nX: ${"y".repeat(40_000)}` }],
];

/** Requests that are let in, so that they are cut in the midst of real work. */
function goodRequests(): [kind: string, request: Request][] {
  const key = stack.values.PUBLISHABLE_KEY;
  const interests = (encoding: string) => ({
    head: lines("GET /rest/v1/interests HTTP/1.1", "Host: x", `apikey: ${key}`, `Accept-Encoding: ${encoding}`),
  });
  return [
    ["a table", interests("identity")],
    ["a table, compressed", interests("br")],
    ["many tables, compressed", { head: interests("gzip").head.repeat(10) }],
    [
      "an RPC",
      {
        head: lines(
          "POST /rest/v1/rpc/list_interests HTTP/1.1",
          "Host: x",
          `apikey: ${key}`,
          "Content-Type: application/json",
          "Content-Length: 2",
          "Accept-Encoding: br",
        ),
        body: "{}",
      },
    ],
    ["an edge function", { head: lines("GET /functions/v1/auth/.well-known/jwks.json HTTP/1.1", "Host: x") }],
    ["a WebSocket at the gateway", upgrade(`/realtime/v1/websocket?apikey=${key}&vsn=2.0.0`)],
    ["a WebSocket at Realtime", upgrade(`/socket/websocket?apikey=${key}&vsn=2.0.0`)],
  ];
}

/** How far the client gets. */
const stages: [stage: string, send: (socket: Socket, request: Request) => Promise<void>][] = [
  ["before a word", async () => {}],
  ["in the head", async (socket, { head }) => void socket.write(head.slice(0, head.length / 2), "latin1")],
  ["after the head", async (socket, { head }) => void socket.write(head, "latin1")],
  ["in the body", async (socket, { head, body = "" }) => void socket.write(head + body, "latin1")],
  [
    "in the answer",
    async (socket, { head, body = "" }) => {
      socket.write(head + body, "latin1");
      await Promise.race([new Promise((resolve) => socket.once("data", resolve)), sleep(50)]);
    },
  ],
];

const endings: [ending: string, end: (socket: Socket) => void | Promise<void>][] = [
  ["RST", (socket) => void socket.resetAndDestroy()],
  ["FIN", (socket) => void socket.destroy()],
  [
    "half-open",
    async (socket) => {
      socket.end();
      await sleep(100);
      socket.resetAndDestroy();
    },
  ],
];

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
    socket.on("error", () => {});
  });
}

/** Runs tasks, some at a time. */
async function runAll(tasks: (() => Promise<void>)[], atOnce = 40): Promise<void> {
  const queue = tasks.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const task of queue) await task();
    }),
  );
}

const parts = [
  ...["postgres", "rest", "realtime", "s3", "worker", "gateway"],
  ...edgeFunctionNames.map((name) => `functions/${name}`),
];

test("every part of the stack listens somewhere, so that every part is tried", () => {
  expect(Object.keys(stack.processes.parts).sort()).toEqual([...parts].sort());
  expect([...new Set(ports.map(([part]) => part))].sort()).toEqual([...parts].sort());
});

describe("a connection that is cut, of any kind and at any moment, ends no process", () => {
  test.each(parts)("%s", { timeout: 180_000 }, async (name) => {
    const before = stack.processes;
    const all = [...requests, ...goodRequests()];
    const its = ports.filter(([part]) => part === name);
    const tasks = its.flatMap(([, port]) =>
      all.flatMap(([, request]) =>
        stages.flatMap(([, send]) =>
          endings.map(([, end]) => async () => {
            const socket = await connected(port);
            await send(socket, request);
            await end(socket);
          }),
        ),
      ),
    );
    expect(tasks.length).toBe(its.length * all.length * stages.length * endings.length);
    await runAll(tasks);
    // A process that ends does so within moments.
    await sleep(500);
    expect(stack.processes).toEqual(before);
    const health = await fetch(`${stack.values.API_URL}/health`);
    const { parts: states } = (await health.json()) as { parts: Record<string, string> };
    expect(Object.values(states)).toEqual(Object.values(states).map(() => "ok"));
    await withConnection(stack.values.DB_URL, (sql) => sql`select 1`);
  });
});

/** Milliseconds until the server has closed the connection altogether, while the client keeps its side open. */
async function closedAfter(port: number, request: string): Promise<{ answer: string; ms: number }> {
  const socket = await connected(port);
  const began = performance.now();
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk.toString("latin1");
  });
  socket.write(request, "latin1");
  await new Promise((resolve) => socket.once("end", resolve));
  // Half-closed: only a server that has let go answers a write with RST.
  while (!socket.destroyed && performance.now() - began < 20_000) {
    socket.write("x");
    await sleep(50);
  }
  return { answer, ms: performance.now() - began };
}

test.each([
  ["to a path that is none", "/realtime/v1/nowhere", "404"],
  ["without an API key", "/realtime/v1/websocket", "401"],
  ["out of its prefix", "/realtime/v1/../../health", "400"],
])(
  "a refused upgrade %s is answered, and its connection closed though the client keeps it open",
  async (_what, path, status) => {
    const { answer, ms } = await closedAfter(Number(new URL(stack.values.API_URL).port), upgrade(path).head);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(ms).toBeLessThan(10_000);
  },
);

test("an upgrade that is not offered is passed over, as HTTP has it", async () => {
  const socket = await connected(Number(new URL(stack.values.API_URL).port));
  socket.write(upgrade("/auth/v1/.well-known/jwks.json", "h2c").head);
  const answer = await new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(String(chunk))));
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  socket.destroy();
});
