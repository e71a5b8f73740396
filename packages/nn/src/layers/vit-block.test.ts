import { evaluate, input, type Tensor } from "@cmrkit/graph";
import { elementCount, float32, type HostTensor, type NamedTensors, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import { qkvAttention } from "./qkv-attention.ts";
import { type VitBlockConfig, vitBlock } from "./vit-block.ts";

const [B, T, E, H] = [2, 3, 8, 2];
const random = randomStream(2026);
const noise = (name: string, shape: readonly number[], deviation = 1) => {
  const stream = random.fork(name);
  return float32(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => deviation * stream.normal()),
  );
};
const x = input("x", "float32", [B, T, E]);
const tokens = noise("x", [B, T, E]);
const config: VitBlockConfig = { heads: H, mlpRatio: 2, normEpsilon: 1e-6 };

/** Noise for every parameter, so that none hides behind its initial value. */
function shaken(scope: ParameterScope): Map<string, HostTensor> {
  return new Map(scope.specs.map(({ name, shape }) => [name, noise(name, shape, 0.3)]));
}

function values(tensor: Tensor, feeds: NamedTensors): number[] {
  return [...evaluate([tensor], new Map([...feeds, ["x", tokens]]))[0]!.data];
}

describe("attention with a joint projection", () => {
  const scope = new ParameterScope();
  const { attended, ofFirstToken } = qkvAttention(scope, x, { heads: H });
  const weights = shaken(scope);

  test("tells how much the first token looks at each: rows sum to 1", () => {
    const rows = values(ofFirstToken, weights);
    expect(ofFirstToken.shape).toEqual([B, H, 1, T]);
    for (let row = 0; row < B * H; row++)
      expect(rows.slice(row * T, (row + 1) * T).reduce((sum, value) => sum + value)).toBeCloseTo(1, 10);
    expect(rows.filter((share) => share > 0.01 && share < 0.99).length).toBeGreaterThan(B * H);
  });

  test("mixes values by these rows, head by head", () => {
    // values are tokens as they are, and so is the output; the first token's result is then its row times the tokens
    const identity = (n: number) => Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0));
    const qkv = [...weights.get("qkv.weight")!.data].map(Number).slice(0, 2 * E * E);
    const plain = new Map([
      ...weights,
      ["qkv.weight", float32([3 * E, E], [...qkv, ...identity(E)])],
      ["qkv.bias", float32([3 * E], new Array(3 * E).fill(0))],
      ["proj.weight", float32([E, E], identity(E))],
      ["proj.bias", float32([E], new Array(E).fill(0))],
    ]);
    const [rows, mixed] = [values(ofFirstToken, plain), values(attended, plain)];
    for (const [b, e] of [
      [0, 1],
      [1, 6],
    ] as const) {
      const head = Math.floor(e / (E / H));
      const row = rows.slice((b * H + head) * T, (b * H + head + 1) * T);
      const expected = row.reduce((sum, share, t) => sum + share * tokens.data[(b * T + t) * E + e]!, 0);
      expect(mixed[b * T * E + e]).toBeCloseTo(expected, 10);
    }
  });
});

describe("a block", () => {
  test("with layer scale 0 leaves its tokens as they are; without layer scale it does not", () => {
    const scope = new ParameterScope();
    const still = vitBlock(scope, x, { ...config, layerScale: 0 }).tokens;
    expect(values(still, initialParameters(scope.specs, random))).toEqual([...tokens.data]);
    const plain = new ParameterScope();
    const moved = vitBlock(plain, x, config).tokens;
    expect(values(moved, shaken(plain))).not.toEqual([...tokens.data]);
    expect(plain.specs.map(({ name }) => name)).not.toContain("ls1.gamma");
  });

  test("drops each branch of a sample by its own number", () => {
    const scope = new ParameterScope();
    const uniform = [input("attention", "float32", [B]), input("mlp", "float32", [B])] as const;
    const dropping = vitBlock(scope, x, { ...config, dropPath: { rate: 0.5, uniform } }).tokens;
    const weights = shaken(scope);
    const at = (attention: readonly number[], mlp: readonly number[]) =>
      values(dropping, new Map([...weights, ["attention", float32([B], attention)], ["mlp", float32([B], mlp)]]));
    const sample = (all: readonly number[], b: number) => all.slice(b * T * E, (b + 1) * T * E);
    const original = [...tokens.data];
    expect(sample(at([0.1, 0.9], [0.2, 0.9]), 0)).toEqual(sample(original, 0));
    expect(sample(at([0.1, 0.9], [0.2, 0.9]), 1)).not.toEqual(sample(original, 1));
    expect(sample(at([0.9, 0.9], [0.2, 0.2]), 0)).not.toEqual(sample(at([0.1, 0.9], [0.9, 0.2]), 0));
  });
});
