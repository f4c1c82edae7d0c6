import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import postgres, { type Sql } from "postgres";
import { EmbeddedStack } from "../support/embedded-stack.ts";

interface MediaRow {
  status: string;
  attempt: number;
  shown_attempt: number | null;
  progress: number;
  error: string | null;
  folder: string;
  variants: { url: string }[];
  hls_url: string;
  poster_url: string;
  storyboard: { url: string } | null;
}

/** A stack whose worker a test may kill, and media that come into it as functions/media would bring them. */
export class MediaStack {
  readonly stack: EmbeddedStack;
  readonly sql: Sql;
  readonly #bucket: string;
  readonly #s3: S3Client;

  private constructor(stack: EmbeddedStack) {
    const values = stack.values;
    this.stack = stack;
    this.sql = postgres(values.DB_URL, { max: 3, onnotice: () => {} });
    this.#bucket = values.S3_BUCKET;
    this.#s3 = new S3Client({
      endpoint: values.STORAGE_S3_URL,
      region: values.S3_PROTOCOL_REGION,
      credentials: {
        accessKeyId: values.S3_PROTOCOL_ACCESS_KEY_ID,
        secretAccessKey: values.S3_PROTOCOL_ACCESS_KEY_SECRET,
      },
      forcePathStyle: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
    });
  }

  static async start(): Promise<MediaStack> {
    const stack = await EmbeddedStack.make();
    try {
      await stack.start();
    } catch (error) {
      await stack.discard();
      throw error;
    }
    return new MediaStack(stack);
  }

  async stop(): Promise<void> {
    await this.sql.end();
    await this.stack.discard();
  }

  /** Somebody who may upload; returns the account's identifier, which is the session's too. */
  async newOwner(): Promise<string> {
    const { sql } = this;
    const id = randomUUID();
    const username = `u${id.replaceAll("-", "").slice(0, 20)}`;
    const phone = `+49${Math.floor(1e9 + Math.random() * 9e9)}`;
    await sql`
      insert into private.accounts (id, username, email, phone, birth_date)
      values (${id}, ${username}, ${`${username}@example.com`}, ${phone}, '1990-01-01')`;
    await sql`
      insert into public.profiles (id, username, first_name, last_name, gender)
      values (${id}, ${username}, 'Robin', 'Tester', 'other')`;
    await sql`
      insert into private.sessions (id, account_id, refresh_hash, expires_at)
      values (${id}, ${id}, sha256(''), now() + interval '1 day')`;
    return id;
  }

  /** Stores a file as somebody's upload; `complete` then hands it to the worker. */
  async upload(owner: string, file: string | Uint8Array, contentType: string): Promise<string> {
    const bytes = typeof file === "string" ? readFileSync(file) : file;
    const kind = contentType.split("/")[0] as string;
    const [media] = await this.#as(
      owner,
      (sql) =>
        sql`select * from private.start_upload('post', ${kind}, ${contentType}, ${bytes.length}, null, '1 hour')`,
    );
    const Key = `uploads/${media?.folder}/original`;
    await this.#s3.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body: bytes, ContentType: contentType }));
    return media?.id;
  }

  /** Stores an object, as a client with a permission to upload does. */
  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#s3.send(
      new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: bytes, ContentType: "image/jpeg" }),
    );
  }

  async complete(owner: string, mediaId: string): Promise<void> {
    const { folder } = await this.media(mediaId);
    const { Contents } = await this.#s3.send(
      new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: `uploads/${folder}/` }),
    );
    await this.#as(owner, (sql) => sql`select private.complete_upload(${mediaId}, ${Contents?.[0]?.ETag ?? ""})`);
  }

  /** A post of a video, which waits until that is ready. */
  async createPost(owner: string, mediaId: string): Promise<string> {
    const [row] = await this.#as(
      owner,
      (sql) => sql`select public.create_post(${randomUUID()}, 'video', '', array[${mediaId}]::uuid[]) ->> 'id' as id`,
    );
    return row?.id;
  }

  #as<Result>(owner: string, run: (sql: postgres.TransactionSql) => Promise<Result>): Promise<Result> {
    const claims = JSON.stringify({ sub: owner, sid: owner, role: "authenticated" });
    return this.sql.begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${claims}, true)`;
      return run(sql);
    }) as Promise<Result>;
  }

  /** A medium as its owner is shown it, with addresses. */
  async view(mediaId: string): Promise<MediaRow> {
    const [row] = await this.sql`
      select private.media_view(medium) as view from private.media medium where medium.id = ${mediaId}`;
    return row?.view;
  }

  async media(mediaId: string): Promise<MediaRow> {
    const [row] = await this.sql<MediaRow[]>`select * from private.media where id = ${mediaId}`;
    if (!row) throw new Error(`There is no medium ${mediaId}.`);
    return row;
  }

  /** Waits until a condition holds. */
  async until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await sleep(50);
  }

  /** Waits until a medium has this status. */
  async reaches(mediaId: string, status: string): Promise<MediaRow> {
    await this.until(async () => (await this.media(mediaId)).status === status);
    return this.media(mediaId);
  }

  /** Waits until everything of a medium is there. */
  async isWhole(mediaId: string): Promise<MediaRow> {
    await this.until(async () => (await this.media(mediaId)).progress === 100);
    return this.reaches(mediaId, "ready");
  }

  async keysBelow(prefix: string): Promise<string[]> {
    const page = await this.#s3.send(new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix }));
    return page.Contents?.map(({ Key }) => Key as string) ?? [];
  }

  /** An object and how long caches keep it. */
  async read(key: string): Promise<{ text: string; caching: string | undefined }> {
    const { Body, CacheControl } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
    return { text: (await Body?.transformToString()) ?? "", caching: CacheControl };
  }

  async deleteOriginal(mediaId: string): Promise<void> {
    const { folder } = await this.media(mediaId);
    await this.#s3.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: `uploads/${folder}/original` }));
  }

  get workerPid(): number {
    return this.stack.processes.parts.worker as number;
  }

  /** Stops S3, so that the worker stores nothing more, or lets it go on. */
  signalStorage(signal: "SIGSTOP" | "SIGCONT"): void {
    process.kill(this.stack.processes.parts.s3 as number, signal);
  }

  /** As if the time had passed after which a silent worker is taken for dead, and that until the next try. */
  async letTimePass(mediaId: string): Promise<void> {
    const { sql } = this;
    await this.until(async () => {
      await sql`
        update pgboss.job set heartbeat_on = now() - interval '10 minutes'
        where data ->> 'id' = ${mediaId} and state = 'active' and heartbeat_on < now() - interval '2 seconds'`;
      await sql`update pgboss.job set start_after = now() where data ->> 'id' = ${mediaId} and state = 'retry'`;
      return (await this.media(mediaId)).attempt > 1;
    });
  }

  /** Ends the worker with a signal and waits until the supervisor has started another. */
  async endWorker(signal: NodeJS.Signals): Promise<void> {
    const pid = this.workerPid;
    process.kill(pid, signal);
    await this.until(async () => this.stack.output.includes("worker is back") && this.workerPid !== pid);
  }
}
