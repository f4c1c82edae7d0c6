import { createServer } from "node:http";
import { Server } from "socket.io";

// What Plaza replaces, as the designs before it used it: rooms, and nothing but WebSockets.
const server = createServer();
const io = new Server(server, { transports: ["websocket"], serveClient: false });
io.on("connection", (socket) => {
  const room = String(socket.handshake.query.room);
  socket.join(room);
  socket.on("m", (payload) => socket.to(room).emit("m", payload));
});
server.listen(Number(process.env.PORT), "127.0.0.1");
