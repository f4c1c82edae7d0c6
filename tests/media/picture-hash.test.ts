import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { expect, test } from "vitest";
import { hashDistance, pictureHash } from "../../media-worker/image/pdq.ts";

const picture = (name: string) => fileURLToPath(new URL(`pictures/${name}`, import.meta.url));

test.each([
  ["square-128x128.jpg", "d8f8f1eec0f4a84f0e37022a078f63f0b36e2ed596621e1d33e6239c4e9c9b22"],
  ["shrink-a-lot.jpg", "d0f8f1ccc0f4a84d0a370a3a228f67f0b36e2ed5b6623e1d33e6339c4e9c9b22"],
])("the hash of %s is within ten bits of the one that Meta has published", async (name, hash) => {
  const { forms, quality } = await pictureHash(picture(name));
  expect(hashDistance(forms[0] as string, hash)).toBeLessThanOrEqual(10);
  expect(quality).toBe(100);
});

test("a picture that is turned or mirrored has the hash that it was expected to have", async () => {
  const source = picture("square-128x128.jpg");
  const { forms } = await pictureHash(source);
  expect(new Set(forms).size).toBe(8);
  for (const angle of [0, 90, 180, 270]) {
    for (const isMirrored of [false, true]) {
      const turned = await sharp(source)
        .flop(isMirrored)
        .toBuffer()
        .then((bytes) => sharp(bytes).rotate(angle).png().toBuffer());
      const { forms: other } = await pictureHash(sharp(turned));
      const distances = forms.map((form) => hashDistance(form, other[0] as string));
      expect(
        distances.filter((distance) => distance <= 31),
        `${angle} ${isMirrored}`,
      ).toHaveLength(1);
    }
  }
});

test("a plain picture has nothing that it could be told by", async () => {
  const plain = sharp({ create: { width: 300, height: 200, channels: 3, background: "#4080c0" } }).png();
  expect((await pictureHash(sharp(await plain.toBuffer()))).quality).toBe(0);
});
