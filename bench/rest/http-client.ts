import { connect } from "node:net";

/**
 * One keep-alive connection that posts JSON and looks no closer at the answer than it must: status line
 * and Content-Length. A full client would cost more than the server that is measured.
 */
export async function openHttpClient(port: number, path: string, headers: Record<string, string>) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const lines = Object.entries({ Host: "bench", "Content-Type": "application/json", ...headers });
  const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`;
  let received = "";
  let done: { resolve(): void; reject(error: Error): void } | undefined;
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => {
    received += chunk;
    const bodyStart = received.indexOf("\r\n\r\n") + 4;
    if (bodyStart < 4) return;
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
    if (received.length < bodyStart + length) return;
    const answer = received;
    received = "";
    if (answer.startsWith("HTTP/1.1 200")) done?.resolve();
    else done?.reject(new Error(answer));
  });
  socket.on("error", () => {});
  socket.on("close", () => done?.reject(new Error("The connection was closed.")));
  return {
    /** `more` are headers of this request alone, each with its line break. */
    post: (body: string, more = "") =>
      new Promise<void>((resolve, reject) => {
        if (socket.destroyed) return reject(new Error("The connection is closed."));
        done = { resolve, reject };
        socket.write(`${head}${more}Content-Length: ${body.length}\r\n\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}
