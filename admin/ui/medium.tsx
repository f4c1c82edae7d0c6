import { read, useAnswer } from "../calls.ts";
import { plaza } from "../session.ts";

interface Medium {
  kind: "image" | "video" | "audio" | "file";
  alt_text: string | null;
  poster_url: string | null;
  variants: { url: string; width?: number }[];
}

/** A picture, video or file of somebody's, as far as whoever looks may see it. */
export function MediumView({ mediaId }: { mediaId: string }) {
  const { answer, refusal } = useAnswer(mediaId, () =>
    read<{ media: Medium }>(plaza.functions.invoke(`media/${mediaId}`, { method: "GET" })),
  );
  if (refusal) return <p class="note">A medium that cannot be shown.</p>;
  if (!answer) return <div class="skeleton" />;
  const { kind, alt_text, poster_url, variants } = answer.media;
  const url = variants[0]?.url ?? "";
  if (kind === "image") return <img class="medium" src={url} alt={alt_text ?? "A picture without a description"} />;
  if (kind === "video")
    return (
      // biome-ignore lint/a11y/useMediaCaption: what people upload has no captions
      <video class="medium" src={url} poster={poster_url ?? undefined} controls preload="none" />
    );
  return (
    <a href={url} rel="noreferrer" target="_blank">
      A file ({kind})
    </a>
  );
}
