/** The claims of the conformance suite on the runtime of browsers, in headless Chromium. */
import type { Device } from "@cmrkit/runtime";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startChromium } from "./chromium.ts";
import { claims } from "./conformance.ts";
import type { Verdict } from "./page.ts";
import { type PageServer, servePage } from "./serve-page.ts";

const START_MS = 180_000; // a browser, its page and the WebAssembly, on a busy machine
const whyNot = chromiumPath ? "" : " (skipped: no Chromium on this machine)";

describe.skipIf(whyNot)(`in Chromium${whyNot}`, { timeout: START_MS }, () => {
  let server: PageServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await servePage();
    browser = await startChromium(chromiumPath!);
    page = await openPage(browser, server);
  }, START_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  }, START_MS);

  const verdict = (name: string, device: Device): Promise<Verdict> =>
    page.evaluate(([claim, on, folder]) => globalThis.conformancePage!.checkClaim(claim, on, folder), [
      name,
      device,
      server.wasmFolder,
    ] as const);

  const tryDevice = (on: Page, device: Device, wasmFolder: string) =>
    on.evaluate(([name, folder]) => globalThis.conformancePage!.tryDevice(name, folder), [device, wasmFolder] as const);

  test.each(claims)("on WebAssembly: $name", async ({ name }) => {
    expect(await verdict(name, "wasm")).toBeNull();
  });

  test("a device of Node is unavailable", async () => {
    const failure = { kind: "device-unavailable", message: expect.stringContaining("cuda is a device of Node") };
    expect(await tryDevice(page, "cuda", server.wasmFolder)).toEqual(failure);
  });

  test("a folder without the WebAssembly is told from a bad model", async () => {
    const fresh = await openPage(browser, server);
    const failure = await tryDevice(fresh, "wasm", `${server.wasmFolder}nowhere/`);
    await fresh.close();
    expect(failure).toMatchObject({ kind: "device-unavailable" });
  });

  test("on WebGPU, where there is an adapter: the light claims", async (context) => {
    const failure = await tryDevice(page, "webgpu", server.wasmFolder);
    if (failure?.kind === "device-unavailable") context.skip(failure.message);
    expect(failure).toBeNull();
    for (const { name } of claims.filter(({ isLight }) => isLight))
      expect(await verdict(name, "webgpu"), name).toBeNull();
  });
});

async function openPage(browser: Browser, { pageUrl }: PageServer): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(pageUrl);
  await page.waitForFunction(() => globalThis.conformancePage !== undefined, undefined, { timeout: START_MS });
  return page;
}
