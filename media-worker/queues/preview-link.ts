import { fetchPage, NoPage } from "../link-preview/fetch-page.ts";
import { firstLink } from "../link-preview/first-link.ts";
import { hostPreviewImage } from "../link-preview/preview-image.ts";
import { type Preview, previewOf } from "../link-preview/preview-of.ts";
import type { Job, JobQueue, WorkerContext } from "../queue.ts";

/** Shows what is behind the first link of a message. A page is looked at once an hour, however many share it. */
export const previewLink: JobQueue = {
  name: "preview-link",
  concurrency: 4,
  groupConcurrency: 2,
  retries: 1,
  expireSeconds: 30,
  async handle(context, job) {
    const { sql } = context;
    const [row] = await sql`select private.text_to_preview(${job.id}) as body`;
    const link = firstLink(row?.body ?? "");
    if (!link) return;
    link.hash = "";
    const preview = await known(context, link, job);
    if (!preview) return;
    await sql`select private.add_preview(${job.id}, ${row?.body}, ${sql.json(preview as never)})`;
  },
};

async function known(context: WorkerContext, link: URL, { id, signal }: Job) {
  const { sql, say, linkPreview } = context;
  const [kept] = await sql<{ url_hash: Buffer | null; preview: Preview | null }[]>`
    select * from private.known_preview(${link.href})`;
  if (kept?.url_hash) return kept.preview ?? undefined;
  let preview: Preview | undefined;
  try {
    preview = previewOf(link, await fetchPage(link, signal, linkPreview));
    if (preview?.image) preview.image = await hostPreviewImage(context, new URL(preview.image), signal);
  } catch (error) {
    if (!(error instanceof NoPage)) throw error;
    say("no preview", { id, host: link.host, reason: error.message });
  }
  await sql`select private.keep_preview(${link.href}, ${preview ? sql.json(preview as never) : null})`;
  return preview;
}
