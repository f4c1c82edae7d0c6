import { describe, expect, test } from "vitest";
import { firstLink } from "../../media-worker/link-preview/first-link.ts";
import { isPublicAddress } from "../../media-worker/link-preview/public-address.ts";

describe("which addresses are on the open internet", () => {
  test.each(["1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "2a00:1450::1"])(
    "%s is",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  test.each([
    ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9"],
    ...["169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1"],
    ...["192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255"],
    ...["240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:1.1.1.1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe"],
    ...[
      "::127.0.0.1",
      "64:ff9b::7f00:1",
      "64:ff9b:1::1",
      "100::1",
      "2001::1",
      "2001:db8::1",
      "2002:7f00:1::",
      "3fff::1",
    ],
    ...[
      "fc00::1",
      "fd00:ec2::254",
      "fe80::1",
      "fe80::1%eth0",
      "fec0::1",
      "ff02::1",
      "5f00::1",
      "nonsense",
      "1.1.1",
      "",
    ],
  ])("%s is not", (address) => expect(isPublicAddress(address)).toBe(false));
});

test.each([
  ["look: https://example.com/a?b=c.", "https://example.com/a?b=c"],
  ["(http://example.com)", "http://example.com/"],
  ["https://en.wikipedia.org/wiki/Set_(game), and http://b.example", "https://en.wikipedia.org/wiki/Set_(game)"],
  ["HTTPS://EXAMPLE.com/Ä", "https://example.com/%C3%84"],
  ["http://0x7f.1/", "http://127.0.0.1/"],
  ["no ftp://example.com nor javascript:alert(1) nor xhttp://a.example", undefined],
  ["https://", undefined],
  [`https://example.com/${"x".repeat(2000)}`, undefined],
  ["見て https://example.com/foo、すごい", "https://example.com/foo"],
  ["https://example.com/foo。", "https://example.com/foo"],
  ["（https://example.com/foo）", "https://example.com/foo"],
  ["「https://example.com/foo」", "https://example.com/foo"],
  ["“https://example.com/foo”", "https://example.com/foo"],
  ["«https://example.com/foo»", "https://example.com/foo"],
  ["https://example.com/foo’s", "https://example.com/foo"],
  ["https://example.com/foo\u200b", "https://example.com/foo"],
  ["https://example.com/foo？！", "https://example.com/foo"],
  [
    "https://ja.wikipedia.org/wiki/東京・大阪",
    "https://ja.wikipedia.org/wiki/%E6%9D%B1%E4%BA%AC%E3%83%BB%E5%A4%A7%E9%98%AA",
  ],
])("the first link of %j", (text, link) => expect(firstLink(text)?.href).toBe(link));
