import { clientFrame, RawSocket } from "../realtime/raw-socket.ts";
import { openHttpClient } from "../rest/http-client.ts";
import type { Side } from "./side.ts";

export interface PlazaAddress {
  kind: "plaza";
  port: number;
  key: string;
  /** Access tokens by person. */
  tokens: Record<string, string>;
  /** Topics by conversation. */
  topics: Record<string, string>;
  /** What is called: the product, or its floor (bench/hot-paths/floors.sql). */
  call: "send_message" | "floor_message";
}

const conversationTopic = Buffer.from("realtime:conversation:");

/** Clients that send by RPC and hear on the topic of the conversation and `user:<id>`, as an app that is open does. */
export function plazaSide({ port, key, tokens, topics, call }: PlazaAddress): Side {
  type Connection = Awaited<ReturnType<typeof openHttpClient>>;
  const idle: Connection[] = [];
  return {
    async join(person, room) {
      const socket = await RawSocket.open(port, `/realtime/v1/websocket?apikey=${key}&vsn=2.0.0`);
      for (const topic of [`realtime:${topics[room]}`, `realtime:user:${person}`]) {
        const payload = { config: { private: true }, access_token: tokens[person] };
        socket.send(clientFrame(JSON.stringify(["1", "1", topic, "phx_join", payload])));
        await socket.next((frame) => {
          if (frame.includes('"status":"error"')) throw new Error(frame.toString());
          return frame.includes("phx_reply");
        });
      }
      return socket;
    },
    async send({ clientId, room, sender, body }) {
      const connection = idle.pop() ?? (await openHttpClient(port, `/rest/v1/rpc/${call}`, { apikey: key }));
      const topic = call === "floor_message" ? { topic: topics[room] } : {};
      const message = { client_id: clientId, conversation_id: room, body, ...topic };
      // After a failure the connection is left alone: there may be more on it.
      await connection.post(JSON.stringify(message), `Authorization: Bearer ${tokens[sender]}\r\n`);
      idle.push(connection);
    },
    // A "user broadcast", whose topic follows five bytes; the same message comes on user:<id> besides.
    isMessage: (frame) => frame[0] === 4 && frame.subarray(5, 5 + conversationTopic.length).equals(conversationTopic),
    heartbeat: clientFrame(JSON.stringify([null, "h", "phoenix", "heartbeat", {}])),
    close() {
      for (const connection of idle) connection.close();
    },
  };
}
