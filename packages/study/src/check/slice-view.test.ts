import { expect, test } from "vitest";
import { heartBox } from "./heart-box.ts";
import { boxPlaces, fillView, judgedSlices, VIEW_CHANNELS, VIEW_SIZE } from "./slice-view.ts";
import { discPhases } from "./testing/disc-phases.ts";

const PLANE = VIEW_SIZE * VIEW_SIZE;
const box = heartBox(discPhases({ pixelMm: 2, radiusMm: 20, centreMm: [60, 60] }), VIEW_SIZE);

function view(slice: { phase: "ed" | "es"; k: number }, options = {}): (channel: number) => Float32Array {
  const out = new Float32Array(VIEW_CHANNELS * PLANE);
  fillView(out, box, slice, options);
  return (channel) => out.subarray(channel * PLANE, (channel + 1) * PLANE);
}

const count = (plane: Float32Array) => plane.reduce((sum, value) => sum + value, 0);

test("a view shows the slice, its other phase and its neighbours; beyond the stack there are no labels", () => {
  const channel = view({ phase: "es", k: 0 });
  const cavities = [4, 7, 10, 13].map((c) => count(channel(c)));
  const [own, other, below, above] = cavities as [number, number, number, number];
  expect(other).toBeGreaterThan(3 * own); // end-diastole has four times the area
  expect([below, above]).toEqual([0, own]);
  expect([2, 3, 5, 6].map((c) => count(channel(c)))).toEqual([0, 0, 0, 0]); // neither right cavity nor wall
  expect(count(channel(VIEW_CHANNELS - 1))).toBe(0);
  expect(count(view({ phase: "ed", k: 0 })(VIEW_CHANNELS - 1))).toBe(PLANE);
});

test("from the other side the neighbours change places", () => {
  const channel = view({ phase: "es", k: 0 }, { below: 1 });
  expect([count(channel(10)) > 0, count(channel(13))]).toEqual([true, 0]);
});

test("the eight turns of a view are eight permutations of the same pixels", () => {
  const turns = Array.from({ length: 8 }, (_, turn) => boxPlaces(VIEW_SIZE, { shift: [0, 0], turn }));
  for (const places of turns) expect(new Set(places).size).toBe(PLANE);
  expect(new Set(turns.map((places) => places.join(" "))).size).toBe(8);
  expect(boxPlaces(VIEW_SIZE, { shift: [1, 0], turn: 0 })[VIEW_SIZE - 1]).toBe(-1);
});

test("slices with outlines are judged, and one beyond either end", () => {
  expect(judgedSlices(box)).toHaveLength(6);
  const empty = new Uint8Array(3 * PLANE);
  const one = empty.slice();
  one[PLANE + 5] = 2;
  const sparse = { ...box, phases: { ed: { ...box.phases.ed, labels: one }, es: { ...box.phases.es, labels: empty } } };
  expect(judgedSlices(sparse).map(({ k }) => k)).toEqual([0, 1, 2, 0, 1, 2]);
  const bare = { ...sparse, phases: { ed: sparse.phases.es, es: sparse.phases.es } };
  expect(judgedSlices(bare)).toEqual([]);
});
