import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { oneView } from "./networks/network-views.ts";
import { type Predictor, predictImage, predictVoxels } from "./predict.ts";
import { planeTurns, turnedBack, turnedImage } from "./test-time-augmentation.ts";
import { answeringSession, brightness } from "./testing/answering-session.ts";

const plane = { data: Float32Array.from([1, 2, 3, 4, 5, 6]), size: [1, 1, 2, 3] } as const;

test("a wide plane is mirrored along x, and stands upright where its axes are swapped", () => {
  const [, alongX] = planeTurns.flips;
  expect([...turnedImage(plane, alongX!).data]).toEqual([3, 2, 1, 6, 5, 4]);
  const swapped = turnedImage(plane, planeTurns.turns[4]!);
  expect([swapped.size, [...swapped.data]]).toEqual([
    [1, 1, 3, 2],
    [1, 4, 2, 5, 3, 6],
  ]);
  const quarter = turnedImage(plane, { swapsAxes: true, mirrorsX: true, mirrorsY: false });
  expect([...quarter.data]).toEqual([4, 1, 5, 2, 6, 3]); // clockwise
});

test("each of the eight turns is another one, and is undone for every plane", () => {
  const random = randomStream("turns");
  const image = {
    data: Float32Array.from({ length: 2 * 3 * 4 * 5 }, () => random.uniform()),
    size: [2, 3, 4, 5],
  } as const;
  const turned = planeTurns.turns.map((turn) => turnedImage(image, turn));
  expect(new Set(turned.map(({ size, data }) => `${size} ${data}`)).size).toBe(8);
  turned.forEach(({ data }, i) => {
    expect(turnedBack(data, planeTurns.turns[i]!, [4, 5])).toEqual(image.data);
  });
});

const window = { size: 4, slices: null, pixelMm: 1, sliceMm: null, longSideWithoutSpacing: 4 } as const;
const about = { weights: new Map(), batch: 3, view: oneView({ ...window, clipPercentiles: [0, 100] }) } as const;
const random = randomStream("image");
const image = { data: Float32Array.from({ length: 2 * 6 * 9 }, () => random.uniform()), size: [1, 2, 6, 9] } as const;

test("what a network says of turned images comes back to where it belongs", async () => {
  const predictor: Predictor = { ...about, session: answeringSession(brightness, true), turns: planeTurns.turns };
  const predicted = (await predictVoxels(predictor, image, 2)).subarray(image.data.length);
  expect(Math.max(...predicted.map((value, at) => Math.abs(value - image.data[at]!)))).toBeLessThan(1e-5);
});

test("a network that sees the left half only is heard from both sides", async () => {
  const left = answeringSession((cut) => cut.map((_, at) => (at % 4 < 2 ? 1 : 0)), true);
  const square = { data: new Float32Array(16), size: [1, 1, 4, 4] } as const;
  const alone = await predictVoxels({ ...about, session: left }, square, 1);
  expect([...alone.subarray(0, 4)]).toEqual([1, 1, 0, 0]);
  const flipped = await predictVoxels({ ...about, session: left, turns: planeTurns.flips }, square, 1);
  expect([...flipped]).toEqual(new Array(16).fill(0.5));
});

test("answers for an image are averaged over turns and slices alike", async () => {
  const corner = answeringSession((cut) => [cut[0]!, 1], false);
  const slices = { data: Float32Array.from({ length: 2 * 16 }, (_, at) => at), size: [1, 2, 4, 4] } as const;
  expect(await predictImage({ ...about, session: corner }, slices)).toEqual([8, 1]);
  expect(await predictImage({ ...about, session: corner, turns: planeTurns.flips }, slices)).toEqual([15.5, 1]);
});
