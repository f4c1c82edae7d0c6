type XmlValue = string | number | boolean | undefined | XmlElements | readonly XmlElements[];
/** Elements by name; a list repeats its element, `undefined` leaves it out. */
export interface XmlElements {
  [name: string]: XmlValue;
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
const characters = Object.fromEntries(Object.entries(escapes).map(([character, entity]) => [entity, character]));

function renderElements(elements: XmlElements): string {
  return Object.entries(elements)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => renderElement(name, one)))
    .join("");
}

function renderElement(name: string, value: Exclude<XmlValue, readonly XmlElements[]>): string {
  if (value === undefined) return "";
  const content =
    typeof value === "object"
      ? renderElements(value)
      : String(value).replaceAll(/[&<>"']/g, (found) => escapes[found] as string);
  return `<${name}>${content}</${name}>`;
}

/** An XML document; text is escaped. */
export function renderXml(document: XmlElements): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElements(document)}`;
}

/** The raw contents of every `<name>` element, in order. For the flat documents of S3, whose elements do not nest in themselves. */
export function readElements(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([^]*?)</${name}\\s*>`, "g");
  return Array.from(xml.matchAll(pattern), (match) => match[1] as string);
}

/** The text of an element without children, or undefined if `content` is not plain text. */
export function readText(content: string): string | undefined {
  if (content.includes("<")) return undefined;
  return content.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|\w{1,8});/gi, (entity, decimal, hexadecimal) => {
    if (decimal ?? hexadecimal) {
      const codePoint = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
      return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
    }
    return characters[entity] ?? entity;
  });
}
