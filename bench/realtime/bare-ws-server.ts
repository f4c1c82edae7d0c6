import { type WebSocket, WebSocketServer } from "ws";

// The least a server with rooms can do: the limit that the others are measured against.
const rooms = new Map<string, Set<WebSocket>>();
const server = new WebSocketServer({ port: Number(process.env.PORT), host: "127.0.0.1" });
server.on("connection", (socket, request) => {
  const name = request.url ?? "/";
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on("message", (data, binary) => {
    for (const member of room) if (member !== socket) member.send(data, { binary });
  });
  socket.on("close", () => room.delete(socket));
});
