import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRunRecord } from "@cmrkit/learn";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runRecorder } from "./run-recorder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-record-"));
  vi.useFakeTimers({ now: new Date("2026-01-01T00:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

function recorded(config: unknown, seconds: number, step: number) {
  const record = runRecorder(folder, config);
  vi.advanceTimersByTime(1000 * seconds);
  record({}, step);
  return readRunRecord(folder);
}

test("a continued run keeps its beginning, and its seconds add up", () => {
  recorded({ steps: 10, encoder: undefined }, 60, 4);
  expect(recorded({ steps: 10, encoder: undefined }, 30, 10)).toMatchObject({
    step: 10,
    seconds: 90,
    startedAt: "2026-01-01T00:00:00.000Z",
  });
});

test("another run in the same folder begins anew", () => {
  recorded({ steps: 10 }, 60, 4);
  expect(recorded({ steps: 20 }, 30, 1)).toMatchObject({ seconds: 30, startedAt: "2026-01-01T00:01:00.000Z" });
});
