import type { Session } from "@cmrkit/runtime";
import { expect, test } from "vitest";
import { judgeOutlines } from "./judge.ts";
import { checkOutlines, type OutlineCheck } from "./outline-judge.ts";
import { outlineWarnings } from "./outline-warnings.ts";
import { VIEW_SIZE } from "./slice-view.ts";
import { discPhases } from "./testing/disc-phases.ts";

const PLANE = VIEW_SIZE * VIEW_SIZE;

/** A network that finds the first ten pixels of every second view all but surely wrong, and no other. */
const session: Session = {
  inputNames: ["view"],
  outputNames: ["wrong"],
  run: async (feeds) => {
    const B = feeds.get("view")!.shape[0]!;
    const data = Float32Array.from({ length: B * PLANE }, (_, at) => (at % (2 * PLANE) < 10 ? 0.95 : 0));
    return new Map([["wrong", { dtype: "float32", shape: [B, 1, VIEW_SIZE, VIEW_SIZE], data }]]);
  },
  dispose: async () => {},
};

test("every slice of both phases is judged by the mean of its turns", async () => {
  const judged = await judgeOutlines(session, discPhases({ pixelMm: 2, radiusMm: 20, centreMm: [60, 60] }));
  expect(judged.map(({ phase, k }) => `${phase} ${k}`)).toEqual(["ed 0", "ed 1", "ed 2", "es 0", "es 1", "es 2"]);
  for (const { wrongPixels, surelyWrongPixels } of judged)
    expect([wrongPixels, surelyWrongPixels]).toEqual([expect.closeTo(4.75, 4), 5]);
  expect(judged[0]!.labelledPixels).toBeGreaterThan(3 * judged[3]!.labelledPixels);
});

test("without a judge nothing is said, and a passing verdict warns of nothing", async () => {
  const { volume, labels } = discPhases({ pixelMm: 2, radiusMm: 20, centreMm: [60, 60] });
  const unjudged = await checkOutlines(
    { volume, labels, phases: { endDiastoleIndex: 0, endSystoleIndex: 1 } },
    undefined,
  );
  expect(unjudged).toEqual({ kind: "not-judged", reason: expect.stringContaining("no judge") });
  expect(outlineWarnings(unjudged)).toEqual([]);
  expect(outlineWarnings(checked("pass"))).toEqual([]);
});

test("a review names the worst slices first", () => {
  const [warning] = outlineWarnings(checked("review"));
  expect(warning).toMatchObject({ kind: "outlines-doubtful" });
  expect(warning!.message).toContain(
    "this damage: a piece far away (the judge doubts the labels as a whole; structures lie in pieces); look",
  );
  expect(warning!.message).toMatch(/look first at slice 4 at end-systole, slice 2 at end-diastole$/);
  expect(warning!.message).not.toContain("slice 1");
});

function checked(verdict: "pass" | "review"): OutlineCheck {
  const slice = (phase: "ed" | "es", k: number, wrongPixels: number) => ({
    phase,
    k,
    wrongPixels,
    surelyWrongPixels: 0,
    labelledPixels: 200,
  });
  const slices = [slice("ed", 1, 4), slice("ed", 2, 60), slice("es", 4, 100)];
  const model = { name: "judge", sha256: "0", licence: "none" };
  const judged = { kind: "judged", score: 0.5, limit: 0.2, slices, model } as const;
  if (verdict === "pass") return { ...judged, verdict };
  return { ...judged, verdict, looksLike: { damage: "a piece far away", against: ["wrongShare", "stray"] } };
}
