import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

// Not a dependency of Plaza: SOCKET_IO_FOLDER names a folder where it was installed for the comparison.
const folder = process.env.SOCKET_IO_FOLDER ?? import.meta.dirname;
const { Server } = createRequire(join(folder, "any.js"))("socket.io");

const server = createServer();
const io = new Server(server, { transports: ["websocket"], serveClient: false });
io.on("connection", (socket: SocketIoSocket) => {
  const { room } = socket.handshake.query;
  socket.join(room);
  socket.on("m", (payload) => socket.to(room).emit("m", payload));
});
server.listen(Number(process.env.PORT), "127.0.0.1");

/** As much of Socket.IO's socket as is used here. */
interface SocketIoSocket {
  handshake: { query: { room: string } };
  join(room: string): void;
  on(event: string, listener: (payload: unknown) => void): void;
  to(room: string): { emit(event: string, payload: unknown): void };
}
