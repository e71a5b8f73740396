/** The claims of the conformance suite on the runtime of Node. */
import { openSession, RuntimeFailure } from "@cmrkit/runtime";
import { describe, expect, test } from "vitest";
import { claims } from "./conformance.ts";
import { tinyModel } from "./tiny-model.ts";

describe("on the CPU of Node", () => {
  test.each(claims)("$name", async ({ check }) => {
    await check((model) => openSession(model, { device: "cpu", threads: 1 }));
  });

  test("wasm is refused as a browser's device", async () => {
    await expect(openSession(tinyModel(), { device: "wasm" })).rejects.toMatchObject({ kind: "device-unavailable" });
  });
});

const failure: unknown = await openSession(tinyModel(), { device: "webgpu" }).then(
  (session) => session.dispose(),
  (error: unknown) => error,
);
const whyNot = failure instanceof Error ? ` (skipped: ${failure.message.slice(-80).trim()})` : "";

test.runIf(whyNot)("webgpu without an adapter is unavailable, and says so", () => {
  expect(failure).toBeInstanceOf(RuntimeFailure);
  expect(failure).toMatchObject({ kind: "device-unavailable", message: expect.stringContaining("webgpu") });
});

describe.skipIf(whyNot)(`on the WebGPU of Node${whyNot}`, { timeout: 300_000 }, () => {
  test.each(claims.filter(({ needs }) => !needs))("$name", async ({ check }) => {
    await check((model) => openSession(model, { device: "webgpu" }));
  });
});
