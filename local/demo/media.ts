import type { SupabaseClient } from "@supabase/supabase-js";
import type { Sql } from "postgres";
import { makePicture } from "./pictures.ts";
import { Random } from "./random.ts";
import { makeVideo } from "./videos.ts";

/** Somebody of the demo who is signed in. */
export interface Uploader {
  id: string;
  client: SupabaseClient;
}

export interface MediaCounts {
  avatars: number;
  pictures: number;
  videos: number;
}

/** So many of a crowd have an avatar: those whom one meets first. */
const mostAvatars = 60;

interface PlannedPost {
  author: Uploader;
  client_id: string;
  kind: "image" | "video" | "reel";
  caption: string;
}

/** Avatars for the first, and posts with pictures and videos here and there. */
function planPosts(crowd: Uploader[]): PlannedPost[] {
  const random = new Random(20_261_125);
  const kinds = (place: number): PlannedPost["kind"][] => [
    ...(place % 5 === 0 ? (["image"] as const) : []),
    ...(place % 40 === 1 ? (["reel"] as const) : []),
    ...(place % 60 === 2 ? (["video"] as const) : []),
  ];
  const captions = ["Today's light", "This mood, all day", "Colours of the weekend", "No filter needed"];
  return crowd.flatMap((author, place) =>
    kinds(place).map((kind) => ({ author, client_id: random.uuid(), kind, caption: random.pick(captions) })),
  );
}

/** Uploads what the crowd shows, except what an earlier run has uploaded. Without ffmpeg there are no videos. */
export async function seedMedia(crowd: Uploader[], sql: Sql, say: (line: string) => void): Promise<MediaCounts> {
  const wearers = crowd.slice(0, mostAvatars);
  const worn =
    await sql`select owner_id from private.media where purpose = 'avatar' and owner_id = any(${wearers.map(({ id }) => id)})`;
  const owners = new Set(worn.map((row) => row.owner_id));
  say(`uploading ${wearers.length} avatars`);
  for (const [place, { id, client }] of wearers.entries()) {
    if (!owners.has(id)) await upload(client, "avatar", "image/jpeg", await makePicture(new Random(place), 512, 512));
  }

  const planned = planPosts(crowd);
  const known =
    await sql`select client_id from public.posts where client_id = any(${planned.map((post) => post.client_id)})`;
  const made = new Set(known.map((row) => row.client_id));
  say(`posting ${planned.length} pictures and videos`);
  for (const [place, post] of planned.entries()) {
    if (made.has(post.client_id)) continue;
    const random = new Random(1000 + place);
    const file =
      post.kind === "image" ? await makePicture(random, 1080, 1350) : await makeVideo(random, ...sizeOf(post.kind));
    if (!file) {
      say("there is no ffmpeg: no videos");
      continue;
    }
    const type = post.kind === "image" ? "image/jpeg" : "video/mp4";
    const media_ids = [await upload(post.author.client, "post", type, file)];
    const { client_id, kind, caption } = post;
    const { error } = await post.author.client.rpc("create_post", { client_id, kind, caption, media_ids });
    if (error) throw new Error(`create_post: ${error.message}`);
    made.add(client_id);
  }
  const shown = planned.filter(({ client_id }) => made.has(client_id));
  const pictures = shown.filter(({ kind }) => kind === "image").length;
  return { avatars: wearers.length, pictures, videos: shown.length - pictures };
}

const sizeOf = (kind: PlannedPost["kind"]): [number, number] => (kind === "reel" ? [540, 960] : [960, 540]);

/** Sends a file as a client does, and returns the id of its medium. */
async function upload(client: SupabaseClient, purpose: string, content_type: string, file: Buffer): Promise<string> {
  const started = await invoke(client, "media/uploads", { purpose, content_type, byte_size: file.byteLength });
  const { media_id, upload } = started as {
    media_id: string;
    upload: { method: string; url: string; headers: Record<string, string> };
  };
  const sent = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(file) });
  if (!sent.ok) throw new Error(`upload: ${sent.status} ${await sent.text()}`);
  await invoke(client, `media/uploads/${media_id}/complete`, {});
  return media_id;
}

async function invoke(client: SupabaseClient, path: string, body: Record<string, unknown>): Promise<unknown> {
  const { data, error } = await client.functions.invoke(path, { body });
  if (error) throw new Error(`${path}: ${JSON.stringify(await error.context.json())}`);
  return data;
}
