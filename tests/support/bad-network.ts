import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";

/** A way to a server that can be bad: cut, dead without a word, or slow. What goes through is real. */
export class BadNetwork {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #isFrozen = false;
  #delay = 0;
  /** Connections that were made. */
  connections = 0;

  private constructor(target: URL) {
    this.#server = createServer((near) => {
      if (this.#isCut) return void near.destroy();
      this.connections++;
      const far = connect(Number(target.port), target.hostname);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(this.#through()).pipe(far);
      far.pipe(this.#through()).pipe(near);
    });
  }

  /** Passes on what comes, later or never. A connection that was frozen stays so: it is one from before the sleep. */
  #through(): Transform {
    let isFrozen = this.#isFrozen;
    return new Transform({
      transform: (chunk, _, done) => {
        isFrozen ||= this.#isFrozen;
        if (isFrozen) done();
        else setTimeout(() => done(null, chunk), this.#delay);
      },
    });
  }

  static async to(url: string): Promise<BadNetwork> {
    const network = new BadNetwork(new URL(url));
    network.#server.listen(0, "127.0.0.1");
    await once(network.#server, "listening");
    return network;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends every connection, and lets none be made. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Everything that is connected is dead from now on, and nobody is told. */
  freeze(): void {
    this.#isFrozen = true;
  }

  slow(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  mend(): void {
    this.#isCut = false;
    this.#isFrozen = false;
    this.#delay = 0;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
  }
}
