import { expect, test } from "vitest";
import { smallDinoConfig } from "../../testing/small-dino.ts";
import { cosineAt, dinoScalars, runLength, squeezed, teacherTemperatureAt } from "./schedules.ts";

/** numpy's linspace. */
const evenly = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => (count === 1 ? from : from + ((to - from) * i) / (count - 1)));

test("a schedule is the original's: a rise by linspace, then half a cosine over what is left", () => {
  const [start, final, updates, warmUp] = [0.5, 0.1, 12, 4];
  const falling = Array.from(
    { length: updates - warmUp },
    (_, i) => final + 0.5 * (start - final) * (1 + Math.cos((Math.PI * i) / (updates - warmUp))),
  );
  const expected = [...evenly(0, start, warmUp), ...falling];
  expected.forEach((value, update) => {
    expect(cosineAt({ start, final, updates, warmUp }, update)).toBeCloseTo(value, 12);
  });
  expect(cosineAt({ start, final, updates, warmUp: 0 }, 0)).toBe(start);
  expect(cosineAt({ start, final, updates, warmUp: 1 }, 0)).toBe(0);
});

test("the teacher's temperature rises epoch by epoch and stays", () => {
  const temperature = { start: 0.04, final: 0.07, warmUpEpochs: 4 };
  const expected = [...evenly(0.04, 0.07, 4), 0.07, 0.07];
  expected.forEach((value, epoch) => {
    expect(teacherTemperatureAt(temperature, epoch)).toBeCloseTo(value, 12);
  });
  expect(teacherTemperatureAt({ ...temperature, warmUpEpochs: 0 }, 0)).toBe(0.07);
  expect(teacherTemperatureAt({ ...temperature, warmUpEpochs: 1 }, 0)).toBe(0.04);
});

test("an epoch is as many updates as fill it, by all processes; without a given size it is all slices", () => {
  const config = smallDinoConfig();
  expect(runLength(config, 1000)).toEqual({ updatesPerEpoch: 2, updates: 12 });
  const { imagesPerEpoch: _, ...schedule } = config.schedule;
  expect(runLength({ ...config, schedule }, 43, 2)).toEqual({ updatesPerEpoch: 5, updates: 30 });
  expect(runLength({ ...config, schedule }, 1)).toEqual({ updatesPerEpoch: 1, updates: 6 });
});

test("scalars of a run: scaled rate, frozen prototypes in the first epoch, temperature by epoch", () => {
  const config = smallDinoConfig();
  const at = dinoScalars(config, runLength(config, 0), 2);
  const peak = (0.1 * 8) / 256;
  expect(at(1)).toMatchObject({ learningRate: 0, emaDecay: 0.9, lastLayerRate: 0 });
  expect(at(2)).toMatchObject({ learningRate: peak, teacherTemperature: 0.04, lastLayerRate: 0 });
  expect(at(3)).toMatchObject({ learningRate: peak, teacherTemperature: 0.07, lastLayerRate: 1 });
  expect(at(1).weightDecay).toBeCloseTo(0.04, 12);
  expect(at(7).weightDecay).toBeCloseTo(0.22, 12);
  expect(at(7).emaDecay).toBeCloseTo(0.95, 12);
  expect(at(12).emaDecay).toBeLessThan(1);
});

test("a squeezed run passes through the same schedules", () => {
  const config = smallDinoConfig();
  const [whole, half] = [dinoScalars(config, runLength(config, 0)), dinoScalars(config, squeezed(config, 6))];
  for (const step of [1, 2, 4, 6]) {
    expect(half(step).weightDecay).toBeCloseTo(whole(2 * step - 1).weightDecay!, 12);
    expect(half(step).teacherTemperature).toBe(whole(2 * step - 1).teacherTemperature);
  }
});
