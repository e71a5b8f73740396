/** The report as a reader's browser shows it: its player by keys alone, nothing fetched, no script that fails. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNiftiLabels } from "@cmrkit/imaging";
import { cineScan, niftiFiles, sampleHeart, simulateStudy } from "@cmrkit/phantom";
import { analyse, readStudy, reportHtml, type Segmenter } from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startChromium } from "./runtime/chromium.ts";

const START_MS = 120_000;
const FRAMES = 5;
const whyNot = chromiumPath ? "" : " (skipped: no Chromium on this machine)";

/** Of a small simulated heart, whose true labels stand for a model's. */
async function reportOfHeart(): Promise<string> {
  const scan = cineScan({ matrix: [48, 48], pixelSpacingMm: [4, 4], sliceDistanceMm: 20, frameCount: FRAMES });
  const study = simulateStudy(sampleHeart("normal", randomStream("report")), scan, randomStream("scan"));
  const folder = mkdtempSync(join(tmpdir(), "cmrkit-report-"));
  const bytesOf = (name: string) => niftiFiles(study).find((file) => file.name.endsWith(name))!.bytes;
  const path = join(folder, "sax.nii.gz");
  writeFileSync(path, bytesOf("sax.nii.gz"));
  const { labels } = readNiftiLabels(bytesOf("sax_gt.nii.gz"));
  const segmenter: Segmenter = {
    model: { name: "truth", sha256: "0".repeat(64), licence: "none" },
    segment: async () => labels,
    dispose: async () => {},
  };
  const analysis = await analyse(await readStudy(path), segmenter, { software: "cmrkit tests" });
  rmSync(folder, { recursive: true });
  return reportHtml(analysis);
}

describe.skipIf(whyNot)(`a report in Chromium${whyNot}`, { timeout: START_MS }, () => {
  let browser: Browser;
  let page: Page;
  const failures: string[] = [];

  beforeAll(async () => {
    browser = await startChromium(chromiumPath!);
    page = await browser.newPage({ reducedMotion: "reduce" });
    page.on("pageerror", (error) => failures.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("data:")) failures.push(request.url());
    });
    await page.setContent(await reportOfHeart());
    await page.locator(".player figure").focus();
  }, START_MS);

  afterAll(() => browser?.close(), START_MS);

  const shownBy = (name: string) => page.locator(`.player [name=${name}]`).inputValue();
  const contours = () =>
    page.locator(".player path").evaluateAll((drawn) => drawn.map((path) => path.getAttribute("d")));

  test("who wants less motion sees a still heart until asking for more", async () => {
    expect(await page.locator(".player button").textContent()).toBe("Play");
    await page.keyboard.press("Space");
    expect(await page.locator(".player button").textContent()).toBe("Pause");
    await page.keyboard.press("Space");
    expect(await page.locator(".player button").textContent()).toBe("Play");
  });

  test("arrows turn frames and slices, past the end to the beginning, and say where one is", async () => {
    const [frame, slice] = [Number(await shownBy("frame")), Number(await shownBy("slice"))];
    const slices = Number(await page.locator(".player [name=slice]").getAttribute("max")) + 1;
    await page.keyboard.press("ArrowRight");
    expect(await shownBy("frame")).toBe(String((frame + 1) % FRAMES));
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowUp");
    expect([await shownBy("frame"), await shownBy("slice")]).toEqual([String(frame), String((slice + 1) % slices)]);
    for (let n = 0; n < slices; n++) await page.keyboard.press("ArrowDown");
    expect(await shownBy("slice")).toBe(String((slice + 1) % slices));
    expect(await page.locator(".player .where").textContent()).toContain(
      `slice ${(slice + 1) % slices}, frame ${frame}`,
    );
  });

  test("c takes the contours away and brings them back", async () => {
    await page.locator(".player [name=slice]").fill("2");
    await page.locator(".player figure").focus();
    const drawn = await contours();
    expect(drawn.join("")).toContain("M");
    await page.keyboard.press("c");
    expect((await contours()).join("")).toBe("");
    await page.keyboard.press("c");
    expect(await contours()).toEqual(drawn);
  });

  test("nothing is fetched and no script fails", () => {
    expect(failures).toEqual([]);
  });
});
