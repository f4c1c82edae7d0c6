import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

/** A mail as the server took it. */
export interface TakenMail {
  messageId: string;
  from: string;
  to: string[];
  source: string;
}

/** What the server does with a mail that has arrived whole: returning takes it, throwing refuses it. */
export type Judge = (mail: TakenMail) => void | Promise<void>;

/** A real SMTP server, which keeps what it has taken. A mail counts as taken before its sender hears of it. */
export async function startSmtpServer() {
  const taken: TakenMail[] = [];
  const state: { judge: Judge; whenDataBegins: () => void | Promise<void> } = {
    judge: () => {},
    whenDataBegins: () => {},
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    async onData(stream, session, done) {
      try {
        await state.whenDataBegins();
        const source = await text(stream);
        const { mailFrom, rcptTo } = session.envelope;
        const mail: TakenMail = {
          messageId: /^message-id: *(<\S+>)/im.exec(source)?.[1] ?? "",
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          source,
        };
        await state.judge(mail);
        taken.push(mail);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  // A sender that is killed leaves a broken connection behind: that is what is being tested.
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    taken,
    state,
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}
