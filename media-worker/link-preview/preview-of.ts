import type { Page } from "./fetch-page.ts";
import { readPageHead } from "./page-head.ts";

/** What a message shows of the page behind its link: details.preview. */
export interface Preview {
  /** The link of the message, not what the page calls itself. */
  url: string;
  title: string;
  description: string | null;
  site_name: string | null;
  /** Where the page has its picture. Readers never get this address: they get a copy of ours (preview-image.ts). */
  image: string | null;
}

/** Source: the Open Graph protocol, ogp.me, and what pages have without it. Undefined for a page without a title. */
export function previewOf(link: URL, { url, html }: Page): Preview | undefined {
  const { title, meta } = readPageHead(html);
  const first = (...names: string[]) => names.map((name) => meta.get(name)?.trim()).find(Boolean);
  const shown = readable(first("og:title", "twitter:title") ?? title, 200);
  if (shown === null) return undefined;
  return {
    url: link.href,
    title: shown,
    description: readable(first("og:description", "twitter:description", "description"), 500),
    site_name: readable(first("og:site_name"), 100),
    image: imageOf(first("og:image:secure_url", "og:image", "og:image:url", "twitter:image"), url),
  };
}

/** One line without what is not seen: control characters, and marks that turn the direction of what follows. */
function readable(text: string | undefined, maxLength: number): string | null {
  const clean = (text ?? "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .trim();
  const letters = [...clean];
  return (letters.length > maxLength ? `${letters.slice(0, maxLength - 1).join("")}…` : clean) || null;
}

function imageOf(written: string | undefined, page: URL): string | null {
  const image = written === undefined ? null : URL.parse(written, page);
  const isFit =
    (image?.protocol === "https:" || image?.protocol === "http:") &&
    !image.username &&
    !image.password &&
    image.href.length <= 2_000;
  return image && isFit ? image.href : null;
}
