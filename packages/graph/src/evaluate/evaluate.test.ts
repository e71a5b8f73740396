import { float16Bits, float32, hostTensor, int64 } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { EvaluationError } from "../errors.ts";
import { add, cast, constant, gather, mul, sub } from "../ops/index.ts";
import { input } from "../trace.ts";
import { evaluate } from "./index.ts";

const x = input("x", "float32", [2]);

/** What evaluating throws, as an object whose kind and message can be asked for. */
function refusal(run: () => unknown): EvaluationError {
  try {
    run();
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("evaluate", () => {
  test("outputs come in the order asked for, and may share nodes", () => {
    const doubled = mul(x, 2);
    const feeds = new Map([["x", float32([2], [1, 5])]]);
    const [first, second] = evaluate([add(doubled, x), doubled], feeds);
    expect([...first!.data]).toEqual([3, 15]);
    expect([...second!.data]).toEqual([2, 10]);
  });

  test("nothing is rounded to float32 on the way", () => {
    const tiny = 2 ** -40;
    const feeds = new Map([["x", hostTensor("float64", [2], Float64Array.of(1 + tiny, 1))]]);
    expect([...evaluate([sub(x, 1)], feeds)[0]!.data]).toEqual([tiny, 0]);
    expect([...evaluate([cast(cast(x, "float16"), "float32")], feeds)[0]!.data]).toEqual([1 + tiny, 1]);
  });

  test("half floats are decoded, not read as their bits", () => {
    const halves = hostTensor("float16", [2], Uint16Array.of(float16Bits(1.5), float16Bits(-2)));
    expect([...evaluate([constant(halves)])[0]!.data]).toEqual([1.5, -2]);
  });

  test("a missing feed is named, beside those that were fed", () => {
    const error = refusal(() => evaluate([x], new Map([["y", float32([2], [1, 2])]])));
    expect(error.kind).toBe("missing-feed");
    expect(error.message).toBe('input "x" is float32 (2), but no tensor of that name was fed (fed: y)');
  });

  test("a feed of another shape is refused", () => {
    const error = refusal(() => evaluate([x], new Map([["x", float32([3], [1, 2, 3])]])));
    expect(error.kind).toBe("misfit-feed");
    expect(error.message).toBe('input "x" is float32 (2), but it was fed float32 (3)');
  });

  test("whole numbers are no feed for a real input", () => {
    expect(refusal(() => evaluate([x], new Map([["x", int64([2], [1, 2])]]))).kind).toBe("misfit-feed");
  });

  test.each([2, -3])("index %d into two elements is refused, not wrapped", (index) => {
    const gathered = gather(x, constant(int64([], [index])));
    const error = refusal(() => evaluate([gathered], new Map([["x", float32([2], [1, 2])]])));
    expect(error.kind).toBe("index-out-of-range");
    expect(error.message).toBe(`Gather: index ${index} is not within -2 … 1`);
  });
});
