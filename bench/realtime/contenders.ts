import { clientFrame, RawSocket } from "./raw-socket.ts";

/** One server under test: how a client joins a room of it, and how an event is framed. */
export interface Contender {
  name: string;
  /** Path of its program, from this folder. */
  program: string;
  join(port: number, room: string): Promise<RawSocket>;
  /** A frame that carries `payload`, JSON text, to everybody else in the room. */
  frame(room: string, payload: string): Buffer;
}

export const publishableKey = "sb_publishable_bench_00000000";
export const secretKey = "sb_secret_bench_00000000";

/** Joins with the serializer that the official client uses. */
export async function joinPlaza(port: number, topic: string, options: { isPrivate: boolean; key: string }) {
  const socket = await RawSocket.open(port, `/realtime/v1/websocket?apikey=${options.key}&vsn=2.0.0`);
  const config = { private: options.isPrivate };
  socket.send(clientFrame(JSON.stringify(["1", "1", `realtime:${topic}`, "phx_join", { config }])));
  await socket.next((payload) => {
    if (payload.includes('"status":"error"')) throw new Error(payload.toString());
    return payload.includes("phx_reply");
  });
  return socket;
}

const plaza: Contender = {
  name: "Plaza",
  program: "../../local/realtime/main.ts",
  join: (port, room) => joinPlaza(port, room, { isPrivate: false, key: publishableKey }),
  frame(room, payload) {
    const topic = `realtime:${room}`;
    const head = Buffer.from([3, 1, 1, topic.length, 1, 0, 1]);
    return clientFrame(Buffer.concat([head, Buffer.from(`11${topic}m${payload}`)]));
  },
};

const bareWs: Contender = {
  name: "bare ws",
  program: "bare-ws-server.ts",
  join: (port, room) => RawSocket.open(port, `/${room}`),
  frame: (_room, payload) => clientFrame(payload),
};

const socketIo: Contender = {
  name: "Socket.IO",
  program: "socket-io-server.ts",
  async join(port, room) {
    const socket = await RawSocket.open(port, `/socket.io/?EIO=4&transport=websocket&room=${room}`);
    socket.send(clientFrame("40"));
    await socket.next((payload) => payload.toString().startsWith("40"));
    return socket;
  },
  frame: (_room, payload) => clientFrame(`42["m",${payload}]`),
};

export const contenders = [plaza, bareWs, socketIo];
