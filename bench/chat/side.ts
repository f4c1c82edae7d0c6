import type { RawSocket } from "../realtime/raw-socket.ts";

/** People who talk with each other: the identifier of their conversation and theirs. */
export interface Room {
  id: string;
  people: string[];
}

export interface Message {
  clientId: string;
  room: string;
  sender: string;
  body: string;
}

/** How clients of one of the servers join, send and read. */
export interface Side {
  /** Connects somebody to a room. */
  join(person: string, room: string): Promise<RawSocket>;
  /** Resolves once the server has answered that it has the message. */
  send(message: Message): Promise<void>;
  /** Whether a frame is a message of the room. */
  isMessage(frame: Buffer): boolean;
  /** What a socket has to send now and then, so that it stays open. */
  heartbeat: Buffer;
  close(): void;
}
