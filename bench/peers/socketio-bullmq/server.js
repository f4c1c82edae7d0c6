// Chat as earlier designs had it: a message goes to the room at once, and into a queue to be stored later.
import { createServer } from "node:http";
import { Queue } from "bullmq";
import express from "express";
import { Server } from "socket.io";

const queue = new Queue("messages", { connection: { port: Number(process.env.REDIS_PORT), host: "127.0.0.1" } });
queue.on("error", () => {}); // Redis is away: the client tries again by itself.

const app = express();
app.get("/health", (_request, response) => {
  response.json({ status: "ok" });
});
const server = createServer(app);
const io = new Server(server, { transports: ["websocket"], serveClient: false });

io.on("connection", (socket) => {
  const { user, rooms } = socket.handshake.query;
  for (const room of String(rooms).split(",")) socket.join(room);
  socket.on("message:send", (message, acknowledge) => {
    const stamped = { ...message, senderId: user, createdAt: new Date().toISOString() };
    socket.to(message.conversationId).emit("message:received", stamped);
    queue.add("store", stamped, { attempts: 3, removeOnComplete: true, removeOnFail: 1000 }).catch(() => {});
    acknowledge({ ok: true });
  });
});
server.listen(Number(process.env.PORT), "127.0.0.1");
