import { clientFrame, RawSocket } from "../realtime/raw-socket.ts";
import type { Side } from "./side.ts";

export interface PeerAddress {
  kind: "peer";
  port: number;
}

const messageEvent = Buffer.from('42["message:received"');

/** Clients of bench/peers/socketio-bullmq: they send and hear on the same socket. */
export function peerSide({ port }: PeerAddress): Side {
  const sockets = new Map<string, RawSocket>();
  const waiting: ((() => void) | undefined)[] = [];
  return {
    async join(person, room) {
      const query = `EIO=4&transport=websocket&user=${person}&rooms=${room}`;
      const socket = await RawSocket.open(port, `/socket.io/?${query}`);
      socket.send(clientFrame("40"));
      await socket.next((frame) => frame.toString().startsWith("40"));
      socket.onMessage = (frame) => {
        if (frame[0] !== 0x34 || frame[1] !== 0x33) return; // "43": an acknowledgement, and of what
        const number = Number.parseInt(frame.toString("latin1", 2, 12), 10);
        waiting[number]?.();
        waiting[number] = undefined;
      };
      sockets.set(person, socket);
      return socket;
    },
    send: ({ clientId, room, sender, body }) =>
      new Promise((resolve) => {
        const number = waiting.push(resolve) - 1;
        const message = JSON.stringify(["message:send", { clientId, conversationId: room, body }]);
        sockets.get(sender)?.send(clientFrame(`42${number}${message}`));
      }),
    isMessage: (frame) => frame.subarray(0, messageEvent.length).equals(messageEvent),
    heartbeat: clientFrame("3"), // engine.io's pong, which the server waits for
    close() {},
  };
}
