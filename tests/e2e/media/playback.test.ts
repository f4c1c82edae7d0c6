import { createRequire } from "node:module";
import type HlsPlayer from "hls.js";
import { afterAll, describe, expect, test } from "vitest";
import { hasChromium, launchChromium } from "../../support/media/chromium.ts";
import { makeMediaFolder, makeVideo } from "../../support/media/files.ts";
import { share } from "../../support/media/uploads.ts";
import { newPerson } from "../../support/people.ts";

const hlsScript = createRequire(import.meta.url).resolve("hls.js/dist/hls.min.js");

declare const Hls: typeof HlsPlayer;

describe.runIf(hasChromium())("in a browser", async () => {
  const browser = await launchChromium();
  afterAll(() => browser.close());

  test("hls.js plays the ladder, changes between renditions and jumps", async () => {
    const folder = makeMediaFolder();
    const robin = await newPerson();
    // Red at first, blue after four seconds, where the second segment begins.
    const filter = "drawbox=color=red:t=fill,drawbox=color=blue:t=fill:enable='gte(t,4)'";
    const media = await share(
      robin,
      makeVideo(folder, "colours.mp4", { size: "640x360", seconds: 8, filter }),
      "video/mp4",
    );
    const page = await browser.newPage();
    await page.setContent("<video muted></video>");
    await page.addScriptTag({ path: hlsScript });
    const seen = await page.evaluate(async (url) => {
      const video = document.querySelector("video") as HTMLVideoElement;
      const player = new Hls({ startLevel: 0 });
      const failures: string[] = [];
      player.on(Hls.Events.ERROR, (_, { fatal, details }) => fatal && failures.push(details));
      // Gives up before the test does, so that what was seen is told.
      const giveUpAt = performance.now() + 20_000;
      const until = async (condition: () => boolean) => {
        while (!condition() && failures.length === 0 && performance.now() < giveUpAt)
          await new Promise((resolve) => setTimeout(resolve, 20));
      };
      const colour = () => {
        const canvas = document.createElement("canvas");
        const context = canvas.getContext("2d") as CanvasRenderingContext2D;
        context.drawImage(video, 0, 0, 10, 10);
        const [red = 0, , blue = 0] = context.getImageData(5, 5, 1, 1).data;
        return red > blue ? "red" : "blue";
      };
      player.loadSource(url);
      player.attachMedia(video);
      await video.play();
      await until(() => video.getVideoPlaybackQuality().totalVideoFrames > 10);
      const first = { colour: colour(), height: video.videoHeight };
      // On a slow machine the end may come before the change does.
      video.loop = true;
      player.currentLevel = player.levels.length - 1;
      await until(() => video.videoHeight > first.height);
      video.currentTime = 6;
      await until(() => !video.seeking && video.currentTime > 6 && colour() === "blue");
      return {
        failures,
        first,
        second: { colour: colour(), height: video.videoHeight },
        levels: player.levels.map(({ height }) => height),
        duration: Math.round(video.duration),
        hasSound: player.audioTracks.length > 0,
      };
    }, media.hls_url as string);
    expect(seen).toEqual({
      failures: [],
      first: { colour: "red", height: 240 },
      second: { colour: "blue", height: 360 },
      levels: [240, 360],
      duration: 8,
      hasSound: true,
    });
  });

  test("the progressive file plays without a script, and the poster shows", async () => {
    const robin = await newPerson();
    const media = await share(robin, makeVideo(makeMediaFolder(), "short.mp4", { seconds: 2 }), "video/mp4");
    const page = await browser.newPage();
    await page.setContent(`<video muted src="${media.variants[0]?.url}"></video><img src="${media.poster_url}">`);
    const seen = await page.evaluate(async () => {
      const video = document.querySelector("video") as HTMLVideoElement;
      await video.play();
      while (video.getVideoPlaybackQuality().totalVideoFrames < 10)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const image = document.querySelector("img") as HTMLImageElement;
      await image.decode();
      return { video: video.videoWidth, poster: image.naturalWidth };
    });
    expect(seen).toEqual({ video: 320, poster: 320 });
  });
});
