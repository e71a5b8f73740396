/**
 * What every runtime must do, whatever its device: one list of claims, run on Node and in browsers alike. Nothing here
 * needs a test runner, so that a page can run it.
 */
import {
  add,
  argMax,
  cast,
  constant,
  conv,
  evaluate,
  gelu,
  gradients,
  greater,
  input,
  layerNormalization,
  matMul,
  maxPool,
  mul,
  reduceMean,
  relu,
  resize,
  softmax,
  sub,
  type Tensor,
} from "@cmrkit/graph";
import { emit } from "@cmrkit/onnx";
import { type ModelBytes, RuntimeFailure, type Session } from "@cmrkit/runtime/web";
import {
  elementCount,
  float32,
  type HostTensor,
  int64,
  type NamedTensors,
  randomStream,
  toNumbers,
} from "@cmrkit/tensor";

export type Open = (model: ModelBytes | Uint8Array) => Promise<Session>;

export interface Claim {
  readonly name: string;
  /** What a device may lack without being wrong. */
  readonly needs?: "half precision";
  /** Few operators, so that a device emulated in software answers within seconds. */
  readonly isLight?: true;
  /** Throws where the runtime does otherwise. */
  check(open: Open): Promise<void>;
}

/** Of an output's largest element; float32 sums of some hundred terms, whose order each device chooses. */
const TOLERANCE = 1e-5;

function noise(label: string, ...shape: number[]): HostTensor<"float32"> {
  const random = randomStream(2026).fork(label);
  return float32(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.normal()),
  );
}

function inputsOf(feeds: NamedTensors): Record<string, Tensor> {
  return Object.fromEntries([...feeds].map(([name, { dtype, shape }]) => [name, input(name, dtype, shape)]));
}

/** A claim that a graph gives what the reference evaluator gives. */
function computes(
  name: string,
  values: Readonly<Record<string, HostTensor>>,
  build: (x: Record<string, Tensor>) => Record<string, Tensor>,
): Claim {
  const check = async (open: Open) => {
    const feeds = new Map(Object.entries(values));
    const outputs = build(inputsOf(feeds));
    const reference = evaluate(Object.values(outputs), feeds);
    const results = await using(await open(emit(outputs)), (session) => session.run(feeds));
    for (const [i, output] of Object.keys(outputs).entries())
      expectNear(results.get(output), reference[i]!, outputs[output]!, output);
  };
  return { name, check };
}

function expectNear(
  actual: HostTensor | undefined,
  reference: { readonly data: ArrayLike<number> },
  { dtype, shape }: Tensor,
  what: string,
): void {
  expectEqual(actual?.dtype, dtype, `${what}: element type`);
  expectEqual(actual?.shape, shape, `${what}: shape`);
  const [a, b] = [Array.from(toNumbers(actual!.data)), Array.from(reference.data)];
  const scale = Math.max(1e-3, ...b.map(Math.abs));
  const far = a.findIndex((value, i) => !(Math.abs(value - b[i]!) <= TOLERANCE * scale));
  if (far !== -1) throw new Error(`${what}: element ${far} is ${a[far]}, expected ${b[far]}`);
}

function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what} is ${a}, expected ${b}`);
}

async function expectFailure(run: Promise<unknown>, kind: RuntimeFailure["kind"], part: string): Promise<void> {
  const outcome = await run.catch((error: unknown) => error);
  const met = outcome instanceof RuntimeFailure && outcome.kind === kind && outcome.message.includes(part);
  if (!met) throw new Error(`expected a RuntimeFailure ${kind} with "${part}", got ${String(outcome)}`);
}

async function using<T>(session: Session, use: (session: Session) => Promise<T>): Promise<T> {
  try {
    return await use(session);
  } finally {
    await session.dispose();
  }
}

/** y = x + step; x (3). */
function counter(): Uint8Array {
  return emit({ y: add(input("x", "float32", [3]), input("step", "float32", [])) });
}

const one = float32([], [1]);

export const claims: readonly Claim[] = [
  computes(
    "products, softmax and normalisation of tokens",
    { x: noise("x", 2, 5, 8), w: noise("w", 8, 6), scale: noise("scale", 6), bias: noise("bias", 6) },
    ({ x, w, scale, bias }) => {
      const tokens = layerNormalization(gelu(matMul(x!, w!)), scale!, bias!, 1e-5);
      return { attended: matMul(softmax(matMul(tokens, tokens, { transB: true })), tokens) };
    },
  ),
  computes(
    "convolution, pooling and interpolation of images",
    { x: noise("image", 1, 2, 8, 6), w: noise("kernel", 4, 2, 3, 3), b: noise("offset", 4) },
    ({ x, w, b }) => {
      const pooled = maxPool(relu(conv(x!, w!, b!, { pads: "same" })), [2, 2]);
      return { pooled, upsampled: resize(pooled, [8, 6], "linear") };
    },
  ),
  computes(
    "convolution of volumes",
    { x: noise("volume", 1, 2, 5, 4, 3), w: noise("volume kernel", 3, 2, 3, 3, 3) },
    ({ x, w }) => ({ y: conv(x!, w!, undefined, { pads: "same" }) }),
  ),
  computes(
    "a gradient with the loss it belongs to",
    { x: noise("samples", 6, 3), w: noise("weights", 3, 2), target: noise("target", 6, 2) },
    ({ x, w, target }) => {
      const error = sub(matMul(x!, w!), target!);
      const loss = reduceMean(mul(error, error));
      return { loss, gradient: gradients(loss, [w!])[0]! };
    },
  ),
  computes(
    "whole numbers and truths, in and out",
    { x: noise("logits", 4, 3), offset: int64([4], [0, 10, 20, 30]) },
    ({ x, offset }) => ({ labels: add(argMax(x!, 1), offset!), positive: greater(x!, 0) }),
  ),
  {
    name: "half precision leaves as bit patterns",
    needs: "half precision",
    check: async (open) => {
      const halves = cast(input("x", "float32", [3]), "float16");
      const feeds = new Map([["x", float32([3], [1, -2, 0.5])]]);
      const results = await using(await open(emit({ halves })), (session) => session.run(feeds));
      const { dtype, data } = results.get("halves")!;
      expectEqual(
        [dtype, data instanceof Uint16Array, [...data]],
        ["float16", true, [0x3c00, 0xc000, 0x3800]],
        "halves",
      );
    },
  },
  {
    name: "an output lands in the memory given for it, step after step",
    isLight: true,
    check: async (open) => {
      const buffers = [float32([3], [0, 10, 20]), float32([3], [0, 0, 0])] as const;
      const kept = buffers.map(({ data }) => data);
      let [current, next]: readonly [HostTensor, HostTensor] = buffers;
      await using(await open(counter()), async (session) => {
        for (let step = 0; step < 5; step++) {
          const feeds = new Map([
            ["x", current],
            ["step", one],
          ]);
          const results = await session.run(feeds, new Map([["y", next]]));
          expectEqual(results.get("y") === next, true, "the returned tensor is the one given");
          [current, next] = [next, current];
        }
      });
      expectEqual(
        kept.map((data) => [...data]),
        [
          [4, 14, 24],
          [5, 15, 25],
        ],
        "the two buffers",
      );
    },
  },
  {
    name: "an output without memory of its own survives the next run",
    isLight: true,
    check: async (open) => {
      await using(await open(counter()), async (session) => {
        const run = (x: readonly number[]) =>
          session.run(
            new Map<string, HostTensor>([
              ["x", float32([3], x)],
              ["step", one],
            ]),
          );
        const first = (await run([1, 2, 3])).get("y")!;
        await run([7, 8, 9]);
        expectEqual([...first.data], [2, 3, 4], "the first run's output");
      });
    },
  },
  {
    name: "weights given beside the model become part of it",
    isLight: true,
    check: async (open) => {
      const y = matMul(input("x", "float32", [1, 2]), input("w", "float32", [2, 2]));
      const weights = new Map([["w", float32([2, 2], [1, 2, 3, 4])]]);
      await using(await open({ bytes: emit({ y }), weights }), async (session) => {
        expectEqual(session.inputNames, ["x"], "the inputs");
        const results = await session.run(new Map([["x", float32([1, 2], [1, 10])]]));
        expectEqual([...results.get("y")!.data], [31, 42], "the product");
      });
    },
  },
  {
    name: "a graph may hold its own constants",
    check: async (open) => {
      const y = mul(input("x", "float32", [2]), constant(float32([2], [3, 5])));
      const results = await using(await open(emit({ y })), (session) =>
        session.run(new Map([["x", float32([2], [2, 2])]])),
      );
      expectEqual([...results.get("y")!.data], [6, 10], "the product");
    },
  },
  {
    name: "a missing input is named",
    isLight: true,
    check: async (open) => {
      await using(await open(counter()), (session) =>
        expectFailure(session.run(new Map([["x", float32([3], [1, 2, 3])]])), "run-failed", "step"),
      );
    },
  },
  {
    name: "an input of the wrong shape is refused",
    check: async (open) => {
      const feeds = new Map<string, HostTensor>([
        ["x", float32([2], [1, 2])],
        ["step", one],
      ]);
      await using(await open(counter()), (session) => expectFailure(session.run(feeds), "run-failed", "x"));
    },
  },
  {
    name: "bytes that are no model are refused",
    isLight: true,
    check: (open) => expectFailure(open(Uint8Array.of(1, 2, 3, 4)), "model-refused", "did not open"),
  },
];
