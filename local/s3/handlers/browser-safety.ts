/** Types that a browser shows without running anything in them. Everything else is not to be shown in place. */
const inert =
  /^(image\/(?!svg)[\w.+-]+|video\/[\w.+-]+|audio\/[\w.+-]+|font\/[\w.+-]+|text\/(plain|vtt)|application\/(json|octet-stream|vnd\.apple\.mpegurl|x-mpegurl)|binary\/octet-stream)$/i;

/**
 * Headers that keep an uploaded file from acting as a page of this origin, which the API shares. `<img>`, `<video>` and
 * fetch are not affected by them, so an SVG still shows as an image.
 */
export function browserSafety(contentType: string): Record<string, string> {
  const mediaType = contentType.split(";", 1)[0]?.trim() ?? "";
  const headers = { "x-content-type-options": "nosniff" };
  if (inert.test(mediaType)) return headers;
  return {
    ...headers,
    "content-disposition": "attachment",
    "content-security-policy": "default-src 'none'; sandbox",
  };
}
